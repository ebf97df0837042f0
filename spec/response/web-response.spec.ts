import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import {
  Abort,
  AfterRequest,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  makeResponse,
  Response,
  Route,
  type TestResponse,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

const WebResponse = globalThis.Response;

/** The answer to a handler that returns a value. */
async function sent(make: () => unknown, method = 'GET'): Promise<TestResponse> {
  @Controller()
  class Proxy {
    @Route('/')
    pass(): unknown {
      return make();
    }
  }
  return quietApp([Proxy], { securityHeaders: false }).testClient().request(method, '/');
}

/** What is logged of a handler that returns a value, which is a 500. */
async function complaintOf(make: () => unknown): Promise<string> {
  @Controller()
  class Proxy {
    @Route('/')
    pass(): unknown {
      return make();
    }
  }
  const { logger, entries } = loggedBy();
  const { status } = await createApp({ controllers: [Proxy], fastify: { logger } })
    .testClient()
    .get('/');
  return status === 500 ? entries[0]!.err!.message : `answered ${status}`;
}

describe("The web's Response", () => {
  it('is sent with its status, headers and body', async () => {
    const { status, headers, text } = await sent(
      () => new WebResponse('tea', { status: 418, headers: { 'X-Pot': 'short', 'Content-Type': 'text/x-tea' } }),
    );
    expect([status, headers['x-pot'], headers['content-type'], text]).toEqual([418, 'short', 'text/x-tea', 'tea']);
  });

  it('keeps each of its cookies', async () => {
    const headers = new Headers({ 'Set-Cookie': 'a=1; Path=/' });
    headers.append('Set-Cookie', 'b=2, 3');
    expect((await sent(() => new WebResponse(null, { headers }))).headers['set-cookie']).toEqual([
      'a=1; Path=/',
      'b=2, 3',
    ]);
  });

  it.each([
    ['json()', () => WebResponse.json({ a: 1 }), [200, 'application/json', '{"a":1}', undefined]],
    ['redirect()', () => WebResponse.redirect('http://a.test/b', 303), [303, undefined, '', 'http://a.test/b']],
    ['no body', () => new WebResponse(null, { status: 204 }), [204, undefined, '', undefined]],
    ['an empty one', () => new WebResponse(), [200, undefined, '', undefined]],
    ['not modified', () => new WebResponse(null, { status: 304 }), [304, undefined, '', undefined]],
  ])('is sent as it was made: %s', async (_what, make, expected) => {
    const { status, headers, text } = await sent(make);
    expect([status, headers['content-type'], text, headers['location']]).toEqual(expected);
  });

  it('answers HEAD without its body, which is closed', async () => {
    let closed = false;
    const body = new ReadableStream({
      cancel() {
        closed = true;
      },
    });
    const { status, text, headers } = await sent(
      () => new WebResponse(body, { headers: { 'Content-Length': '5' } }),
      'HEAD',
    );
    expect([status, text, headers['content-length'], closed]).toEqual([200, '', '5', true]);
  });

  it('leaves the headers of its connection out', async () => {
    const { headers } = await sent(
      () =>
        new WebResponse('x', {
          headers: {
            Connection: 'close, X-Hop',
            'X-Hop': '1',
            'Keep-Alive': 'timeout=5',
            'Transfer-Encoding': 'chunked',
            TE: 'trailers',
            Trailer: 'X-Sum',
            Upgrade: 'h2c',
            'Proxy-Authenticate': 'Basic',
            'Proxy-Authentication-Info': 'x',
            'X-Kept': '2',
          },
        }),
    );
    expect(Object.keys(headers).sort()).toEqual(['connection', 'content-type', 'date', 'transfer-encoding', 'x-kept']);
    expect(headers['connection']).toBe('keep-alive');
  });

  it('may be of another fetch() than that of Node', async () => {
    class Response {
      readonly status = 201;
      readonly body = new WebResponse('other').body;
      readonly headers = new Headers({ 'X-By': 'an SDK' });
      readonly bodyUsed = false;
      readonly [Symbol.toStringTag] = 'Response';
      async arrayBuffer() {
        return new ArrayBuffer(0);
      }
    }
    const { status, text, headers } = await sent(() => new Response());
    expect([status, text, headers['x-by']]).toEqual([201, 'other', 'an SDK']);
  });

  it('keeps its headers in makeResponse()', async () => {
    const { status, headers, text } = await sent(() =>
      makeResponse(new WebResponse('x', { status: 404, headers: { 'X-A': '1', 'X-B': '2' } }), 200, { 'X-B': '3' }),
    );
    expect([status, headers['x-a'], headers['x-b'], text]).toEqual([200, '1', '3', 'x']);
  });

  it('is seen by after-hooks as a Response, and may come from hooks and error handlers', async () => {
    @Controller()
    class Proxy {
      @Route('/')
      pass() {
        throw new TypeError('oops');
      }

      @ErrorHandler(TypeError)
      explain() {
        return new WebResponse('sorry', { status: 503 });
      }

      @AfterRequest()
      add(response: Response) {
        response.headers.set('X-Was', response.status);
        return new WebResponse(response.body as ReadableStream, { status: 200, headers: [...response.headers] });
      }
    }
    const { status, headers, text } = await quietApp([Proxy]).testClient().get('/');
    expect([status, headers['x-was'], text]).toEqual([200, '503', 'sorry']);
  });

  it.each([
    [undefined, 404, 404],
    [200, 404, 404],
    [203, 404, 203],
    [undefined, 500, 500],
  ])('with status %s leaves an error its status: %s becomes %s', async (status, thrown, answered) => {
    @Controller()
    class Pages {
      @Route('/')
      fail() {
        throw thrown === 500 ? new TypeError('oops') : new Abort(thrown);
      }

      @ErrorHandler(Error)
      explain() {
        return new WebResponse('broken', status === undefined ? {} : { status });
      }
    }
    const answer = await quietApp([Pages]).testClient().get('/');
    expect([answer.status, answer.text]).toEqual([answered, 'broken']);
  });

  it('that was fetched keeps its status 200 in an error handler', async () => {
    @Controller()
    class Pages {
      @Route('/')
      fail() {
        throw new Abort(404);
      }

      @ErrorHandler(404)
      legacy() {
        return fetch('data:text/plain,legacy');
      }
    }
    const { status, text } = await quietApp([Pages]).testClient().get('/');
    expect([status, text]).toEqual([200, 'legacy']);
  });

  it('keeps its status 200 where the document of the API says another', async () => {
    @Controller()
    class Pages {
      @Get('/', { openapi: { status: 201 } })
      make() {
        return new WebResponse('made');
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).status).toBe(200);
  });

  it.each([
    ['one that was read', () => read(), 'whose body was read already. Return what was read'],
    ['one that is being read', () => locked(), 'whose body is being read already'],
    ['error()', () => WebResponse.error(), 'whose status is 0, that of a request that failed'],
    ['101', () => Object.defineProperty(new WebResponse(), 'status', { value: 101 }), 'whose status is 101.'],
    ['a body', () => new Response(new WebResponse('x')), 'give it to makeResponse()'],
  ])('is refused with the reason: %s', async (_what, make, reason) => {
    expect(await complaintOf(make)).toContain(reason);
  });
});

async function read(): Promise<unknown> {
  const response = new WebResponse('x');
  await response.text();
  return response;
}

function locked(): unknown {
  const response = new WebResponse('x');
  response.body!.getReader();
  return response;
}

describe('A Response of fetch()', () => {
  let origin: Server | undefined;

  afterEach(() => {
    origin?.closeAllConnections();
    origin?.close();
  });

  async function from(answer: RequestListener): Promise<string> {
    origin = createServer(answer).listen(0);
    await once(origin, 'listening');
    return `http://localhost:${(origin.address() as AddressInfo).port}/`;
  }

  it('is passed on without the encoding that fetch() has taken off', async () => {
    const url = await from((_request, response) => {
      const bytes = gzipSync('a long text '.repeat(50));
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': bytes.length, ETag: '"1"' }).end(bytes);
    });
    const { headers, text } = await sent(() => fetch(url));
    expect([headers['content-encoding'], headers['content-length'], headers['etag'], text]).toEqual([
      undefined,
      undefined,
      '"1"',
      'a long text '.repeat(50),
    ]);
  });

  it.each([
    ['compress', undefined, 'packed', 'compress'],
    ['compress', 6, 'packed', 'compress'],
    ['gzip, compress', undefined, 'packed', 'gzip, compress'],
    ['gzip, BR', undefined, brotliCompressSync(gzipSync('packed')), undefined],
  ])('keeps an encoding that fetch() leaves on: %s, length %s', async (encoding, length, sentBytes, kept) => {
    const url = await from((_request, response) => {
      response.setHeader('Content-Encoding', encoding);
      if (length === undefined) response.flushHeaders();
      response.end(sentBytes);
    });
    const { headers, text } = await sent(() => fetch(url));
    expect([headers['content-encoding'], text]).toEqual([kept, 'packed']);
    expect(headers['content-length']).toBe(length?.toString());
  });

  it('keeps zstd where fetch() of this Node leaves it on', async () => {
    const zstd = Buffer.from('28b52ffd2006310000' + Buffer.from('packed').toString('hex'), 'hex');
    const url = await from((_request, response) => response.setHeader('Content-Encoding', 'zstd').end(zstd));
    const { headers, text } = await sent(() => fetch(url));
    expect(headers['content-encoding']).toBe(text === 'packed' ? undefined : 'zstd');
  });

  it.each([
    ['as long as it says', { 'Content-Length': '1234' }, '1234'],
    ['of a length that it does not say', {}, undefined],
    ['packed, and longer than it says', { 'Content-Encoding': 'gzip', 'Content-Length': '12' }, undefined],
    ['left packed', { 'Content-Encoding': 'compress', 'Content-Length': '12' }, '12'],
  ])('answers HEAD with the length that a GET has: %s', async (_what, fields, length) => {
    const url = await from((_request, response) => response.writeHead(200, fields).end());
    expect((await sent(() => fetch(url, { method: 'HEAD' }), 'HEAD')).headers['content-length']).toBe(length);
    const copied = await sent(async () => makeResponse(await fetch(url, { method: 'HEAD' })), 'HEAD');
    expect(copied.headers['content-length']).toBe(length);
  });

  it('has no body where a GET is answered by what was asked with HEAD', async () => {
    const url = await from((_request, response) => response.writeHead(200, { 'Content-Length': '1234' }).end());
    const { status, text, headers } = await sent(() => fetch(url, { method: 'HEAD' }));
    expect([status, text, headers['content-length']]).toEqual([200, '', '0']);
  });

  it('comes through as it comes', async () => {
    let end!: () => void;
    const url = await from((_request, response) => {
      response.write('first');
      end = () => response.end(' last');
    });
    @Controller()
    class Proxy {
      @Route('/')
      pass() {
        return fetch(url);
      }
    }
    const app = quietApp([Proxy]);
    const reader = (await fetch(await app.run({ port: 0 }))).body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('first');
    end();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe(' last');
    await app.close();
  });

  it('is closed at its origin when the client leaves', async () => {
    let left!: () => void;
    const gone = new Promise<void>((done) => {
      left = done;
    });
    const url = await from((request, response) => {
      response.write('first');
      request.socket.on('close', left);
    });
    @Controller()
    class Proxy {
      @Route('/')
      pass() {
        return fetch(url);
      }
    }
    const app = quietApp([Proxy]);
    const leave = new AbortController();
    await fetch(await app.run({ port: 0 }), { signal: leave.signal });
    leave.abort();
    await gone;
    await app.close();
  });
});
