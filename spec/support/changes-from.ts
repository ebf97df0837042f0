import { Controller, Json, Post, Query } from 'phial';
import { z } from 'zod';

import { changesOf } from '../../lib/openapi/changes.js';
import { documentOf } from './document-of.js';

export interface Said {
  body?: z.ZodType;
  query?: z.ZodType;
  response?: z.ZodType;
}

/** What changes for the clients of POST /notes when its schemas do. */
export async function changesFrom(before: Said, after: Said): Promise<string[]> {
  const [old, now] = [await documentWith(before), await documentWith(after)];
  return changesOf(old, now).map(({ breaks, text }) => `${breaks ? 'breaks' : 'fits'}: ${text}`);
}

async function documentWith({ body = z.object({}), query = z.object({}), response = z.object({}) }: Said) {
  class NewNote extends Json(body as never) {}
  class Options extends Query(query as never) {}

  @Controller('/notes')
  class Notes {
    @Post('/', { response: response as never })
    create(_note: NewNote, _options: Options) {
      return {};
    }
  }
  return documentOf([Notes]);
}
