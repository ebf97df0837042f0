import { connect } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp, Request, Route, type AppOptions, type SetupError, type TestResponse } from 'phial';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class Pages {
  @Route('/')
  tell(request: Request) {
    return [request.scheme, request.host, request.url, request.remoteAddr];
  }

  @Route('/', ['POST'])
  write() {
    return 'written';
  }
}

function get(headers: Record<string, string>, options: AppOptions = {}, path = '/'): Promise<TestResponse> {
  return createApp({ controllers: [Pages], ...options })
    .testClient()
    .get(path, { headers });
}

/** What comes back over a socket for bytes that no client of HTTP would send. */
async function raw(text: string, options: AppOptions = {}): Promise<string> {
  const app = quietApp([Pages], options);
  const { port } = new URL(await app.run({ port: 0 }));
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  await app.close();
  return answer;
}

describe('The Host header', () => {
  it.each([
    'example.com',
    'EXAMPLE.com:8080',
    'localhost',
    '127.0.0.1:5000',
    '[::1]:5000',
    '[2001:db8::1]',
    'under_score.example',
    'xn--bcher-kva.example',
    'example.com.',
  ])('may be %s', async (host) => {
    expect((await get({ host })).status).toBe(200);
  });

  it.each([
    'exa mple.com',
    '"><script>alert(1)</script>',
    'example.com/path',
    'user@example.com',
    'example.com:port',
    'example.com:',
    'example.com:99999',
    'a:1:2',
    '[::1',
    '::1',
    'example.com, evil.example',
    'example.com#x',
    'example.com?x',
    '%41.example',
    '256.256.256.256',
    '\\evil',
    '.',
    '.example.com',
    'a..example.com',
    'example.com..',
  ])('is a 400 when it is no host: %j', async (host) => {
    expect((await get({ host })).status).toBe(400);
  });

  it('is a 400 with a write, too, whose body is not read', async () => {
    const { status } = await createApp({ controllers: [Pages] })
      .testClient()
      .post('/', { headers: { host: 'a b' }, body: 'x' });
    expect(status).toBe(400);
  });

  it('is a 400 on an unknown path and for a static file, too', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-hosts-'));
    mkdirSync(join(root, 'static'));
    writeFileSync(join(root, 'static', 'a.css'), 'a');
    expect((await get({ host: 'a b' }, {}, '/unknown')).status).toBe(400);
    expect((await get({ host: 'a b' }, { root }, '/static/a.css')).status).toBe(400);
    expect((await get({ host: 'a.example' }, { root }, '/static/a.css')).status).toBe(200);
    rmSync(root, { recursive: true });
  });

  it('never reaches the page that refuses it', async () => {
    expect((await get({ host: '<script>', accept: 'text/html' })).text).not.toMatch(/<script>/);
  });

  it('may be missing in HTTP/1.0', async () => {
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe('trustedHosts', () => {
  const options = { trustedHosts: ['example.com', '.example.org', '127.0.0.1', '[::1]'] };

  it.each([
    ['example.com', 200],
    ['EXAMPLE.COM', 200],
    ['example.com:8080', 200],
    ['sub.example.com', 400],
    ['example.com.evil.example', 400],
    ['evilexample.com', 400],
    ['example.org', 200],
    ['a.example.org', 200],
    ['a.b.Example.Org:1', 200],
    ['evilexample.org', 400],
    ['.example.org', 400],
    ['..example.org', 400],
    ['a..example.org', 400],
    ['127.0.0.1:5000', 200],
    ['[::1]:5000', 200],
    ['localhost', 400],
    ['[::2]', 400],
  ])('take %s with %d', async (host, expected) => {
    expect((await get({ host }, options)).status).toBe(expected);
  });

  it('name the host that they refuse', async () => {
    expect((await get({ host: 'evil.example', accept: 'application/json' }, options)).json()).toMatchObject({
      status: 400,
      detail: "The host 'evil.example' is not trusted.",
    });
  });

  it('may be written with ports and in any case, which do not matter', async () => {
    expect((await get({ host: 'example.com' }, { trustedHosts: ['Example.COM:443'] })).status).toBe(200);
  });

  it('remember no host that they refused', async () => {
    const client = createApp({ controllers: [Pages], ...options }).testClient();
    const statuses: number[] = [];
    for (const host of ['example.com', 'evil.example', 'evil.example', 'example.com'])
      statuses.push((await client.get('/', { headers: { host } })).status);
    expect(statuses).toEqual([200, 400, 400, 200]);
  });

  it('take no request without a host', async () => {
    expect(await raw('GET / HTTP/1.0\r\n\r\n', options)).toMatch(/^HTTP\/1\.1 400/);
  });

  it('are checked for the routes of plugins, too', async () => {
    const app = createApp({ controllers: [Pages], ...options });
    app.fastify.get('/health', async () => 'healthy');
    expect((await app.testClient().get('/health', { headers: { host: 'evil.example' } })).status).toBe(400);
    expect((await app.testClient().get('/health', { headers: { host: 'example.com' } })).text).toBe('healthy');
  });

  it('check the host that a trusted proxy forwards', async () => {
    const behind = { ...options, fastify: { trustProxy: true } };
    expect((await get({ host: 'internal', 'x-forwarded-host': 'example.com' }, behind)).status).toBe(200);
    expect((await get({ host: 'example.com', 'x-forwarded-host': 'evil.example' }, behind)).status).toBe(400);
  });

  it.each<[unknown, RegExp]>([
    [
      ['https://example.com'],
      /trustedHosts: "https:\/\/example\.com" is no host\s+Write a host alone, 'example\.com', or '\.example\.com'/,
    ],
    [['*.example.com'], /is no host/],
    [['*'], /is no host, and stands for no others\s+Leave it out to take any host/],
    ['*', /Leave it out to take any host/],
    [['::1'], /is no host/],
    [[''], /is no host/],
    [['.'], /is no host/],
    [[null], /null is no host/],
    [['..example.com'], /trustedHosts: "\.\.example\.com" is no host/],
    [[], /trustedHosts: it is empty, so that every request would be refused\s+Leave it out/],
    ['example.com', /trustedHosts: it is "example\.com", which is no list\s+Write a list: \["example\.com"\]/],
  ])('are checked at the start: %j', (trustedHosts, message) => {
    expect(() => createApp({ controllers: [Pages], trustedHosts: trustedHosts as string[] })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) as string }) as SetupError,
    );
  });
});

describe('X-Forwarded headers', () => {
  const forwarded = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'public.example',
    'x-forwarded-for': '203.0.113.9',
  };

  it('are not believed by an app that was told of no proxy', async () => {
    expect((await get({ host: 'example.com', ...forwarded })).json()).toEqual([
      'http',
      'example.com',
      'http://example.com/',
      '127.0.0.1',
    ]);
  });

  it('are believed with trustProxy', async () => {
    expect((await get({ host: 'internal', ...forwarded }, { fastify: { trustProxy: true } })).json()).toEqual([
      'https',
      'public.example',
      'https://public.example/',
      '203.0.113.9',
    ]);
  });

  it.each([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['http', 'http'],
    ['javascript', 'http'],
    ['', 'http'],
    ['ftp', 'http'],
    ['https"><script>', 'http'],
    ['http, https', 'https'],
  ])('give no scheme but http and https: %j is %s', async (proto, scheme) => {
    expect((await get({ 'x-forwarded-proto': proto }, { fastify: { trustProxy: true } })).json()[0]).toBe(scheme);
  });

  it('are a 400 when the forwarded host is none', async () => {
    expect((await get({ 'x-forwarded-host': '<script>' }, { fastify: { trustProxy: true } })).status).toBe(400);
  });
});

describe('The log of a host that is refused', () => {
  async function logOf(host: string): Promise<string[]> {
    const { logger, entries } = loggedBy();
    const app = createApp({ trustedHosts: ['example.com'], fastify: { logger } });
    await app.testClient().get('/notes', { headers: { host } });
    return entries.map(({ msg }) => msg);
  }

  it('names it, and the option', async () => {
    expect(await logOf('www.example.com')).toEqual([
      'GET /notes was refused with 400: the host "www.example.com" is not one of trustedHosts. If visitors use it, add it: createApp({ trustedHosts: ["www.example.com"] }). If a proxy sends it, have that pass on the Host of the visitor.',
    ]);
  });

  it('says that it is malformed', async () => {
    expect(await logOf('a b')).toEqual([
      expect.stringContaining('GET /notes was refused with 400: the host "a b" is malformed.'),
    ]);
  });
});
