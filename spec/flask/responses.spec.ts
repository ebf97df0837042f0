import {
  Abort,
  Get,
  Redirect,
  Response,
  makeResponse,
  redirect,
  sendFile,
  type AppOptions,
  type CookieOptions,
  type Request,
  type TestResponse,
} from 'phial';

import { appOf } from '../support/app-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

function answered(answer: (request: Request) => unknown, options?: AppOptions): Promise<TestResponse> {
  return appOf(answer, options).testClient().get('/');
}

function cookieOf(options: CookieOptions): Promise<unknown> {
  const response = answered(() => new Response('').setCookie('a', '1', options));
  return response.then(({ headers }) => headers['set-cookie']);
}

describe("Of Flask's return values, responses and cookies,", () => {
  // DESIGN §5: bytes are application/octet-stream; a Response says otherwise.
  it.each<[string, () => unknown, string, string]>([
    ['a text', () => 'Hello', 'text/html; charset=utf-8', 'Hello'],
    ['bytes', () => Buffer.from('Hello'), 'application/octet-stream', 'Hello'],
  ])('str / bytes: %s', async (_what, answer, type, text) => {
    const response = await answered(answer);
    expect([response.status, response.headers['content-type'], response.text]).toEqual([200, type, text]);
  });

  // DESIGN §5: numbers, booleans and null are JSON, too. Keys keep their order, letters stay letters.
  it.each<[unknown, string]>([
    [{ b: 1, a: 'é' }, '{"b":1,"a":"é"}'],
    [[1, 2], '[1,2]'],
    [5, '5'],
    [false, 'false'],
    [null, 'null'],
  ])('dict, list: compact JSON in the order of its keys, %j', async (value, text) => {
    const response = await answered(() => value);
    expect([response.headers['content-type'], response.text]).toEqual(['application/json; charset=utf-8', text]);
  });

  function* numbers() {
    yield 'one, ';
    yield 'two';
  }

  it('generator: streamed, without Content-Length', async () => {
    const { text, headers } = await answered(numbers);
    expect([text, headers['content-length']]).toEqual(['one, two', undefined]);
  });

  // DESIGN §5: makeResponse() in place of tuples.
  it.each<[string, () => unknown, number, unknown]>([
    ['a status', () => makeResponse('Hello', 201), 201, undefined],
    ['headers', () => makeResponse('Hello', 200, { 'X-A': 'b' }), 200, 'b'],
    ['a header twice', () => makeResponse('', 299, { 'X-A': ['b', 'c'] }), 299, ['b', 'c']],
  ])('tuples: makeResponse() with %s', async (_what, answer, status, header) => {
    const response = await answered(answer);
    expect([response.status, response.headers['x-a']]).toEqual([status, header]);
  });

  it('tuples: headers replace those of the value, its type, too', async () => {
    const { headers } = await answered(() => makeResponse({}, 200, { 'Content-Type': 'application/ld+json' }));
    expect(headers['content-type']).toBe('application/ld+json');
  });

  it('tuples: a status outside of HTTP is refused', () => {
    expect(() => makeResponse('', 1000)).toThrow('1000');
  });

  it.each<[string, () => unknown, number]>([
    ['a Response', () => new Response('', { status: 202 }), 202],
    ['an Abort', () => new Abort(410), 410],
    ['a Redirect', () => new Redirect('/a'), 302],
  ])('Response: used as it is, %s', async (_what, answer, status) => {
    expect((await answered(answer)).status).toBe(status);
  });

  it('null / undefined: nothing is a 500, whose log names the handler', async () => {
    const { logger, entries } = loggedBy();
    expect((await answered(() => undefined, { fastify: { logger } })).status).toBe(500);
    expect(entries[0]!.err!.message).toContain('Pages.answer returned nothing');
  });

  it('make_response(): converts a value to a Response that can be changed', async () => {
    const { status, headers } = await answered(() => {
      const response = makeResponse({ a: 1 });
      response.status = 203;
      response.type = 'application/ld+json';
      response.headers.set('X-A', 'b');
      return response;
    });
    expect([status, headers['content-type'], headers['x-a']]).toEqual([203, 'application/ld+json', 'b']);
  });

  // There is no JSON provider to replace: docs/coming-from-flask.md.
  it('jsonify: dates are ISO text, and toJSON() says how a value is written', async () => {
    class Money {
      toJSON() {
        return '9.50 €';
      }
    }
    const { text } = await answered(() => ({ at: new Date(0), price: new Money() }));
    expect(text).toBe('{"at":"1970-01-01T00:00:00.000Z","price":"9.50 €"}');
  });

  it.each([204, 304])('1xx/204/304: no body and no Content-Length, %i', async (status) => {
    const { text, headers } = await answered(() => makeResponse('Hello', status));
    expect([text, headers['content-length']]).toEqual(['', undefined]);
  });

  it.each<[CookieOptions, RegExp]>([
    [{}, /^a=1; Path=\/$/],
    [{ maxAge: 60 }, /Max-Age=60/],
    [{ expires: new Date(0) }, /Expires=Thu, 01 Jan 1970 00:00:00 GMT/],
    [{ secure: true, httpOnly: true, sameSite: 'lax' }, /HttpOnly.*Secure.*SameSite=Lax/],
    [{ path: '/a', domain: 'example.com' }, /Domain=example.com.*Path=\/a/],
    [{ partitioned: true }, /Secure.*Partitioned|Partitioned.*Secure/],
  ])('set_cookie(): %j', async (options, expected) => {
    expect(await cookieOf(options)).toMatch(expected);
  });

  it.each<[string, () => unknown]>([
    ['a sameSite that is none', () => new Response('').setCookie('a', '1', { sameSite: 'no' as never })],
    ['a name with a space', () => new Response('').setCookie('a b', '1')],
  ])('set_cookie(): refuses %s', (_what, set) => {
    expect(set).toThrow();
  });

  it('set_cookie(): what is special in a value comes back as it was', async () => {
    const client = appOf(({ cookies }) =>
      new Response(cookies.get('a') ?? '').setCookie('a', 'x; "y", é'),
    ).testClient();
    await client.get('/');
    expect((await client.get('/')).text).toBe('x; "y", é');
  });

  it('delete_cookie(): of the past, with its path', async () => {
    const { headers } = await answered(() => new Response('').deleteCookie('a', { path: '/b' }));
    expect(headers['set-cookie']).toMatch(/^a=; (?=.*Max-Age=0)(?=.*Path=\/b).*Expires=Thu, 01 Jan 1970 00:00:00 GMT/);
  });

  it('Header injection: a line break in a value throws, naming the header', () => {
    expect(() => new Response('', { headers: { 'X-A': 'b\r\nSet-Cookie: c=d' } })).toThrow(/X-A/i);
  });

  it('Helpers: vary() and any header by its name', async () => {
    const { headers } = await answered(() => makeResponse('', 200, { 'Cache-Control': 'no-store' }).vary('Accept'));
    expect([headers['vary'], headers['cache-control']]).toEqual(['Accept', 'no-store']);
  });

  it('Helpers: a file answers conditional requests', async () => {
    const client = appOf(() => sendFile('package.json')).testClient();
    const etag = String((await client.get('/')).headers['etag']);
    expect((await client.get('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  // DESIGN §5: redirect() is 302.
  it('redirect(): 302, and the target as it is', async () => {
    const { status, location } = await answered(() => redirect('../a?b=c'));
    expect([status, location]).toEqual([302, '../a?b=c']);
  });

  it.each([301, 302, 303, 307, 308])('redirect(): takes %i', (status) => {
    expect(new Redirect('/', status).status).toBe(status);
  });

  it.each<[string, () => unknown]>([
    ['200', () => new Redirect('/', 200)],
    ['a target with a control character', () => new Redirect('/\t/evil.example')],
  ])('redirect(): refuses %s', (_what, make) => {
    expect(make).toThrow();
  });

  it('redirect(): letters of other languages are encoded', async () => {
    expect((await answered(() => redirect('/café'))).location).toBe('/caf%C3%A9');
  });

  it('Streaming: the request and the session stay readable', async () => {
    const { text } = await answered((request) => {
      return (function* () {
        yield `${request.path} ${request.session.size}`;
      })();
    });
    expect(text).toBe('/ 0');
  });

  it('Streaming: HEAD does not run the generator', async () => {
    const steps: string[] = [];
    class Pages {
      @Get('/')
      async *index() {
        steps.push('run');
        yield 'a';
      }
    }
    await quietApp([Pages]).testClient().head('/');
    expect(steps).toEqual([]);
  });
});
