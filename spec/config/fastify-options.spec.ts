import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

import { Controller, createApp, Get, Post, Request } from 'phial';
import { quietApp } from '../support/quiet-app.js';

const pem = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}.pem`, import.meta.url));
const https = { key: pem('localhost-key'), cert: pem('localhost') };

@Controller('/Pages')
class Pages {
  @Get('/')
  index(request: Request) {
    request.log.info('index is asked for');
    return [request.remoteAddr, request.scheme, request.host];
  }

  @Post('/:id')
  change(id: string) {
    return id;
  }
}

const proxied = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.com' };

/** An app's log, as lines of JSON. */
function logged(level: string): { logger: object; messages: () => string[] } {
  const lines: string[] = [];
  return {
    logger: { level, stream: { write: (line: string) => void lines.push(line) } },
    messages: () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
  };
}

describe('an option of Fastify', () => {
  it('trustProxy believes the proxy', async () => {
    const client = quietApp([Pages], { fastify: { trustProxy: true } }).testClient();
    expect((await client.get('/Pages/', { headers: proxied })).json()).toEqual(['203.0.113.7', 'https', 'example.com']);
  });

  it('trustProxy is off by default', async () => {
    const client = quietApp([Pages]).testClient();
    expect((await client.get('/Pages/', { headers: proxied })).json()).toEqual(['127.0.0.1', 'http', 'localhost']);
  });

  it('logger says what is logged', async () => {
    const { logger, messages } = logged('info');
    await createApp({ controllers: [Pages], fastify: { logger } })
      .testClient()
      .get('/Pages/');
    expect(messages()).toEqual(['index is asked for']);
  });

  it('logger may be off', async () => {
    expect((await quietApp([Pages]).testClient().get('/Pages/')).status).toBe(200);
  });

  it('loggerInstance replaces the logger', () => {
    const messages: unknown[] = [];
    const log = (message: unknown): void => void messages.push(message);
    const instance = {
      level: 'info',
      fatal: log,
      error: log,
      warn: log,
      info: log,
      debug: log,
      trace: log,
      silent: log,
      child: () => instance,
    };
    createApp({ fastify: { loggerInstance: instance as never } }).log.info('a note');
    expect(messages).toEqual(['a note']);
  });

  it('genReqId names requests', async () => {
    const app = quietApp([], { fastify: { genReqId: () => 'request-1' } });
    app.fastify.get('/', (request) => request.id);
    expect((await app.testClient().get('/')).text).toBe('request-1');
  });

  it('routerOptions decide which paths are found, also for 405', async () => {
    const client = quietApp([Pages], { fastify: { routerOptions: { caseSensitive: false } } }).testClient();
    expect((await client.get('/pages/')).status).toBe(200);
    expect((await client.delete('/pages/')).headers['allow']).toBe('GET, HEAD, OPTIONS');
  });

  it('routerOptions may set how long variables are', async () => {
    const client = quietApp([Pages], { fastify: { routerOptions: { maxParamLength: 5 } } }).testClient();
    expect([(await client.post('/Pages/12345')).status, (await client.post('/Pages/123456')).status]).toEqual([
      200, 414,
    ]);
  });

  it('bodyLimit is the limit of bodies', async () => {
    const client = quietApp([Pages], { fastify: { bodyLimit: 10 } }).testClient();
    expect((await client.post('/Pages/1', { body: 'x'.repeat(11) })).status).toBe(413);
  });

  it('rewriteUrl changes what is asked for', async () => {
    const client = quietApp([Pages], {
      fastify: { rewriteUrl: ({ url = '' }) => url.replace('/old/', '/Pages/') },
    }).testClient();
    expect((await client.get('/old/')).status).toBe(200);
  });

  it('https serves by TLS', async () => {
    const app = quietApp([Pages], { fastify: { https } });
    const address = await app.run({ port: 0 });
    expect(address).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const body = await new Promise<string>((resolve, reject) => {
      requestHttps(
        `${address}/Pages/`,
        { ca: https.cert, agent: false },
        (response) => void text(response).then(resolve),
      )
        .on('error', reject)
        .end();
    });
    expect(JSON.parse(body)).toEqual(['127.0.0.1', 'https', new URL(address).host]);
    await app.close();
  });

  it.each<[string, object]>([
    ['with TLS', { https }],
    ['without TLS', {}],
  ])('http2 serves by HTTP/2 %s, and its connections do not keep the app from closing', async (_how, options) => {
    const app = quietApp([Pages], { fastify: { http2: true, ...options } });
    const session = connectHttp2(await app.run({ port: 0 }), { ca: https.cert });
    const stream = session.request({ ':path': '/Pages/' });
    expect(JSON.parse(await text(stream))).toHaveLength(3);
    await app.close();
    session.destroy();
  });

  it('http2 leaves its request line out of the headers', async () => {
    class Echo {
      @Get('/')
      headers(request: Request) {
        return [request.headers.get(':path', 'none'), request.headers.get('X-One'), [...request.headers.keys()]];
      }
    }
    const app = quietApp([Echo], { fastify: { http2: true } });
    const session = connectHttp2(await app.run({ port: 0 }));
    expect(JSON.parse(await text(session.request({ ':path': '/', 'x-one': '1' })))).toEqual(['none', '1', ['x-one']]);
    await app.close();
    session.destroy();
  });
});

describe('the log', () => {
  const written: string[] = [];
  const write = process.stdout.write;

  beforeEach(() => {
    written.length = 0;
    process.stdout.write = ((line: string) => written.push(line) > 0) as typeof write;
  });

  afterEach(() => {
    process.stdout.write = write;
  });

  it('has lines of JSON for machines', () => {
    createApp().log.info('a note');
    expect(JSON.parse(written[0]!)).toMatchObject({ level: 30, msg: 'a note' });
  });

  it('has lines of text in debug mode', () => {
    createApp({ debug: true }).log.warn('a note');
    expect(written).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d WARN {2}a note\n$/)]);
  });

  it('has lines of text when debug mode is turned on later', async () => {
    const app = createApp();
    await app.run({ port: 0, debug: true });
    await app.close();
    expect(written[0]).toMatch(/INFO {2}Listening at http:\/\/127\.0\.0\.1:\d+, in debug mode\n$/);
  });

  it('has the level that was chosen, and is readable all the same', () => {
    createApp({ debug: true, fastify: { logger: { level: 'debug' } } }).log.debug('a detail');
    expect(written).toEqual([expect.stringMatching(/DEBUG a detail\n$/)]);
  });

  it('has the stack of an error', () => {
    createApp({ debug: true }).log.error(new Error('the disk is full'));
    expect(written[0]).toMatch(/ERROR the disk is full\n +Error: the disk is full\n +at /);
  });

  it('has a line for each request in debug mode', async () => {
    const app = createApp({ debug: true, controllers: [Pages] });
    await fetch(`${await app.run({ port: 0 })}/Pages/?a=1`);
    await app.close();
    expect(written.join('')).toMatch(/INFO {2}GET \/Pages\/ 200 [\d.]+ ms\n/);
  });
});
