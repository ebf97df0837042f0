import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { AfterRequest, createApp, eventStream, Get, makeResponse, render, Request, Response, Route } from 'phial';

import { quietApp } from '../support/quiet-app.js';

/** A client of an app that answers with one response. */
function clientOf(answer: (request: Request) => unknown) {
  class Notes {
    @Route('/', ['GET', 'POST'])
    index(request: Request) {
      return answer(request);
    }
  }
  return quietApp([Notes]).testClient();
}

describe('response.addEtag()', () => {
  it('adds a tag of what is sent, which changes with it', async () => {
    let notes = ['Milk'];
    const client = clientOf(() => makeResponse({ notes }).addEtag());
    const first = (await client.get('/')).headers['etag'];
    expect(first).toMatch(/^"[\w-]{27}"$/);
    expect((await client.get('/')).headers['etag']).toBe(first);
    notes = ['Bread'];
    expect((await client.get('/')).headers['etag']).not.toBe(first);
  });

  it('keeps a tag that is there, and makes a weak one', async () => {
    const own = clientOf(() => makeResponse('Hello', 200, { ETag: '"7"' }).addEtag());
    expect((await own.get('/')).headers['etag']).toBe('"7"');
    const weak = clientOf(() => new Response(Buffer.from('Hello')).addEtag({ weak: true }));
    expect((await weak.get('/')).headers['etag']).toMatch(/^W\/"/);
  });

  it('is of a body that comes later', async () => {
    const client = clientOf(() => {
      const response = makeResponse({ old: true }).addEtag();
      response.body = 'Hello';
      return response;
    });
    const expected = (await clientOf(() => makeResponse('Hello').addEtag()).get('/')).headers['etag'];
    expect((await client.get('/')).headers['etag']).toBe(expected);
  });

  it('refuses a stream, and says what to write', () => {
    const response = makeResponse(['a', 'b'].values());
    expect(() => response.addEtag()).toThrow(
      /^response\.addEtag\(\): the body is .+, whose bytes are not known yet\. Set a tag of your own: response\.headers\.set\('ETag', '"7"'\)\.$/,
    );
  });
});

describe('response.makeConditional()', () => {
  it('becomes 304 without a body when the client has it', async () => {
    const client = clientOf((request) =>
      makeResponse({ notes: ['Milk'] })
        .addEtag()
        .makeConditional(request),
    );
    const etag = String((await client.get('/')).headers['etag']);
    const again = await client.get('/', { headers: { 'If-None-Match': `"x", W/${etag}` } });
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
    expect((await client.get('/', { headers: { 'If-None-Match': '"x"' } })).text).toBe('{"notes":["Milk"]}');
  });

  it('is for the requests that only ask', async () => {
    const client = clientOf((request) => makeResponse('Saved', 200, { ETag: '"7"' }).makeConditional(request));
    const headers = { 'If-None-Match': '"7"' };
    expect((await client.post('/', { headers })).status).toBe(200);
    expect((await client.head('/', { headers })).status).toBe(304);
  });

  it('leaves another status as it is', async () => {
    const client = clientOf((request) => makeResponse('Gone', 410, { ETag: '"7"' }).makeConditional(request));
    expect((await client.get('/', { headers: { 'If-None-Match': '*' } })).status).toBe(410);
  });

  it.each([
    ['Tue, 03 Mar 2026 10:00:00 GMT', undefined, 304],
    ['Tue, 03 Mar 2026 10:00:01 GMT', undefined, 304],
    ['Tue, 03 Mar 2026 09:59:59 GMT', undefined, 200],
    ['yesterday', undefined, 200],
    ['Tue, 03 Mar 2026 10:00:00 GMT', '"other"', 200],
  ])('asks Last-Modified, unless a tag is asked for: %s, %s', async (since, tag, status) => {
    const changed = { 'Last-Modified': 'Tue, 03 Mar 2026 10:00:00 GMT', ETag: '"7"' };
    const client = clientOf((request) => makeResponse('Hello', 200, changed).makeConditional(request));
    const headers = { 'If-Modified-Since': since, ...(tag !== undefined && { 'If-None-Match': tag }) };
    expect((await client.get('/', { headers })).status).toBe(status);
  });

  it('may stand in a hook, for all answers', async () => {
    class Notes {
      @Get('/')
      index() {
        return ['Milk'];
      }

      @AfterRequest()
      tag(response: Response, request: Request) {
        return response.addEtag().makeConditional(request);
      }
    }
    const client = quietApp([Notes]).testClient();
    const etag = String((await client.get('/')).headers['etag']);
    expect((await client.get('/', { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });

  describe('in a hook', () => {
    async function* pieces() {
      yield 'Hello';
    }

    /** An app whose answers are tagged by hooks, and the client of it. */
    function tagged(answer: () => unknown, change: (response: Response) => unknown = () => {}) {
      class Notes {
        @Get('/')
        index() {
          return answer();
        }

        @AfterRequest()
        tag(response: Response, request: Request) {
          change(response);
          return response.addEtag().makeConditional(request);
        }
      }
      return quietApp([Notes])
        .testClient()
        .get('/', { headers: { 'If-None-Match': '"7"' } });
    }

    it.each([
      ['a generator', pieces],
      ['a Node stream', () => Readable.from(['Hello'])],
      ['events', () => eventStream(['Hello'])],
      ["the web's Response", () => new globalThis.Response('Hello')],
      ['a stream in a Response', () => new Response(pieces())],
    ])('passes over what is sent as it comes: %s', async (_what, answer) => {
      const { status, text, headers } = await tagged(answer);
      expect([status, text, headers['etag']]).toEqual([200, expect.stringContaining('Hello'), undefined]);
    });

    it('asks for a tag that the handler gave its stream', async () => {
      expect((await tagged(() => new Response(pieces(), { headers: { ETag: '"7"' } }))).status).toBe(304);
    });

    it('refuses a stream that the hook has made itself', async () => {
      const { status } = await tagged(
        () => 'Hello',
        (response) => (response.body = pieces()),
      );
      expect(status).toBe(500);
    });

    it('tags the text that the hook has made of a stream', async () => {
      const { headers } = await tagged(pieces, (response) => (response.body = 'Bye'));
      expect(headers['etag']).toMatch(/^"/);
    });
  });

  it.each([
    ['text', 'Hello'],
    ['data', { notes: ['Milk'] }],
  ])('is for the request alone, also of a response that all of them get: %s', async (_what, body) => {
    const kept = makeResponse(body);
    const client = clientOf(async (request) => {
      // Those who wait go on at once, one after the other.
      await Promise.resolve();
      return kept.addEtag().makeConditional(request);
    });
    const { text, headers } = await client.get('/');
    const known = { headers: { 'If-None-Match': String(headers['etag']) } };
    const answers = await Promise.all([client.get('/', known), client.get('/'), client.get('/', known)]);
    expect(answers.map(({ status }) => status)).toEqual([304, 200, 304]);
    expect((await client.get('/')).text).toBe(text);
  });

  it('may be told to a response before it is returned', async () => {
    const client = clientOf((request) => {
      const response = makeResponse('Hello', 200, { ETag: '"7"' });
      response.makeConditional(request);
      return response;
    });
    expect((await client.get('/', { headers: { 'If-None-Match': '"7"' } })).status).toBe(304);
  });

  it('is of a page as it is rendered', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-etags-'));
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates/index.hbs'), 'Hello {{request.args.name}}');
    class Pages {
      @Get('/')
      index(request: Request) {
        return makeResponse(render('index')).addEtag().makeConditional(request);
      }
    }
    const client = createApp({ controllers: [Pages], root }).testClient();
    const etag = String((await client.get('/')).headers['etag']);
    rmSync(root, { recursive: true, force: true });
    expect((await client.get('/', { headers: { 'If-None-Match': etag } })).status).toBe(304);
  });
});
