import { Validator } from '@seriousme/openapi-schema-validator';

import type { AppOptions } from 'phial';

import { quietApp } from './quiet-app.js';

/** The API's document of an app, which has to be valid. */
export async function documentOf(
  controllers: AppOptions['controllers'],
  { openapi, ...options }: Partial<AppOptions> = {},
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document is deep
): Promise<any> {
  const info = { title: 'Notes', version: '1.0.0' };
  const app = quietApp(controllers, { ...options, openapi: { info, ...openapi } });
  const document: unknown = (await app.testClient().get('/openapi.json')).json();
  expect(await new Validator().validate(document as never)).toMatchObject({ valid: true });
  return document;
}
