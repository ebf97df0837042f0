import { execFileSync } from 'node:child_process';
import fs, {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';
import fastifyStatic from '@fastify/static';
import {
  AfterRequest,
  BeforeRequest,
  Controller,
  ErrorHandler,
  Request,
  Route,
  sendFile,
  type App,
  type AppOptions,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

import { askTwice } from '../support/ask-twice.js';

const FOR_EVER = 'public, max-age=31536000, immutable';

describe('The static folder', () => {
  let root: string;

  @Controller()
  class Pages {
    @Route('/link')
    link(request: Request) {
      return request.urlFor('static', { filename: request.args.require('filename') });
    }
  }

  function write(name: string, content: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }

  function makeApp(options: AppOptions = {}): App {
    return quietApp([Pages], { root, ...options });
  }

  function get(path: string, headers: Record<string, string> = {}) {
    return makeApp().testClient().get(path, { headers });
  }

  /** What urlFor gives for a file. */
  async function link(filename: string, app = makeApp()): Promise<string> {
    return (await app.testClient().get('/link', { query: { filename } })).text;
  }

  /** What urlFor gives for a large file, once it has the hash. */
  async function hashedLink(filename: string, app: App): Promise<string> {
    for (let tries = 0; tries < 500; tries++) {
      const url = await link(filename, app);
      if (/\?v=[\w-]{16}$/.test(url)) return url;
      await sleep(10);
    }
    throw new Error('There is no hash after five seconds.');
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-static-'));
    write('static/app.css', 'body { }');
    write('static/images/logo.svg', '<svg/>');
    write('static/page.html', '<p>');
    write('secret.txt', 'secret');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is served below /static', async () => {
    const { status, text } = await get('/static/app.css');
    expect([status, text]).toEqual([200, 'body { }']);
  });

  it('has files in folders', async () => {
    expect((await get('/static/images/logo.svg')).headers['content-type']).toBe('image/svg+xml');
  });

  it('has the content types of the extensions', async () => {
    expect((await get('/static/app.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });

  it('says that an .svgz is compressed', async () => {
    writeFileSync(join(root, 'static/logo.svgz'), 'x');
    expect((await get('/static/logo.svgz')).headers['content-encoding']).toBe('gzip');
  });

  it.each(['a b.txt', 'é.txt', 'logo@2x.txt', '100%.txt', '%41.txt', 'a#b.txt', 'a?b.txt', 'a;b&c=d+e.txt'])(
    'has a file with the name %s under the URL that urlFor gives',
    async (name) => {
      write(`static/${name}`, 'content');
      expect((await get(await link(name))).text).toBe('content');
    },
  );

  it('needs no restart for a new file', async () => {
    const client = makeApp().testClient();
    const before = await client.get('/static/new.txt');
    write('static/new.txt', 'new');
    expect([before.status, (await client.get('/static/new.txt')).text]).toEqual([404, 'new']);
  });

  it('need not be there', async () => {
    rmSync(join(root, 'static'), { recursive: true });
    expect((await get('/static/app.css')).status).toBe(404);
  });

  it('is not served with static: false', async () => {
    expect((await makeApp({ static: false }).testClient().get('/static/app.css')).status).toBe(404);
  });

  it('may be another folder', async () => {
    write('public/x.txt', 'public');
    expect((await makeApp({ static: 'public' }).testClient().get('/static/x.txt')).text).toBe('public');
  });

  it('may have another path', async () => {
    expect(
      (
        await makeApp({ static: { urlPath: '/assets' } })
          .testClient()
          .get('/assets/app.css')
      ).status,
    ).toBe(200);
  });

  it('may be at the root, behind all routes', async () => {
    const client = makeApp({ static: { urlPath: '/' } }).testClient();
    expect([
      (await client.get('/app.css')).status,
      (await client.get('/link', { query: { filename: 'missing' } })).text,
    ]).toEqual([200, '/missing']);
  });

  it.each(['assets', '/:name', '/a?b'])('refuses the path %s', (urlPath) => {
    expect(() => makeApp({ static: { urlPath } })).toThrow(urlPath);
  });

  it('refuses a maxAge that is no number of seconds', () => {
    expect(() => makeApp({ static: { maxAge: -1 } })).toThrow('maxAge is -1');
  });

  it('is one of the routes', () => {
    expect(makeApp().routes).toContainEqual({
      endpoint: 'static',
      methods: ['GET'],
      path: '/static/*',
      handler: 'static',
    });
  });

  it('leaves a plugin of the same kind alone', async () => {
    const theirs: AppOptions['plugins'] = [
      [
        fastifyStatic,
        {
          root,
          prefix: '/theirs/',
          setHeaders: (reply: { header(name: string, value: string): void }) => reply.header('x-theirs', '1'),
        },
      ],
    ];
    const client = makeApp({ plugins: theirs }).testClient();
    const [own, their] = [await client.get('/static/app.css'), await client.get('/theirs/secret.txt')];
    expect([own.status, own.headers['x-theirs'], their.status, their.headers['x-theirs']]).toEqual([
      200,
      undefined,
      200,
      '1',
    ]);
  });

  describe('has no', () => {
    it.each([
      ['missing file', '/static/missing.css'],
      ['folder', '/static/images'],
      ['folder with a slash', '/static/images/'],
      ['page of its own', '/static/'],
      ['dot file', '/static/.env'],
      ['dot file with its dot encoded', '/static/%2eenv'],
      ['file in a dot folder', '/static/.git/config'],
      ['file outside, encoded', '/static/%2e%2e%2fsecret.txt'],
      ['file outside, with the slash encoded', '/static/..%2fsecret.txt'],
      ['file outside, with the backslash encoded', '/static/..%5csecret.txt'],
      ['file outside, encoded twice', '/static/%252e%252e%252fsecret.txt'],
      ['absolute path', '/static//etc/passwd'],
      ['absolute path, encoded', '/static/%2fetc%2fpasswd'],
      ['second name with a double slash', '/static//app.css'],
      ['second name with a slash at the end', '/static/app.css/'],
      ['file with a zero byte', '/static/app.css%00'],
      ['file with a zero byte and an extension', '/static/app.css%00.png'],
      ['name that is too long', `/static/${'x'.repeat(1000)}`],
    ])('%s', async (_what, path) => {
      write('static/.env', 'PASSWORD=1');
      write('static/.git/config', 'x');
      expect((await get(path)).status).toBe(404);
    });

    it('neighbour whose name begins in the same way', async () => {
      write('static-private/x.txt', 'x');
      expect((await get('/static/..%2fstatic-private%2fx.txt')).status).toBe(404);
    });

    it('link that leads out', async () => {
      symlinkSync(join(root, 'secret.txt'), join(root, 'static/link.txt'));
      expect((await get('/static/link.txt')).status).toBe(404);
    });

    it('file behind a link that leads out', async () => {
      symlinkSync(root, join(root, 'static/up'));
      expect((await get('/static/up/secret.txt')).status).toBe(404);
    });

    it('file that goes away before it is opened', async () => {
      const { createReadStream } = fs;
      jest.spyOn(fs, 'createReadStream').mockImplementationOnce((path, ...rest) => {
        rmSync(path as string);
        return createReadStream(path, ...rest);
      });
      const { status, headers } = await get('/static/app.css?v=1');
      expect([status, headers['etag'], headers['cache-control']]).toEqual([404, undefined, undefined]);
    });

    it('pipe, which would be waited for', async () => {
      execFileSync('mkfifo', [join(root, 'static/pipe')]);
      expect((await get('/static/pipe')).status).toBe(404);
    });
  });

  it('is served where another release has taken its place', async () => {
    const current = join(root, 'current');
    write('one/static/app.css', 'first');
    write('two/static/app.css', 'second');
    symlinkSync(join(root, 'one'), current);
    const client = makeApp({ root: current }).testClient();
    const before = await client.get('/static/app.css');
    rmSync(current);
    symlinkSync(join(root, 'two'), current);
    const after = await client.get('/static/app.css');
    expect([before.text, after.text]).toEqual(['first', 'second']);
  });

  it('serves no file whose name becomes a link that leads out', async () => {
    const client = makeApp().testClient();
    const before = await client.get('/static/app.css');
    rmSync(join(root, 'static/app.css'));
    symlinkSync(join(root, 'secret.txt'), join(root, 'static/app.css'));
    expect([before.status, (await client.get('/static/app.css')).status]).toEqual([200, 404]);
  });

  it('serves no file whose folder becomes a link that leads out', async () => {
    write('static/images/secret.txt', 'public');
    const client = makeApp().testClient();
    const before = await client.get('/static/images/secret.txt');
    rmSync(join(root, 'static/images'), { recursive: true });
    symlinkSync(root, join(root, 'static/images'));
    expect([before.text, (await client.get('/static/images/secret.txt')).status]).toEqual(['public', 404]);
  });

  it('serves no link that leads out of it because sendFile() serves it from a larger folder', async () => {
    class Files {
      @Route('/file')
      file() {
        return sendFile('static/link.txt');
      }
    }
    symlinkSync(join(root, 'secret.txt'), join(root, 'static/link.txt'));
    const client = quietApp([Files], { root }).testClient();
    const sent = await client.get('/file');
    expect([sent.status, (await client.get('/static/link.txt')).status]).toEqual([200, 404]);
  });

  it('serves a file again whose content, or place, was changed', async () => {
    const client = makeApp().testClient();
    await client.get('/static/app.css');
    writeFileSync(join(root, 'static/app.css'), 'changed');
    const second = await client.get('/static/app.css');
    write('static/new.css', 'another');
    renameSync(join(root, 'static/new.css'), join(root, 'static/app.css'));
    expect([second.text, (await client.get('/static/app.css')).text]).toEqual(['changed', 'another']);
  });

  it('has links that stay inside', async () => {
    symlinkSync('app.css', join(root, 'static/link.css'));
    expect((await get('/static/link.css')).status).toBe(200);
  });

  it('answers 405 to other methods', async () => {
    const { status, headers } = await makeApp().testClient().post('/static/app.css');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('answers OPTIONS', async () => {
    const { status, headers } = await makeApp().testClient().options('/static/app.css');
    expect([status, headers['allow']]).toEqual([200, 'GET, HEAD, OPTIONS']);
  });

  it('runs no hooks', async () => {
    const ran: string[] = [];

    @Controller()
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      before() {
        ran.push('before');
      }

      @AfterRequest({ scope: 'app' })
      after() {
        ran.push('after');
      }
    }

    await makeApp({ controllers: [Hooks] })
      .testClient()
      .get('/static/app.css');
    expect(ran).toEqual([]);
  });

  it("leaves what is not there to the app's error handlers", async () => {
    @Controller()
    class Errors {
      @ErrorHandler(404, { scope: 'app' })
      missing(request: Request) {
        return `No ${request.path}`;
      }
    }

    const { status, text } = await makeApp({ controllers: [Errors] })
      .testClient()
      .get('/static/missing.css');
    expect([status, text]).toEqual([404, 'No /static/missing.css']);
  });

  describe('and caches', () => {
    it('has browsers ask each time', async () => {
      expect((await get('/static/app.css')).headers['cache-control']).toBe('no-cache');
    });

    it('lets them keep files for maxAge seconds', async () => {
      const { headers } = await makeApp({ static: { maxAge: 60 } })
        .testClient()
        .get('/static/app.css');
      expect(headers['cache-control']).toBe('public, max-age=60');
    });

    it('answers 304 to the ETag it gave', async () => {
      const etag = (await get('/static/app.css')).headers['etag'] as string;
      const { status, text } = await get('/static/app.css', { 'if-none-match': etag });
      expect([status, text]).toEqual([304, '']);
    });

    it('answers 304 to the Last-Modified it gave', async () => {
      const modified = (await get('/static/app.css')).headers['last-modified'] as string;
      expect((await get('/static/app.css', { 'if-modified-since': modified })).status).toBe(304);
    });

    it('answers 412 when the client has another version in mind', async () => {
      expect((await get('/static/app.css', { 'if-match': '"other"' })).status).toBe(412);
    });

    it('lets them keep a file for ever under the URL that urlFor gives', async () => {
      const { status, headers } = await get(await link('app.css'));
      expect([status, headers['cache-control']]).toEqual([200, FOR_EVER]);
    });

    it('says so in a 304, too', async () => {
      expect((await get(await link('app.css'), { 'if-none-match': '*' })).headers['cache-control']).toBe(FOR_EVER);
    });

    it("has browsers ask each time under a v that is not the content's", async () => {
      const { status, headers } = await makeApp({ static: { maxAge: 60 } })
        .testClient()
        .get('/static/app.css?v=other');
      expect([status, headers['cache-control']]).toEqual([200, 'no-cache']);
    });
  });

  describe('and urlFor', () => {
    it('adds a hash of the content', async () => {
      expect(await link('app.css')).toMatch(/^\/static\/app\.css\?v=[\w-]{16}$/);
    });

    it('has the same for the same content elsewhere', async () => {
      write('static/copy.css', 'body { }');
      expect((await link('copy.css')).split('=')[1]).toBe((await link('app.css')).split('=')[1]);
    });

    it('has another once the content has changed', async () => {
      const app = makeApp();
      const before = await link('app.css', app);
      write('static/app.css', 'body { color: red }');
      expect(await link('app.css', app)).not.toBe(before);
    });

    it('has another once content of the same size has changed', async () => {
      const app = makeApp();
      const before = await link('app.css', app);
      write('static/app.css', 'html { }');
      utimesSync(join(root, 'static/app.css'), 1e9, 1e9);
      expect(await link('app.css', app)).not.toBe(before);
    });

    it('has none for a file that is not there', async () => {
      expect(await link('missing.css')).toBe('/static/missing.css');
    });

    it('has none once the file is gone', async () => {
      const app = makeApp();
      await link('app.css', app);
      rmSync(join(root, 'static/app.css'));
      expect(await link('app.css', app)).toBe('/static/app.css');
    });

    it.each(['../secret.txt', 'link.txt', '.env', 'images', 'app.css/', 'zero\0byte', 'back\\slash', 'pipe'])(
      'has none for %j, which is not served',
      async (filename) => {
        write('static/.env', 'PASSWORD=1');
        write('static/back\\slash', 'x');
        execFileSync('mkfifo', [join(root, 'static/pipe')]);
        symlinkSync(join(root, 'secret.txt'), join(root, 'static/link.txt'));
        expect(await link(filename)).not.toContain('?v=');
      },
    );

    it('keeps other values', () => {
      expect(makeApp().urlFor('static', { filename: 'missing.css', theme: 'dark' })).toBe(
        '/static/missing.css?theme=dark',
      );
    });

    it('follows another path', async () => {
      expect(makeApp({ static: { urlPath: '/assets/' } }).urlFor('static', { filename: 'missing.css' })).toBe(
        '/assets/missing.css',
      );
    });

    it('says that the filename is missing', () => {
      expect(() => makeApp().urlFor('static')).toThrow("urlFor('static') needs a value for 'filename'");
    });

    describe('of a large file', () => {
      beforeEach(() => truncateSync(join(root, 'static/app.css'), 200_000_000));

      it('lets nobody wait for the hash', async () => {
        const app = makeApp();
        await app.ready();
        const started = performance.now();
        app.urlFor('static', { filename: 'app.css' });
        expect(performance.now() - started).toBeLessThan(50);
      });

      it('gives a v that changes with the file until it is hashed', async () => {
        const app = makeApp();
        const before = await link('app.css', app);
        truncateSync(join(root, 'static/app.css'), 200_000_001);
        expect([before, (await link('app.css', app)) !== before]).toEqual([expect.stringContaining('?v='), true]);
      });

      it('lets nobody keep a file for ever under it', async () => {
        const app = makeApp();
        const { headers } = await app.testClient().head(await link('app.css', app));
        expect(headers['cache-control']).toBe('no-cache');
      });
    });

    it('has the hash of a large file some time later', async () => {
      const app = makeApp();
      for (const name of ['app.css', 'copy.css']) write(`static/${name}`, 'x'.repeat(2_000_000));
      const hashed = [await hashedLink('app.css', app), await hashedLink('copy.css', app)];
      const { headers } = await app.testClient().get(hashed[0]!);
      const versions = hashed.map((url) => url.split('=')[1]);
      expect([versions[0] === versions[1], headers['cache-control']]).toEqual([true, FOR_EVER]);
    });

    it('hashes a file larger than a piece of it', async () => {
      truncateSync(join(root, 'static/app.css'), 1_000_000);
      expect((await get(await link('app.css'))).headers['cache-control']).toBe(FOR_EVER);
    });
  });

  describe('and security headers', () => {
    it('has browsers believe the content type', async () => {
      expect((await get('/static/app.css')).headers['x-content-type-options']).toBe('nosniff');
    });

    it('keeps pages out of the frames of other sites', async () => {
      const { headers } = await get('/static/page.html');
      expect([headers['x-frame-options'], headers['referrer-policy']]).toEqual([
        'SAMEORIGIN',
        'strict-origin-when-cross-origin',
      ]);
    });

    it('has none with securityHeaders: false', async () => {
      const { headers } = await makeApp({ securityHeaders: false }).testClient().get('/static/page.html');
      expect([headers['x-content-type-options'], headers['x-frame-options']]).toEqual([undefined, undefined]);
    });
  });

  describe('over a socket', () => {
    let app: App;
    let address: string;

    beforeEach(async () => {
      app = makeApp();
      address = await app.run({ port: 0 });
    });

    afterEach(() => app.close());

    it('gives the part that was asked for', async () => {
      const { status, text, headers } = await ask(`${address}/static/app.css`, { range: 'bytes=0-3' });
      expect([status, text, headers['content-range'], headers['content-length']]).toEqual([
        206,
        'body',
        'bytes 0-3/8',
        '4',
      ]);
    });

    it('gives the whole when the part is of another version', async () => {
      const { status, text } = await ask(`${address}/static/app.css`, { range: 'bytes=0-3', 'if-range': '"other"' });
      expect([status, text]).toEqual([200, 'body { }']);
    });

    it('gives the whole to a client whose part has its entity tag, which is weak, and a part to one that has its date', async () => {
      const { headers } = await ask(`${address}/static/app.css`);
      expect(headers.etag).toMatch(/^W\//);
      const answers = [headers.etag, headers['last-modified']].map((validator) =>
        ask(`${address}/static/app.css`, { range: 'bytes=0-3', 'if-range': String(validator) }),
      );
      expect((await Promise.all(answers)).map(({ status, text }) => [status, text])).toEqual([
        [200, 'body { }'],
        [206, 'body'],
      ]);
    });

    it('gives the whole when more last bytes are asked for than there are', async () => {
      const { status, text } = await ask(`${address}/static/app.css`, { range: 'bytes=-1000' });
      expect([status, text]).toEqual([200, 'body { }']);
    });

    it('answers 416 to a range out of reach', async () => {
      const { status, headers, text } = await ask(`${address}/static/app.css`, { range: 'bytes=8-' });
      expect([status, headers['content-range'], text]).toEqual([416, 'bytes */8', '']);
    });

    it('answers HEAD with the headers of GET and no body', async () => {
      const head = await ask(`${address}/static/app.css`, {}, 'HEAD');
      const { headers } = await ask(`${address}/static/app.css`);
      expect([head.text, { ...head.headers, date: '' }]).toEqual(['', { ...headers, date: '' }]);
    });

    it('gives the whole when the part is of a younger version', async () => {
      const { headers } = await ask(`${address}/static/app.css`);
      const later = new Date(Date.parse(headers['last-modified']!) + 1000).toUTCString();
      const { status, text } = await ask(`${address}/static/app.css`, { range: 'bytes=0-3', 'if-range': later });
      expect([status, text]).toEqual([200, 'body { }']);
    });

    it('takes no range of a HEAD', async () => {
      const { status, headers } = await ask(`${address}/static/app.css`, { range: 'bytes=0-1' }, 'HEAD');
      expect([status, headers['content-length'], headers['accept-ranges']]).toEqual([200, '8', 'bytes']);
    });

    it('closes the connection over a file that becomes shorter on its way', async () => {
      const path = join(root, 'static/app.css');
      truncateSync(path, 50_000_000);
      const received = await askTwice(address, '/static/app.css', () => truncateSync(path, 1));
      expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
    });

    it('answers 500 in place of a small file that becomes shorter before it is read', async () => {
      const { createReadStream } = fs;
      jest.spyOn(fs, 'createReadStream').mockImplementationOnce((path, ...rest) => {
        truncateSync(path as string, 2);
        return createReadStream(path, ...rest);
      });
      const first = await ask(`${address}/static/app.css`);
      const second = await ask(`${address}/static/app.css`);
      expect([first.status, first.headers['etag'], second.status, second.text.length]).toEqual([
        500,
        undefined,
        200,
        2,
      ]);
    });

    it('answers HEAD for a missing file with 404', async () => {
      expect((await ask(`${address}/static/missing.css`, {}, 'HEAD')).status).toBe(404);
    });

    // Browsers and the test client resolve such paths before they send them.
    it.each([
      '/static/../secret.txt',
      '/static/images/../../secret.txt',
      '/static/..\\secret.txt',
      '/static/images/../app.css',
      '/static/./app.css',
      '/static/images/..',
    ])('answers 404 to %s', async (path) => {
      expect((await ask(address, {}, 'GET', path)).status).toBe(404);
    });

    it('has the length of the file', async () => {
      expect((await ask(`${address}/static/page.html`)).headers['content-length']).toBe(
        String(statSync(join(root, 'static/page.html')).size),
      );
    });
  });
});

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  text: string;
}

/** One request over a connection of its own; `path` is sent as it is. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET', path?: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = httpRequest(
      url,
      { method, headers, agent: false, timeout: 10_000, ...(path !== undefined && { path }) },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => done({ status: response.statusCode, headers: response.headers, text }));
      },
    );
    request
      .on('timeout', () => request.destroy(new Error('No answer came.')))
      .on('error', fail)
      .end();
  });
}
