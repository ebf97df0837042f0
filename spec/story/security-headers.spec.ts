import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fastifyPlugin from 'fastify-plugin';

import { Abort, createApp, html, redirect, Response, Route, type AppOptions, type SetupError } from 'phial';
import { quietApp } from '../support/quiet-app.js';

const ALL = ['nosniff', 'SAMEORIGIN', 'strict-origin-when-cross-origin'];
const NOSNIFF = ['nosniff', undefined, undefined];
const NONE = [undefined, undefined, undefined];

class Pages {
  @Route('/')
  page() {
    return '<h1>Hello</h1>';
  }

  @Route('/html')
  html() {
    return html`<h1>${'Hello'}</h1>`;
  }

  @Route('/loud')
  loud() {
    return new Response('<h1>Hello</h1>', { type: 'TEXT/HTML' });
  }

  @Route('/data')
  data() {
    return { hello: 'world' };
  }

  @Route('/bytes')
  bytes() {
    return Buffer.from('bytes');
  }

  @Route('/stream')
  *stream() {
    yield '<h1>Hello</h1>';
  }

  @Route('/empty')
  empty() {
    return new Response(null, { status: 204 });
  }

  @Route('/away')
  away() {
    redirect('/');
  }

  @Route('/abort')
  abort() {
    throw new Abort(418);
  }

  @Route('/bug')
  bug() {
    throw new Error('a bug');
  }

  @Route('/own')
  own() {
    return new Response('<h1>Hello</h1>', {
      headers: { 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'none' },
    });
  }
}

async function headers(path: string, options: AppOptions = {}, sent: Record<string, string> = {}): Promise<unknown[]> {
  const { headers: given } = await quietApp([Pages], options).testClient().get(path, { headers: sent });
  return [given['x-content-type-options'], given['x-frame-options'], given['referrer-policy']];
}

describe('Security headers', () => {
  it.each(['/', '/html', '/loud', '/stream'])('are all set on HTML: %s', async (path) => {
    expect(await headers(path)).toEqual(ALL);
  });

  it.each(['/data', '/bytes', '/empty', '/away'])('are nosniff alone on what is no HTML: %s', async (path) => {
    expect(await headers(path)).toEqual(NOSNIFF);
  });

  it.each(['/abort', '/bug', '/unknown', '/%zz'])('are set on the pages of errors: %s', async (path) => {
    expect(await headers(path)).toEqual(ALL);
  });

  it('are nosniff alone on errors as JSON', async () => {
    expect(await headers('/abort', {}, { accept: 'application/json' })).toEqual(NOSNIFF);
  });

  it('are set on HEAD and on an automatic OPTIONS', async () => {
    const client = createApp({ controllers: [Pages] }).testClient();
    expect((await client.head('/')).headers['x-frame-options']).toBe('SAMEORIGIN');
    expect((await client.options('/')).headers['x-content-type-options']).toBe('nosniff');
  });

  it('are set on static files', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-headers-'));
    mkdirSync(join(root, 'static'));
    writeFileSync(join(root, 'static', 'page.html'), '<h1>Hello</h1>');
    writeFileSync(join(root, 'static', 'a.css'), '');
    expect([
      await headers('/static/page.html', { root }),
      await headers('/static/a.css', { root }),
      await headers('/static/none', { root }),
    ]).toEqual([ALL, NOSNIFF, ALL]);
    expect(await headers('/static/page.html', { root, securityHeaders: false })).toEqual(NONE);
    rmSync(root, { recursive: true });
  });

  it('are set on the OpenAPI document and its page', async () => {
    const openapi = { info: { title: 'Pages', version: '1' } };
    expect([await headers('/openapi.json', { openapi }), await headers('/docs/', { openapi })]).toEqual([NOSNIFF, ALL]);
    expect(await headers('/openapi.json', { openapi, securityHeaders: false })).toEqual(NONE);
  });

  it("leave a handler's own as they are", async () => {
    expect(await headers('/own')).toEqual(['none', 'DENY', 'no-referrer']);
  });

  it("leave a plugin's own as they are", async () => {
    const helmet = fastifyPlugin(async (fastify) => {
      fastify.addHook('onRequest', (_request, reply, done) => {
        reply.headers({ 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer' });
        done();
      });
    });
    expect(await headers('/', { plugins: [helmet] })).toEqual(['nosniff', 'DENY', 'no-referrer']);
  });

  it.each(['/', '/data', '/bug', '/unknown'])('are turned off by securityHeaders: false: %s', async (path) => {
    expect(await headers(path, { securityHeaders: false })).toEqual(NONE);
  });
});

describe('Debug mode', () => {
  const { NODE_ENV, PHIAL_DEBUG } = process.env;

  afterEach(() => {
    for (const [name, value] of Object.entries({ NODE_ENV, PHIAL_DEBUG })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const REFUSED = expect.objectContaining({
    message: expect.stringMatching(
      /debug: it is on, and NODE_ENV is production\s+Turn it off: unset PHIAL_DEBUG, or pass debug: false/,
    ) as string,
  }) as SetupError;

  it('refuses to start in production', () => {
    process.env['NODE_ENV'] = 'production';
    expect(() => createApp({ controllers: [Pages], debug: true })).toThrow(REFUSED);
  });

  it('refuses it when PHIAL_DEBUG asks, too', () => {
    process.env['NODE_ENV'] = 'production';
    process.env['PHIAL_DEBUG'] = '1';
    expect(() => createApp({ controllers: [Pages] })).toThrow(REFUSED);
    expect(() => createApp({ controllers: [Pages], debug: false })).not.toThrow();
  });

  it('refuses it when run() asks, too, before it listens', async () => {
    process.env['NODE_ENV'] = 'production';
    const app = createApp({ controllers: [Pages] });
    await expect(app.run({ port: 0, debug: true })).rejects.toThrow(REFUSED);
    expect(app.fastify.server.listening).toBe(false);
  });
});
