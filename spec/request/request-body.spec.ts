import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import type { FastifyInstance } from 'fastify';
import {
  Abort,
  BeforeRequest,
  createApp,
  ErrorHandler,
  Request,
  Route,
  TeardownRequest,
  type TestRequestOptions,
  type TestResponse,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

class Bodies {
  @Route('/data', ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
  data(request: Request) {
    const { data, bytes, mimetype, isJson } = request;
    return { data, hex: bytes.toString('hex'), mimetype, isJson };
  }

  @Route('/json', ['POST'])
  json(request: Request) {
    return { value: request.json, again: request.json === request.json };
  }

  @Route('/form', ['POST'])
  form(request: Request) {
    return [...request.form];
  }

  @Route('/depth', ['POST'])
  depth(request: Request) {
    return Array.isArray(request.json) ? 'a list' : 'no list';
  }

  @Route('/nothing', ['POST'])
  nothing() {
    return 'nothing was read';
  }
}

const client = quietApp([Bodies]).testClient();

describe('request.data and request.bytes', () => {
  const post = async (body: string | Uint8Array | undefined, type: string | undefined) =>
    (await client.post('/data', { body, headers: { 'content-type': type } })).json();

  it.each(['text/plain', 'application/json', 'application/xml', 'image/png', 'x/y', undefined])(
    'are the body, when its type is %s',
    async (type) => {
      expect(await post('hélo', type)).toMatchObject({ data: 'hélo', hex: '68c3a96c6f' });
    },
  );

  it('keep bytes that are no text', async () => {
    expect(await post(Buffer.from('00ff80', 'hex'), 'application/octet-stream')).toMatchObject({ hex: '00ff80' });
  });

  it('keep a byte order mark', async () => {
    expect(await post('\uFEFFa', 'text/plain')).toMatchObject({ data: '\uFEFFa' });
  });

  it.each(['text/plain', 'application/json', undefined])('are empty when the body is, of type %s', async (type) => {
    expect(await post(undefined, type)).toMatchObject({ data: '', hex: '' });
  });

  it.each(['PUT', 'DELETE', 'OPTIONS'])('come with a %s', async (method) => {
    expect((await client.request(method, '/data', { body: 'hello' })).json().data).toBe('hello');
  });

  it.each(['GET', 'HEAD'])('are empty for a %s', async (method) => {
    expect((await client.request(method, '/data', { body: 'hello' })).status).toBe(200);
  });

  it('are empty for a multipart form, whose fields were read from it', async () => {
    const files = { file: { filename: 'a', content: 'a' } };
    expect((await client.post('/data', { form: { a: 1 }, files })).json()).toMatchObject({ data: '', hex: '' });
  });
});

describe('request.mimetype and request.isJson', () => {
  it.each([
    ['application/json', 'application/json', true],
    ['Application/JSON; charset=utf-8', 'application/json', true],
    ['application/problem+json', 'application/problem+json', true],
    ['application/vnd.api+json;a=b', 'application/vnd.api+json', true],
    ['text/json', 'text/json', false],
    ['application/jsonp', 'application/jsonp', false],
    ['application/json-seq', 'application/json-seq', false],
    [undefined, '', false],
  ])('are, for Content-Type: %s, %s and %s', async (type, mimetype, isJson) => {
    expect((await client.post('/data', { headers: { 'content-type': type } })).json()).toMatchObject({
      mimetype,
      isJson,
    });
  });
});

describe('request.json', () => {
  const post = (
    body: string | Uint8Array,
    type: string | undefined = 'application/json',
    options: TestRequestOptions = {},
  ): Promise<TestResponse> =>
    client.post('/json', { body, ...options, headers: { 'content-type': type, accept: 'application/json' } });
  const detail = async (...args: Parameters<typeof post>) => {
    const response = await post(...args);
    return [response.status, response.json().detail];
  };

  it.each(['{"a":[1,null,"é"]}', 'null', '0', 'false', '""', ' [1] \n'])('is the body, parsed: %s', async (body) => {
    expect((await post(body)).json().value).toEqual(JSON.parse(body));
  });

  it('is parsed once', async () => {
    expect((await post('{}')).json().again).toBe(true);
  });

  it.each(['application/problem+json', 'application/json; charset=utf-8', 'APPLICATION/JSON'])(
    'is there for the type %s',
    async (type) => {
      expect((await post('{"a":1}', type)).json().value).toEqual({ a: 1 });
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/json'])('is 415 for the type %s', async (type) => {
    expect(await detail('{"a":1}', type)).toEqual([
      415,
      "The body is not JSON: its Content-Type is not 'application/json'.",
    ]);
  });

  it('is 415 when no type was sent', async () => {
    expect((await client.post('/json', { body: '{}' })).status).toBe(415);
  });

  it.each(['{', '{"a":}', "{'a':1}", 'undefined', '[1,]'])('is 400 for a body that does not parse', async (body) => {
    expect(await detail(body)).toEqual([400, 'The body is not valid JSON.']);
  });

  it('is 400 for an empty body', async () => {
    expect(await detail('')).toEqual([400, 'The body is empty, and should be JSON.']);
  });

  it.each([
    ['gzip', gzipSync('{"a":1}')],
    ['br', brotliCompressSync('{"a":1}')],
  ])('is 415 for a body that is packed, whose encoding is to blame: %s', async (encoding, body) => {
    const { status, headers, json } = await client.post('/json', {
      body,
      headers: { 'content-type': 'application/json', 'content-encoding': encoding, accept: 'application/json' },
    });
    expect([status, json().detail, headers['accept-encoding']]).toEqual([
      415,
      `The body is packed: its Content-Encoding is '${encoding}'. Send it as it is, without that header.`,
      'identity',
    ]);
  });

  it('is 400 for bad JSON whose encoding says that it is not packed', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' };
    expect((await client.post('/json', { body: '{', headers })).status).toBe(400);
  });

  it('is 400 for bytes that are no UTF-8, instead of losing letters', async () => {
    expect(await detail(Buffer.from('"\xE9"', 'latin1'))).toEqual([
      400,
      'The body is not valid JSON: it is not UTF-8.',
    ]);
  });

  it('may begin with a byte order mark', async () => {
    expect((await post('\uFEFF{"a":1}')).json().value).toEqual({ a: 1 });
  });

  it('takes __proto__ for an ordinary key, and changes no prototype', async () => {
    const body = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}';
    expect((await post(body)).text).toBe(`{"value":${body},"again":true}`);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('is not parsed when it is nested too deeply: a megabyte of brackets would take half a second', async () => {
    const { status, text } = await post('['.repeat(1_000_000));
    expect([status, text]).toEqual([400, expect.stringContaining('nested more than 200 levels deep')]);
  });

  it.each([
    [200, 200],
    [201, 400],
    [500_000, 400],
  ])('may be 200 levels deep, which all that walks through it can bear: %d is %d', async (depth, status) => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(Math.min(depth, 100_000))}${JSON.stringify('\\"[{'.repeat(500))}${close.repeat(Math.min(depth, 100_000))}`;
      expect((await post(deep)).status).toBe(status);
    }
  });

  it('is not parsed when nobody reads it', async () => {
    expect((await client.post('/nothing', { body: '{', headers: { 'content-type': 'application/json' } })).text).toBe(
      'nothing was read',
    );
  });
});

describe('A body that cannot be read', () => {
  it('is 400 when its length is another than Content-Length says', async () => {
    expect((await client.post('/data', { body: 'hello', headers: { 'content-length': '3' } })).status).toBe(400);
  });

  it('is 415 when its Content-Type is malformed', async () => {
    expect((await client.post('/data', { body: 'hello', headers: { 'content-type': 'json' } })).status).toBe(415);
  });

  it.each([
    ['application/json', '{'],
    ['application/xml', '<'],
    ['json', '{'],
    ['application/x-www-form-urlencoded', '%zz'],
    ['multipart/form-data', 'x'],
  ])('does not hide that no route takes it: %s', async (type, body) => {
    const headers = { 'content-type': type };
    expect([
      (await client.post('/missing', { body, headers })).status,
      (await client.put('/json', { body, headers })).status,
    ]).toEqual([404, 405]);
  });
});

describe('A parser that a plugin brings', () => {
  type Done = (error: null, body: unknown) => void;

  /** A plugin for the whole app, as fastify-plugin makes one. */
  const plugin = Object.assign(
    async (fastify: FastifyInstance) => {
      const shout = (_request: unknown, body: string | Buffer, done: Done) => done(null, String(body).toUpperCase());
      fastify.addContentTypeParser(
        ['text/csv', 'application/x-www-form-urlencoded', 'multipart/form-data', '*'],
        { parseAs: 'string' },
        shout,
      );
      fastify.post('/plugin', async (request) => request.body);
    },
    { [Symbol.for('skip-override')]: true },
  );

  const shouting = createApp({ controllers: [Bodies], plugins: [plugin] }).testClient();
  const post = (path: string, type: string, body = '{"a":1}') =>
    shouting.post(path, { body, headers: { 'content-type': type } });

  it('gives request.data for a type that it names', async () => {
    expect((await post('/data', 'text/csv')).json()).toMatchObject({ data: '{"A":1}', hex: '7b2241223a317d' });
  });

  it.each(['application/json', 'text/plain', 'application/xml'])('leaves %s as it came', async (type) => {
    expect((await post('/data', type)).json().data).toBe('{"a":1}');
  });

  it('leaves forms to request.form', async () => {
    expect((await shouting.post('/form', { form: { a: 'b' } })).json()).toEqual([['a', 'b']]);
    expect(
      (
        await post(
          '/form',
          'multipart/form-data; boundary=x',
          '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
        )
      ).json(),
    ).toEqual([['a', 'b']]);
  });

  it("serves the plugin's own routes", async () => {
    expect((await post('/plugin', 'application/x-www-form-urlencoded', 'a=b')).text).toBe('A=B');
  });
});

describe('A body over a socket', () => {
  const events: string[] = [];
  let torn: () => void;

  class Slow {
    @BeforeRequest()
    before() {
      events.push('before');
    }

    @Route('/', ['POST'])
    handle(request: Request) {
      events.push('handler');
      return request.data;
    }

    @Route('/', ['GET'])
    get(request: Request) {
      return `data: ${request.data}`;
    }

    @ErrorHandler(400)
    failed(error: Abort) {
      events.push('error handler');
      return error.message;
    }

    @TeardownRequest()
    teardown() {
      torn?.();
    }
  }

  const app = quietApp([Slow]);
  let address: string;

  beforeAll(async () => {
    address = await app.run({ port: 0 });
  });

  afterAll(() => app.close());

  it('may come in chunks, without a length', async () => {
    const request = httpRequest(address, { method: 'POST' });
    request.write('grüße'.slice(0, 3));
    request.write(Buffer.from('ß').subarray(0, 1));
    request.end(Buffer.from('ße').subarray(1));
    const [response] = await once(request, 'response');
    expect((await response.toArray()).join('')).toBe('grüße');
  });

  it('never reaches the handler when the client leaves in the middle', async () => {
    events.length = 0;
    const done = new Promise<void>((resolve) => (torn = resolve));
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello', () =>
      setImmediate(() => socket.destroy()),
    );
    await done;
    expect(events).not.toContain('handler');
    expect(await (await fetch(address, { method: 'POST', body: 'still here' })).text()).toBe('still here');
  });

  it('of a GET is skipped, and the next request on the connection is served', async () => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    const get = (more: string) => `GET / HTTP/1.1\r\nHost: a\r\n${more}`;
    socket.write(
      `${get('Content-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello')}${get('Connection: close\r\n\r\n')}`,
    );
    const text = (await socket.toArray()).join('');
    expect([text.match(/200 OK/g), text.match(/data: /g)]).toEqual([
      ['200 OK', '200 OK'],
      ['data: ', 'data: '],
    ]);
  });
});
