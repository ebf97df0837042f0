import { eventStream, Get, html, makeResponse, Request, Response, sendFile } from 'phial';
import { z } from 'zod';

import { changesOf } from '../../lib/openapi/changes.js';
import { documentOf } from '../support/document-of.js';
import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { warningsOf } from '../support/warnings-of.js';

const Note = z.object({ text: z.string() }).meta({ id: 'Note' });
const PDF = { description: 'The invoice', type: 'application/pdf' } as const;

describe('A response that is not JSON', () => {
  class Invoices {
    @Get('/invoice', { openapi: { responses: { 200: PDF, 404: { type: 'text/plain' } } } })
    invoice() {
      return new Response('%PDF', { type: 'application/pdf' });
    }

    @Get('/events', { openapi: { responses: { 200: { type: 'text/event-stream' } } } })
    events() {
      return eventStream([{ data: 'a' }]);
    }

    @Get('/notes', { response: z.array(Note), openapi: { responses: { 200: { type: 'text/csv' } } } })
    notes() {
      return [{ text: 'Milk', secret: 1 }];
    }

    @Get('/other', { openapi: { responses: { default: { type: 'text/plain' } } } })
    other() {
      return [];
    }
  }

  it('is described by its media type: text as text, and bytes by nothing, as in OpenAPI 3.1', async () => {
    const { paths } = await documentOf([Invoices]);
    expect(paths['/invoice'].get.responses).toMatchObject({
      200: { description: 'The invoice', content: { 'application/pdf': { schema: {} } } },
      404: { description: 'Not Found.', content: { 'text/plain': { schema: { type: 'string' } } } },
    });
    expect(paths['/invoice'].get.responses[200].content['application/pdf'].schema).toEqual({});
    expect(Object.keys(paths['/events'].get.responses[200].content)).toEqual(['text/event-stream']);
  });

  it('stands beside the JSON of the response schema, which still leaves out what it does not name', async () => {
    const { content } = (await documentOf([Invoices])).paths['/notes'].get.responses[200];
    expect(Object.keys(content)).toEqual(['text/csv', 'application/json']);
    expect((await quietApp([Invoices]).testClient().get('/notes')).json()).toEqual([{ text: 'Milk' }]);
  });

  it('of all other failures is described beside the problem of each', async () => {
    const { responses } = (await documentOf([Invoices])).paths['/other'].get;
    expect(Object.keys(responses['4XX'].content)).toEqual(['text/plain', 'application/problem+json']);
  });
});

describe('A response of a schema and more', () => {
  class Places {
    @Get('/place', {
      openapi: { responses: { 200: { description: 'A place', schema: Note, type: 'application/geo+json' } } },
    })
    place() {
      return new Response({ text: 'Here', secret: 1 }, { type: 'application/geo+json' });
    }

    @Get('/taken', { openapi: { responses: { 409: { description: 'Taken already', schema: Note } } } })
    taken() {
      return makeResponse({ text: 'Taken', secret: 1 }, 409);
    }
  }

  it('has a description of its own, and another type of JSON', async () => {
    const { paths } = await documentOf([Places]);
    const schema = { $ref: '#/components/schemas/Note' };
    expect(paths['/place'].get.responses[200]).toEqual({
      description: 'A place',
      content: { 'application/geo+json': { schema } },
    });
    expect(paths['/taken'].get.responses[409]).toEqual({
      description: 'Taken already',
      content: { 'application/json': { schema } },
    });
  });

  it('is written by its schema', async () => {
    const client = quietApp([Places]).testClient();
    expect((await client.get('/taken')).json()).toEqual({ text: 'Taken' });
    const { headers, json } = await client.get('/place');
    expect([headers['content-type'], json()]).toEqual(['application/geo+json', { text: 'Here' }]);
  });
});

describe('What is wrong with a response that is said', () => {
  function found(response: unknown): string[] {
    class Pages {
      @Get('/', { openapi: { responses: { 200: response as never } } })
      index() {
        return '';
      }
    }
    return findingsOf({ controllers: [Pages] });
  }

  it.each([
    [{ description: 'A file', typ: 'text/csv' }, /it was given 'typ', which is no option\. .*'type'/],
    [{ type: 'pdf' }, /its type is 'pdf'\. Write a media type, type: 'application\/pdf'\.$/],
    [{ type: 'image/' }, /its type is 'image\/'\./],
    [{ type: ['a/b'] }, /its type is \[.*Write a media type/],
    [{ description: 3, type: 'text/csv' }, /its description is 3\. It must be text\.$/],
    [{ schema: {} }, /its schema is \{\}\. Give it one of zod/],
    [{ description: 'A file' }, /it has neither a type nor a schema\. Write the sentence alone/],
    [
      { schema: Note, type: 'text/csv' },
      /it has a schema, which is of JSON, and the type 'text\/csv'\. Take the schema/,
    ],
  ])('is told at the start: %j', (wrong, sentence) => {
    expect(found(wrong)).toEqual([expect.stringMatching(/^response 200 of openapi of Pages\.index: /)]);
    expect(found(wrong)).toEqual([expect.stringMatching(sentence)]);
  });

  it.each([[{ type: 'image/*' }], [{ type: 'text/csv; header=present' }], [{ schema: Note, type: 'a/b+json' }]])(
    'is nothing of %j',
    (right) => {
      expect(found(right)).toEqual([]);
    },
  );

  it('is the type of a status that has no body', () => {
    class Pages {
      @Get('/', { openapi: { responses: { 204: { type: 'text/csv' } } } })
      index() {
        return null;
      }
    }
    expect(warningsOf({ controllers: [Pages] })).toEqual([
      expect.stringMatching(/^Pages\.index: its type is of the status 204, which has no body\./),
    ]);
  });
});

describe('A response of another type than openapi says', () => {
  const openapi = { responses: { 200: { type: 'application/pdf' }, 404: { type: 'image/*' } } } as const;

  class Invoices {
    @Get('/page', { openapi })
    page() {
      return html`<p>Not yet.</p>`;
    }

    @Get('/later', { openapi })
    async later() {
      return { not: 'yet' };
    }

    @Get('/file', { openapi })
    file() {
      return sendFile('package.json');
    }

    @Get('/lost', { openapi })
    lost() {
      return makeResponse('Lost.', 404);
    }

    @Get('/right', { openapi })
    right() {
      return sendFile('package.json', { type: 'application/pdf' });
    }

    @Get('/image', { openapi })
    image() {
      return new Response(Buffer.of(1), { status: 404, type: 'image/png' });
    }

    @Get('/nothing', { openapi })
    nothing() {
      return new Response(null, { status: 404, type: 'text/html' });
    }

    @Get('/unsaid', { openapi })
    unsaid() {
      return makeResponse('Made.', 201);
    }

    @Get('/files/:name', { openapi: { responses: { 200: { type: 'application/pdf' } } } })
    named(name: string) {
      return sendFile(name, { folder: 'docs' });
    }

    @Get('/by-hand/:status', { openapi: { responses: { '2XX': { type: 'application/pdf' } } } })
    byHand(status: number, { environ }: Request) {
      environ.reply.code(status);
      return { error: 'Lost' };
    }
  }

  it.each([
    ['/page', 'Invoices.page returned text/html, and openapi says that its response 200 is application/pdf.'],
    ['/later', 'Invoices.later returned application/json, and openapi says'],
    ['/file', 'Invoices.file returned application/json, and openapi says'],
    ['/files/input.md', 'Invoices.named returned text/markdown, and openapi says'],
    ['/by-hand/201', 'Invoices.byHand returned application/json, and openapi says that its response 201 is'],
    ['/lost', 'Invoices.lost returned text/html, and openapi says that its response 404 is image/*.'],
  ])('is told of under the test client: %s', async (path, sentence) => {
    const { logger, entries } = loggedBy();
    const app = quietApp([Invoices], { fastify: { logger } as never });
    expect((await app.testClient().get(path)).status).toBe(500);
    expect(entries.at(-1)).toMatchObject({ err: { message: expect.stringContaining(sentence) as string } });
  });

  it.each([
    ['/right', 200],
    ['/image', 404],
    ['/nothing', 404],
    ['/unsaid', 201],
    ['/files/none', 404],
    ['/files/none.txt', 404],
    ['/by-hand/404', 404],
    ['/by-hand/204', 204],
  ])('is none where it fits, or nothing is said: %s', async (path, status) => {
    expect((await quietApp([Invoices]).testClient().get(path)).status).toBe(status);
  });
});

describe('A media type between two documents', () => {
  async function changesBetween(before: `${string}/${string}`, after: `${string}/${string}`): Promise<string[]> {
    const documents = [before, after].map((type) => {
      class Files {
        @Get('/file', { openapi: { responses: { 200: { type } } } })
        file() {
          return '';
        }
      }
      return documentOf([Files]);
    });
    const [old, now] = await Promise.all(documents);
    return changesOf(old, now).map(({ breaks, text }) => `${breaks ? 'breaks' : 'fits'}: ${text}`);
  }

  it('breaks clients when it is another one, or a wider range', async () => {
    expect(await changesBetween('application/pdf', 'text/csv')).toEqual([
      'breaks: GET /file: the response 200 may be text/csv, too',
      'breaks: GET /file: the response 200 is not application/pdf any more',
    ]);
    expect(await changesBetween('image/png', 'image/*')).toEqual([
      'breaks: GET /file: the response 200 may be image/*, too',
    ]);
  });

  it('fits when it lies in the range that was said', async () => {
    expect(await changesBetween('image/*', 'image/png')).toEqual([
      'fits: GET /file: the response 200 is not image/* any more',
    ]);
  });
});
