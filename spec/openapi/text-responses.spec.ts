import { Controller, Get, makeResponse } from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { quietApp } from '../support/quiet-app.js';

const Gone = z.string().meta({ id: 'Gone' });

@Controller()
class Words {
  @Get('/word', { response: z.enum(['yes', 'no']) })
  word() {
    return 'yes' as const;
  }

  @Get('/old', { response: z.object({ word: z.string() }), openapi: { responses: { 410: Gone } } })
  old() {
    return makeResponse('It is gone.', 410);
  }
}

describe('Text by a response schema', () => {
  it('is a page, as the document says', async () => {
    const client = quietApp([Words]).testClient();
    const { paths } = await documentOf([Words]);
    for (const [path, status] of [
      ['/word', 200],
      ['/old', 410],
    ] as const) {
      const response = await client.get(path);
      expect([response.status, response.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
      expect(Object.keys(paths[path].get.responses[status].content)).toEqual(['text/html']);
    }
  });
});
