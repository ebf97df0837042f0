import { BeforeRequest, Controller, Cookies, Get, Headers, Query } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

describe('A field that two input classes read', () => {
  class Language extends Query(z.object({ lang: z.enum(['en', 'de']).optional().describe('Of the page.') })) {}
  class Search extends Query(z.object({ q: z.string().optional(), lang: z.string().max(2) })) {}
  class Trace extends Headers(z.object({ 'X-Request-Id': z.string().optional() })) {}
  class Strict extends Headers(z.object({ 'x-request-id': z.string().optional().meta({ deprecated: true }) })) {}
  class Theme extends Cookies(z.object({ lang: z.string().optional() })) {}

  @Controller()
  class Hooks {
    @BeforeRequest({ scope: 'app' })
    look(_language: Language, _trace: Trace) {}
  }

  class Notes {
    @Get('/')
    index({ q, lang }: Search, _strict: Strict, _theme: Theme) {
      return { q, lang };
    }
  }

  it('is one parameter of the document, which fits both', async () => {
    const { paths } = await documentOf([Hooks, Notes]);
    expect(paths['/'].get.parameters).toEqual([
      {
        name: 'lang',
        in: 'query',
        required: true,
        description: 'Of the page.',
        schema: {
          allOf: [
            { type: 'string', enum: ['en', 'de'] },
            { type: 'string', maxLength: 2 },
          ],
        },
      },
      { name: 'X-Request-Id', in: 'header', required: false, deprecated: true, schema: { type: 'string' } },
      { name: 'q', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'lang', in: 'cookie', required: false, schema: { type: 'string' } },
    ]);
  });

  it.each([
    ['text and a number', z.string().optional(), z.coerce.number(), { type: 'number' }],
    ['an item and a list', z.array(z.string()).optional(), z.string(), { type: 'string' }],
    ['two that no value fits', z.coerce.boolean().optional(), z.coerce.number(), { type: 'number' }],
  ])('is what can be sent for both: %s', async (_name, ofHook, ofHandler, schema) => {
    class Log extends Query(z.object({ page: ofHook })) {}
    class List extends Query(z.object({ page: ofHandler })) {}
    class Logs {
      @BeforeRequest()
      note(_log: Log) {}

      @Get('/')
      index(_list: List) {
        return '';
      }
    }
    const [parameter] = (await documentOf([Logs])).paths['/'].get.parameters;
    expect(parameter.schema).toEqual(schema);
  });

  it('has to fit both when it is sent', async () => {
    const client = quietApp([Hooks, Notes]).testClient();
    expect((await client.get('/?lang=de')).json()).toEqual({ lang: 'de' });
    expect((await client.get('/?lang=fr')).status).toBe(422);
    expect((await client.get('/')).status).toBe(422);
  });
});
