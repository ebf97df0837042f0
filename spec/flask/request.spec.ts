import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Post, secureFilename, type Request, type TestRequestOptions, type TestResponse } from 'phial';

import { appOf } from '../support/app-of.js';
import { quietApp } from '../support/quiet-app.js';

/** What a handler sees of one request, as JSON. */
async function seen(
  see: (request: Request) => unknown,
  path = '/',
  { method = 'GET', ...options }: TestRequestOptions & { method?: string } = {},
): Promise<unknown> {
  const app = appOf(async (request) => ({ value: (await see(request)) ?? null }));
  const response = await app.testClient().request(method, path, options);
  return response.status === 200 ? response.json<{ value: unknown }>().value : response.status;
}

const form = { method: 'POST', form: { a: ['1', '2'], b: 'x' } };
const files = { picture: { filename: '../a.png', content: 'PNG', type: 'image/png' } };
const upload = { method: 'POST', form: { title: 'A' }, files };
const json = { 'content-type': 'application/json' };

describe("Of Flask's request,", () => {
  // prettier-ignore
  it.each<[string, (request: Request) => unknown, unknown]>([
    ['the first value', ({ args }) => args.get('a'), '1'],
    ['400 for a missing one', ({ args }) => args.require('c'), 400],
    ['a default', ({ args }) => args.get('c', 'd'), 'd'],
    ['a type', ({ args }) => args.get('a', 0, Number), 1],
    ['the default when it does not convert', ({ args }) => args.get('b', 0, Number), 0],
    ['all values', ({ args }) => args.getAll('a'), ['1', '2']],
    ['an object', ({ args }) => args.toObject(), { a: '1', b: 'x' }],
    ['whether it is there', ({ args }) => [args.has('a'), args.has('c')], [true, false]],
    ['all pairs', ({ args }) => [...args], [['a', '1'], ['a', '2'], ['b', 'x']]],
  ])('args: %s', async (_what, see, value) => {
    expect(await seen(see, '/?a=1&a=2&b=x')).toEqual(value);
  });

  it('args: cannot be changed', async () => {
    expect(await seen(({ args }) => ['set' in args, 'append' in args])).toEqual([false, false]);
  });

  it.each(['POST', 'PUT', 'DELETE'])('form: the fields of a form that was sent by %s', async (method) => {
    const see = (request: Request) => [request.form.getAll('a'), request.form.get('b')];
    expect(await seen(see, '/', { ...form, method })).toEqual([['1', '2'], 'x']);
  });

  it('form: the fields of a multipart form', async () => {
    expect(await seen((request) => request.form.get('title'), '/', upload)).toBe('A');
  });

  it('values: the query, then the form', async () => {
    expect(await seen((request) => [...request.values], '/?a=0', form)).toEqual([
      ['a', '0'],
      ['a', '1'],
      ['a', '2'],
      ['b', 'x'],
    ]);
  });

  it('values: of a GET, the query alone', async () => {
    expect(await seen((request) => [...request.values], '/?a=0', { ...form, method: 'GET' })).toEqual([['a', '0']]);
  });

  it('files: the name of the client, its type, its size and its content', async () => {
    const see = async (request: Request) => {
      const file = request.files.require('picture');
      return [file.filename, file.mimetype, file.size, (await file.bytes()).toString(), file.safeFilename];
    };
    expect(await seen(see, '/', upload)).toEqual(['../a.png', 'image/png', 3, 'PNG', 'a.png']);
  });

  it('files: save() keeps one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'phial-flask-'));
    const path = join(folder, 'kept.png');
    await seen((request) => request.files.require('picture').save(path), '/', upload);
    expect(readFileSync(path, 'utf8')).toBe('PNG');
    rmSync(folder, { recursive: true });
  });

  it('files: none where nothing was picked', async () => {
    const empty = { ...upload, files: { picture: { filename: '', content: '' } } };
    expect(await seen((request) => request.files.has('picture'), '/', empty)).toBe(false);
  });

  // Never empty, so that there is a file to save: `file` is what nothing becomes.
  it.each([
    ['../../../etc/passwd', 'etc_passwd'],
    ['My cool movie.mov', 'My_cool_movie.mov'],
    ['..', 'file'],
    ['日本.txt', '日本.txt'],
  ])('secure_filename(): of %s', (name, safe) => {
    expect(secureFilename(name)).toBe(safe);
  });

  it('data: the body as text and as bytes', async () => {
    const see = (request: Request) => [request.data, request.bytes.length];
    expect(await seen(see, '/', { method: 'POST', body: 'café' })).toEqual(['café', 5]);
  });

  // DESIGN §4: webhooks are signed over what was sent.
  it('data: of an urlencoded form, what was sent; of a multipart form, nothing', async () => {
    expect(await seen((request) => request.data, '/', form)).toBe('a=1&a=2&b=x');
    expect(await seen((request) => request.data, '/', upload)).toBe('');
  });

  it.each<[string, TestRequestOptions, unknown]>([
    ['what was sent', { json: { a: 1 } }, { a: 1 }],
    ['application/*+json, too', { body: '{}', headers: { 'content-type': 'application/ld+json' } }, {}],
    ['415 for another type', { body: '{}' }, 415],
    ['400 when it does not parse', { body: '{', headers: json }, 400],
    ['400 when there is nothing', { body: '', headers: json }, 400],
  ])('json: %s', async (_what, options, value) => {
    expect(await seen((request) => request.json, '/', { ...options, method: 'POST' })).toEqual(value);
  });

  // DESIGN §7: a malformed body is a 400, never an empty form.
  it.each([
    ['application/x-www-form-urlencoded', 'a=%ff'],
    ['multipart/form-data', 'a'],
    ['multipart/form-data; boundary=b', '--b\r\nbroken'],
  ])('Malformed bodies: are 400, %s', async (type, body) => {
    const sent = { method: 'POST', body, headers: { 'content-type': type } };
    expect(await seen((request) => request.form.size, '/', sent)).toBe(400);
  });

  // DESIGN §4: quotes are taken off. Percent signs are decoded, as browsers' scripts write them.
  it('cookies: by name, an empty one, too, quotes taken off', async () => {
    const headers = { cookie: 'a=1; b="x y"; c=' };
    expect(await seen((request) => [...request.cookies], '/', { headers })).toEqual([
      ['a', '1'],
      ['b', 'x y'],
      ['c', ''],
    ]);
  });

  it('headers: their names know no case', async () => {
    const see = ({ headers }: Request) => [headers.get('X-NUMBER', 0, Number), headers.getAll('x-none')];
    expect(await seen(see, '/', { headers: { 'x-number': '5' } })).toEqual([5, []]);
  });

  // DESIGN §16: `fullPath` ends in `?` only with a query.
  it('Info: the URL and its parts', async () => {
    const see = (request: Request) => [request.method, request.path, request.fullPath, request.url, request.host];
    expect(await seen(see, '/caf%C3%A9?a=1')).toEqual([
      'GET',
      '/café',
      '/café?a=1',
      'http://localhost/caf%C3%A9?a=1',
      'localhost',
    ]);
  });

  it('Info: the connection and the route', async () => {
    const see = (request: Request) => [
      [request.scheme, request.isSecure, request.remoteAddr, request.basePath],
      [request.endpoint, request.module, request.params, request.route?.path, request.routingException],
      [request.blueprint ?? null, request.environ.request.raw.url],
    ];
    expect(await seen(see, '/a')).toEqual([
      ['http', false, '127.0.0.1', ''],
      ['pages.answer', 'pages', { '*': 'a' }, '/*', null],
      [null, '/a'],
    ]);
  });

  it('Parsed headers: types and languages by preference', async () => {
    const headers = { accept: 'text/html;q=0.5, application/json', 'accept-language': 'en-US, de;q=0.5' };
    const see = (request: Request) => [
      request.accepts('text/html', 'application/json'),
      request.accepts('image/png') ?? 'none',
      request.acceptsLanguages('de', 'en'),
    ];
    expect(await seen(see, '/', { headers })).toEqual(['application/json', 'none', 'en']);
  });

  it('Parsed headers: Basic and Bearer authorization', async () => {
    const see = ({ authorization }: Request) => authorization;
    expect(await seen(see, '/', { auth: ['ann', 'secret'] })).toMatchObject({ username: 'ann', password: 'secret' });
    expect(await seen(see, '/', { headers: { authorization: 'Bearer abc' } })).toMatchObject({ token: 'abc' });
  });

  it('Parsed headers: who refers, the user agent, the type of the body', async () => {
    const headers = { referer: 'http://a.example/', 'user-agent': 'x', 'content-type': 'text/plain; charset=utf-8' };
    const see = (request: Request) => [request.referrer, request.userAgent, request.mimetype];
    expect(await seen(see, '/', { method: 'POST', body: '', headers })).toEqual([
      'http://a.example/',
      'x',
      'text/plain',
    ]);
  });

  class Routes {
    @Post('/')
    write() {
      return 'written';
    }

    @Post('/small', { limits: { body: 5, field: 5, parts: 1 } })
    small() {
      return 'written';
    }
  }

  // DESIGN §5, §7: refused early, whether or not anybody reads the body.
  it.each([
    ['MAX_CONTENT_LENGTH', 'an app has 1 MiB', '/', { body: 'a'.repeat(2 ** 20 + 1) }],
    ['MAX_CONTENT_LENGTH', 'a route has its own', '/small', { body: '123456' }],
    ['MAX_FORM_MEMORY_SIZE', 'an app has 500,000', '/', { form: { a: 'a'.repeat(500_001) } }],
    ['MAX_FORM_MEMORY_SIZE', 'a route has its own', '/small', { form: { a: '123456' }, files: {} }],
    ['MAX_FORM_PARTS', 'an app has 1000', '/', { form: { a: Array(1001).fill('') } }],
    ['MAX_FORM_PARTS', 'a route has its own', '/small', { form: { a: '', b: '' }, files: {} }],
  ] as [string, string, string, TestRequestOptions][])('%s: %s, 413 beyond', async (_name, _what, path, options) => {
    expect((await quietApp([Routes]).testClient().post(path, options)).status).toBe(413);
  });

  it('MAX_CONTENT_LENGTH: a body of just that size is served', async () => {
    expect((await quietApp([Routes]).testClient().post('/small', { body: '12345' })).status).toBe(200);
  });

  it('MAX_CONTENT_LENGTH: an unknown path is 404', async () => {
    expect(
      (
        await quietApp([Routes])
          .testClient()
          .post('/a', { body: 'a'.repeat(2 ** 20 + 1) })
      ).status,
    ).toBe(404);
  });

  it.each([
    ['example.com', 200],
    ['EXAMPLE.com:8080', 200],
    ['a.b.example.org', 200],
    ['evil.example', 400],
  ])('TRUSTED_HOSTS: %s is %i', async (host, status) => {
    const app = appOf(() => '', { trustedHosts: ['example.com', '.example.org'] });
    expect((await app.testClient().get('/', { headers: { host } })).status).toBe(status);
  });

  // DESIGN §4: 400 names the key, in every mode.
  it('Missing key: the page names it', async () => {
    expect((await page((request) => request.form.require('title'))).text).toContain('title');
  });

  it('Missing key: a file of a form without its enctype gives a hint', async () => {
    const { text } = await page((request) => request.files.require('picture'));
    expect(text).toContain('multipart/form-data');
  });

  function page(see: (request: Request) => unknown): Promise<TestResponse> {
    return appOf(see)
      .testClient()
      .post('/', { form: { picture: 'a.png' } });
  }
});
