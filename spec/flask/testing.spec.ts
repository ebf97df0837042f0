import { readFileSync } from 'node:fs';

import {
  hashPassword,
  needsRehash,
  redirect,
  verifyPassword,
  type Request,
  type TestClient,
  type TestRequestOptions,
} from 'phial';

import { appOf } from '../support/app-of.js';

/** Shows what a request had, and follows the status in its path to `/end`. */
async function tell(request: Request): Promise<unknown> {
  const status = Number(request.path.slice(1));
  if (status > 300) return redirect('/end', status);
  const file = request.files.get('file');
  return {
    method: request.method,
    url: request.url,
    args: [...request.args],
    form: [...request.form],
    file: file === undefined ? null : (await file.bytes()).toString(),
    data: request.isJson ? request.data : null,
    user: request.authorization?.username ?? null,
    cookies: request.cookies.toObject(),
  };
}

function client(): TestClient {
  return appOf(tell, { fastify: { trustProxy: true } }).testClient();
}

describe("Of Flask's testing, deployment, security and patterns,", () => {
  it.each<[string, TestRequestOptions, object]>([
    ['a query', { query: { a: [1, 2] } }, { args: [['a', '1'], ['a', '2']] }], // prettier-ignore
    ['a form', { form: { a: 'b' } }, { form: [['a', 'b']] }],
    ['a file', { files: { file: { filename: 'a.txt', content: 'text' } } }, { file: 'text' }],
    ['JSON', { json: { a: 1 } }, { data: '{"a":1}' }],
    ['a user and a password', { auth: ['ann', 'secret'] }, { user: 'ann' }],
  ])('test_client(): sends %s', async (_what, options, expected) => {
    expect((await client().post('/', options)).json()).toMatchObject(expected);
  });

  it('test_client(): a whole URL sets the host', async () => {
    expect((await client().get('http://example.com/a')).json()).toMatchObject({ url: 'http://example.com/a' });
  });

  it('test_client(): keeps cookies', async () => {
    const browser = client();
    browser.cookies.set('a', 'b');
    expect((await browser.get('/')).json()).toMatchObject({ cookies: { a: 'b' } });
    browser.cookies.delete('a');
    expect((await browser.get('/')).json()).toMatchObject({ cookies: {} });
  });

  it.each([
    [301, 'GET', []],
    [302, 'GET', []],
    [303, 'GET', []],
    [307, 'POST', [['a', 'b']]],
    [308, 'POST', [['a', 'b']]],
  ])('test_client(): follows a %i by %s', async (status, method, form) => {
    const response = await client().post(`/${status}`, { form: { a: 'b' }, followRedirects: true });
    expect(response.json()).toMatchObject({ method, form });
    expect(response.history.map((one) => one.status)).toEqual([status]);
  });

  it('test_client(): a loop of redirects is an error', async () => {
    const loop = appOf(() => redirect('/')).testClient();
    await expect(loop.get('/', { followRedirects: true })).rejects.toThrow('redirect');
  });

  it('with client: the session is read after a request', async () => {
    const browser = appOf(({ session }) => session.set('a', 1) && '').testClient();
    await browser.get('/');
    expect(await browser.session((session) => session.get('a'))).toBe(1);
  });

  it('session_transaction(): edits the session before a request', async () => {
    const browser = appOf(({ session }) => session.get('a')).testClient();
    await browser.session((session) => session.set('a', 'edited'));
    expect((await browser.get('/')).text).toBe('edited');
  });

  it('session_transaction(): says so where there is no secret key', async () => {
    const browser = appOf(() => '', { secretKey: undefined } as never).testClient();
    await expect(browser.session((session) => session.set('a', 1))).rejects.toThrow('secret key');
  });

  // DESIGN §1: there is no context to push. What a method needs it is given, by a spec, too.
  it('test_request_context(): the app is used outside of requests', async () => {
    const app = appOf(() => '', { baseUrl: 'https://example.com' });
    expect(app.urlFor('pages.answer', { '*': 'a' }, { external: true })).toBe('https://example.com/a');
    expect((await app.runCommand(['nothing'])).exitCode).toBe(2);
  });

  const forwarded = {
    'x-forwarded-for': '1.1.1.1, 2.2.2.2',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'a.example',
  };

  it.each([
    [false, ['127.0.0.1', 'http', 'localhost', '/']],
    ['127.0.0.1', ['2.2.2.2', 'https', 'a.example', '/blog/']],
    ['127.0.0.1, 2.2.2.2', ['1.1.1.1', 'https', 'a.example', '/blog/']],
  ])('ProxyFix: trustProxy %s', async (trustProxy, expected) => {
    const see = (request: Request) => [
      request.remoteAddr,
      request.scheme,
      request.host,
      request.urlFor('.answer', { '*': '/' }),
    ];
    const headers = { ...forwarded, 'x-forwarded-prefix': '/blog' };
    const browser = appOf(see, { fastify: { trustProxy } }).testClient();
    expect((await browser.get('/', { headers })).json()).toEqual(expected);
  });

  it.each([
    ['Deploy docs', 'deploy', ['nginx', 'Docker', '--workers', 'systemd']],
    ['Security doc', 'security', ['limits', 'Sec-Fetch-Site', 'Content-Security-Policy', 'trustedHosts', 'HttpOnly']],
    ['Patterns', 'cookbook', ['@fastify/', 'Upload', 'login']],
  ])('%s: docs/%s.md tells of them', (_row, name, words) => {
    const page = readFileSync(`docs/${name}.md`, 'utf8').toLowerCase();
    expect(words.filter((word) => !page.includes(word.toLowerCase()))).toEqual([]);
  });

  it('Password hashing: in the format of Werkzeug, whose hashes verify', async () => {
    const hash = await hashPassword('secret');
    expect(hash).toMatch(/^scrypt:32768:8:1\$[^$]+\$[0-9a-f]{128}$/);
    expect([await verifyPassword('secret', hash), await verifyPassword('other', hash)]).toEqual([true, false]);
    expect(needsRehash(hash)).toBe(false);
  });
});
