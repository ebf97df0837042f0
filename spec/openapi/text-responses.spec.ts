import { type } from 'arktype';
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

  @Get('/union', { response: z.union([z.literal('a'), z.literal('b')]) })
  union() {
    return 'a' as const;
  }

  @Get('/arktype', { response: type("'a'|'b'") })
  arktype() {
    return 'a' as const;
  }

  @Get('/formats', { response: z.union([z.email(), z.uuid()]) })
  formats() {
    return 'a@example.com';
  }

  @Get('/time', { response: z.iso.datetime() })
  time() {
    return new Date(0).toISOString();
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
      ['/union', 200],
      ['/arktype', 200],
      ['/formats', 200],
      ['/time', 200],
      ['/old', 410],
    ] as const) {
      const response = await client.get(path);
      expect([response.status, response.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
      expect(Object.keys(paths[path].get.responses[status].content)).toEqual(['text/html']);
    }
  });
});

describe('A response that may be text or something else', () => {
  @Controller()
  class Things {
    @Get('/number', { response: z.union([z.literal('a'), z.literal(1)]) })
    number() {
      return { toJSON: () => 1 } as never;
    }

    @Get('/date', { response: z.union([z.date(), z.iso.date()]) })
    date() {
      return new Date(0);
    }

    @Get('/null', { response: z.literal(['a', null]) })
    nothing() {
      return makeResponse(null as never);
    }
  }

  it.each(['/number', '/date', '/null'])('is either in the document: %s', async (path) => {
    const { paths } = await documentOf([Things]);
    expect(Object.keys(paths[path].get.responses[200].content).sort()).toEqual(['application/json', 'text/html']);
  });

  it('is what the handler returns', async () => {
    class Found {
      @Get('/found/:id', { response: z.union([z.string(), z.object({ id: z.int() })]) })
      found(id: number) {
        return id === 0 ? 'Nothing.' : { id };
      }
    }
    const client = quietApp([Found]).testClient();
    const types = [await client.get('/found/0'), await client.get('/found/1')].map(
      ({ headers }) => String(headers['content-type']).split(';')[0],
    );
    const { paths } = await documentOf([Found]);
    expect(Object.keys(paths['/found/{id}'].get.responses[200].content)).toEqual(types);
  });

  it('is JSON alone where a Date is all that is text', async () => {
    class Dates {
      @Get('/date', { response: z.date().nullable() })
      date() {
        return new Date(0);
      }
    }
    const { paths } = await documentOf([Dates]);
    expect(Object.keys(paths['/date'].get.responses[200].content)).toEqual(['application/json']);
  });
});
