import { createApp, Controller, ErrorHandler, Get, Post, Redirect, Request, Session, type AppOptions } from 'phial';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findingsOf } from '../support/findings-of.js';

@Controller()
class Pages {
  @Get('/')
  index(request: Request) {
    return { path: request.path, fullPath: request.fullPath, url: request.url, base: request.basePath };
  }

  @Get('/notes/')
  notes(request: Request) {
    return request.urlFor('pages.note', { id: 7 });
  }

  @Get('/notes/:id')
  note(id: number, request: Request) {
    return [id, request.path, request.urlFor('.index', {}, { external: true })];
  }

  @Post('/visits')
  visit(session: Session) {
    session.set('visits', session.get('visits', 0) + 1);
    return { visits: session.get('visits') };
  }

  @Get('/next')
  next(request: Request) {
    return Redirect.local(request.args.get('to'), '/fallback');
  }

  @Get('/plugin')
  plugin({ environ }: Request) {
    return [environ.request.url, environ.request.originalUrl];
  }
}

function appOf(options: AppOptions = {}, controllers: object[] = [Pages]) {
  return createApp({
    controllers,
    basePath: '/blog',
    secretKey: 'sixteen letters!',
    ...options,
    fastify: { logger: false, ...options.fastify },
  } as AppOptions);
}

describe('An app with a basePath', () => {
  const client = appOf().testClient();

  it.each(['/blog/notes/7', '/notes/7'])('is served with it, and without it: %s', async (path) => {
    expect((await client.get(path)).json()).toEqual([7, '/notes/7', 'http://localhost/blog/']);
  });

  it('has it in the URL of a request, and not in its path', async () => {
    expect((await client.get('/blog/?page=2')).json()).toEqual({
      path: '/',
      fullPath: '/?page=2',
      url: 'http://localhost/blog/?page=2',
      base: '/blog',
    });
  });

  it('has it in the URLs that it makes', async () => {
    expect((await client.get('/blog/notes/')).text).toBe('/blog/notes/7');
    expect(appOf().urlFor('pages.note', { id: 7 })).toBe('/blog/notes/7');
  });

  it.each(['/blog', '/blog?page=2'])('sends %s to the path with a slash', async (path) => {
    const { status, location } = await client.get(path);
    expect([status, location]).toEqual([308, path.replace('/blog', '/blog/')]);
  });

  it('does so whatever is served at any path', async () => {
    class Anything {
      @Get('/*')
      any(rest: string) {
        return rest;
      }
    }
    expect((await appOf({}, [Anything]).testClient().get('/blog')).location).toBe('/blog/');
  });

  it('does so for a write before its body is read', async () => {
    class Root {
      @Post('/')
      write() {
        return 'written';
      }
    }
    expect((await appOf({}, [Root]).testClient().post('/blog', { json: {} })).status).toBe(308);
  });

  it.each(['/blog/notes', '/notes'])('has it where a slash is added: %s', async (path) => {
    expect((await client.get(path)).location).toBe('/blog/notes/');
  });

  it.each(['/blogs', '/blog-2/notes/7', '/Blog/notes/7'])('takes %s for another path', async (path) => {
    expect((await client.get(path)).status).toBe(404);
  });

  it('follows its redirects', async () => {
    const { text, history } = await client.get('/notes', { followRedirects: true });
    expect([text, history.length]).toEqual(['/blog/notes/7', 1]);
  });

  it('keeps its session below it, with either path', async () => {
    const visitor = appOf().testClient();
    const { headers } = await visitor.post('/blog/visits');
    expect(headers['set-cookie']).toContain('; Path=/blog;');
    expect((await visitor.post('/visits')).json()).toEqual({ visits: 2 });
    await visitor.session((session) => session.set('visits', 7));
    expect((await visitor.post('/blog/visits')).json()).toEqual({ visits: 8 });
  });

  it('keeps its session where the options say', async () => {
    const { headers } = await appOf({ session: { path: '/' } })
      .testClient()
      .post('/visits');
    expect(headers['set-cookie']).toContain('; Path=/;');
  });

  it('keeps a session that is of the whole host at the top', async () => {
    const { headers } = await appOf({ session: { cookieName: '__Host-id' } })
      .testClient()
      .post('/visits');
    expect(headers['set-cookie']).toContain('; Path=/;');
  });

  it.each([
    ['/notes/7', '/blog/notes/7'],
    ['/blog/notes/7', '/blog/notes/7'],
    ['/blog?a', '/blog?a'],
    ['/blogs', '/blog/blogs'],
    ['notes/7', 'notes/7'],
    ['http://localhost/blog/', 'http://localhost/blog/'],
    ['//evil.example/blog/', '/fallback'],
  ])('has it in a local redirect to %s', async (to, location) => {
    expect((await client.get('/next', { query: { to } })).location).toBe(location);
  });

  it('tells plugins of both paths', async () => {
    expect((await client.get('/blog/plugin?a=1')).json()).toEqual(['/plugin?a=1', '/blog/plugin?a=1']);
  });

  it('has it in the instance of a problem', async () => {
    const { text } = await client.get('/nothing', { headers: { accept: 'application/json' } });
    expect(JSON.parse(text)).toMatchObject({ status: 404, instance: '/blog/nothing' });
  });

  it('finds the error handlers of an unknown path below it', async () => {
    @Controller('/admin')
    class Admin {
      @Get('/')
      index() {
        return '';
      }

      @ErrorHandler(404)
      missing(request: Request) {
        return `no ${request.path}`;
      }
    }
    expect((await appOf({}, [Admin]).testClient().get('/blog/admin/x')).text).toBe('no /admin/x');
  });

  it('lets a rewriteUrl of its own go first', async () => {
    const rewriteUrl = ({ url = '' }: { url?: string }) => url.replace('/weblog', '/blog');
    const rewriting = appOf({ fastify: { rewriteUrl } }).testClient();
    expect((await rewriting.get('/weblog/notes/')).text).toBe('/blog/notes/7');
  });

  it('has it in the document of its API, and on the page', async () => {
    const documented = appOf({ openapi: { info: { title: 'Notes', version: '1' } } }).testClient();
    expect((await documented.get('/blog/openapi.json')).json()).toMatchObject({ servers: [{ url: '/blog' }] });
    expect((await documented.get('/blog/docs')).text).toContain('src="/blog/docs/static/swagger-ui-bundle.js"');
  });

  it('has it in the document that phial openapi writes', async () => {
    const app = appOf({ openapi: { info: { title: 'Notes', version: '1' } } });
    expect(await app.parts.describeApi()).toEqual((await app.testClient().get('/openapi.json')).json());
  });

  describe('and static files', () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-base-'));
    mkdirSync(join(root, 'static'));
    writeFileSync(join(root, 'static/style.css'), 'p {}');

    afterAll(() => rmSync(root, { recursive: true }));

    it('has it in their URLs, which are served', async () => {
      const app = appOf({ root });
      const url = app.urlFor('static', { filename: 'style.css' });
      expect(url).toMatch(/^\/blog\/static\/style\.css\?v=/);
      expect((await app.testClient().get(url)).headers['cache-control']).toContain('immutable');
    });
  });
});

describe('A route at the very path of the basePath', () => {
  @Controller()
  class Shop {
    @Get('/')
    index(request: Request) {
      return [request.path, request.url];
    }

    @Get('/shop')
    shop(request: Request) {
      return [request.path, request.urlFor('.shop')];
    }
  }

  /** Asks the app over a socket, as a proxy does. */
  async function ask(options: AppOptions, path: string, headers: Record<string, string> = {}) {
    const app = appOf({ basePath: undefined, ...options } as AppOptions, [Shop]);
    try {
      const address = await app.run({ port: 0, host: '127.0.0.1' });
      const response = await fetch(address + path, {
        headers: { accept: 'text/html', ...headers },
        redirect: 'manual',
      });
      const location = response.headers.get('location');
      return location === null ? ((await response.json()) as unknown) : `${response.status} ${location}`;
    } finally {
      await app.close();
    }
  }

  const taken = { 'x-forwarded-prefix': '/shop', 'x-forwarded-host': 'example.com' };

  it('is served below it, and the basePath without a slash is not the route', async () => {
    expect(await ask({ basePath: '/shop' }, '/shop/shop')).toEqual(['/shop', '/shop/shop']);
    expect(await ask({ basePath: '/shop' }, '/shop')).toBe('308 /shop/');
  });

  it('is served behind a proxy that has taken the path off, and says so, in an app without the option', async () => {
    const options: AppOptions = { fastify: { trustProxy: 'loopback' } };
    expect(await ask(options, '/shop', taken)).toEqual(['/shop', '/shop/shop']);
    expect(await ask(options, '/', taken)).toEqual(['/', 'http://example.com/shop/']);
  });
});

describe('The basePath', () => {
  it('is the path of baseUrl by default', () => {
    const app = appOf({ basePath: undefined, baseUrl: 'https://example.com/blog/' } as AppOptions);
    expect(app.urlFor('pages.note', { id: 7 })).toBe('/blog/notes/7');
    expect(app.urlFor('pages.note', { id: 7 }, { external: true })).toBe('https://example.com/blog/notes/7');
  });

  it.each([
    ['https://example.com/blog/', 'https://example.com/blog'],
    ['https://example.com/', 'https://example.com'],
  ])('is in the document without the slash that %s ends with', async (baseUrl, url) => {
    const openapi = { info: { title: 'Notes', version: '1' } };
    const app = appOf({ basePath: undefined, baseUrl, openapi } as AppOptions);
    expect((await app.testClient().get('/openapi.json')).json()).toMatchObject({ servers: [{ url }] });
  });

  it('stands between a baseUrl without a path and the path', () => {
    const app = appOf({ baseUrl: 'https://example.com' });
    expect(app.urlFor('pages.index', {}, { external: true })).toBe('https://example.com/blog/');
  });

  it('may have several segments', async () => {
    const app = appOf({ basePath: '/our/blog.v2' });
    expect((await app.testClient().get('/our/blog.v2/notes/')).text).toBe('/our/blog.v2/notes/7');
  });

  it.each([
    ['/blog/', 'basePath: "/blog/" is not a path for the app to live below. Write \'/blog\'.'],
    ['blog', "Write '/blog'."],
    ['//evil', "Write '/evil'."],
    ['/', 'Leave it out: the app lives at the top of its host.'],
    ['https://example.com/blog', "Write '/blog'."],
    ['/a b', "Write a path of letters, digits and -_.~ alone: '/blog'."],
    ['/../x', "Write a path of letters, digits and -_.~ alone: '/blog'."],
    ['/:user', 'Write a path of letters'],
  ])('is refused when it is %s', (basePath, words) => {
    expect(findingsOf({ basePath }).join('\n')).toContain(words);
  });

  it('is the one of baseUrl', () => {
    expect(findingsOf({ basePath: '/blog', baseUrl: 'https://example.com/shop' })).toEqual([
      "basePath: it is '/blog', and the path of baseUrl is '/shop'. Leave basePath out, or the path in baseUrl.",
    ]);
  });
});

describe("A trusted proxy's X-Forwarded-Prefix", () => {
  const client = appOf({ fastify: { trustProxy: true } }).testClient();

  function baseFor(header: string, options: AppOptions = { fastify: { trustProxy: true } }) {
    return appOf(options)
      .testClient()
      .get('/', { headers: { 'x-forwarded-prefix': header } })
      .then((response) => response.json<{ base: string }>().base);
  }

  it.each([
    ['/shop', '/shop'],
    ['/shop/', '/shop'],
    ['/outer, /inner', '/inner'],
    ['//evil.example', '/blog'],
    ['/a b', '/blog'],
    ['/../x', '/blog'],
    ['/a/./b', '/blog'],
    ['shop', '/blog'],
    ['https://evil.example', '/blog'],
    ['/a"><script>', '/blog'],
    ['/a;Domain=x', '/blog'],
    ['/a\\b', '/blog'],
    ['/a%2f%2fb', '/blog'],
    ['', '/blog'],
  ])('%j makes the base path %s', async (header, base) => {
    expect(await baseFor(header)).toBe(base);
  });

  it.each([
    ['nobody', undefined, '/blog'],
    ['another', '10.0.0.0/8', '/blog'],
    ['this address', '127.0.0.1', '/shop'],
    ['a function of it', (address: string) => address === '127.0.0.1', '/shop'],
  ])('counts where trustProxy trusts it: %s', async (_who, trustProxy, base) => {
    expect(await baseFor('/shop', { fastify: { trustProxy } } as AppOptions)).toBe(base);
  });

  it('is in URLs, redirects and cookies, also without the option', async () => {
    const headers = { 'x-forwarded-prefix': '/shop' };
    const visitor = appOf({ basePath: '', fastify: { trustProxy: true } }).testClient();
    expect((await visitor.get('/notes/', { headers })).text).toBe('/shop/notes/7');
    expect((await visitor.get('/notes', { headers })).location).toBe('/shop/notes/');
    expect((await visitor.post('/visits', { headers })).headers['set-cookie']).toContain('; Path=/shop;');
    expect((await visitor.post('/visits', { headers })).json()).toEqual({ visits: 2 });
  });

  it('is in whole URLs, below the host of baseUrl', async () => {
    const app = appOf({ basePath: '', baseUrl: 'https://example.com', fastify: { trustProxy: true } });
    const { text } = await app.testClient().get('/notes/7', { headers: { 'x-forwarded-prefix': '/shop' } });
    expect(JSON.parse(text)).toContain('https://example.com/shop/');
  });

  it('is in the document of the API, and on the page that shows it', async () => {
    const openapi = { info: { title: 'Notes', version: '1' } };
    const documented = appOf({ openapi, fastify: { trustProxy: true } }).testClient();
    const headers = { 'x-forwarded-prefix': '/shop' };
    for (const path of ['/openapi.json', '/docs/json'])
      expect((await documented.get(path, { headers })).json()).toMatchObject({ servers: [{ url: '/shop' }] });
    const { text } = await documented.get('/docs', { headers });
    expect(text).toContain('src="/shop/docs/static/swagger-ui-bundle.js"');
    expect(text).not.toContain('/blog/');
  });

  it('is below the host of baseUrl in the document, whose servers may be named', async () => {
    const info = { title: 'Notes', version: '1' };
    const fastify = { trustProxy: true };
    const servers = [{ url: 'https://api.example.com' }];
    const serversOf = async (options: AppOptions) => {
      const headers = { 'x-forwarded-prefix': '/shop' };
      const { json } = await appOf(options).testClient().get('/openapi.json', { headers });
      return json<{ servers: unknown }>().servers;
    };
    const whole = { baseUrl: 'https://example.com', basePath: '' };
    expect(await serversOf({ ...whole, openapi: { info }, fastify })).toEqual([{ url: 'https://example.com/shop' }]);
    expect(await serversOf({ openapi: { info, servers }, fastify })).toEqual(servers);
  });

  it('is not taken off the path, which the proxy has done', async () => {
    expect((await client.get('/shop/notes/', { headers: { 'x-forwarded-prefix': '/shop' } })).status).toBe(404);
  });
});
