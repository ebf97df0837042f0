import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import {
  Abort,
  Controller,
  ErrorHandler,
  Get,
  Request,
  Route,
  Session,
  type App,
  type AppOptions,
  type TestResponse,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { connectTo } from '../support/raw-request.js';

@Controller('/notes')
class Notes {
  @Route('/:id', ['GET', 'POST'])
  show(id: string) {
    throw Object.assign(new Error(`no <i>note</i> ${id}`), { name: id, cause: { [id]: id } });
  }

  @Route('/visit/:id')
  visit(_id: string, session: Session) {
    session.set('visits', 41);
    session.set('<img src=x>', { '<img src=x>': '<img src=x>' });
    session.set('apiToken', SECRET);
    session.set('account', { password: SECRET, plan: 'gold' });
    throw new Error('with a session');
  }

  @Route('/throw/:what')
  odd(what: string) {
    throw ODD[what]!();
  }
}

const SECRET = 'hunter2';

const ODD: Record<string, () => unknown> = {
  text: () => 'just text',
  nothing: () => undefined,
  circle: () => {
    const error = new Error('in circles');
    error.cause = error;
    return error;
  },
  chain: () => new Error('outer', { cause: new Error('inner') }),
  object: () => ({ code: 7 }),
  abort: () => new Abort(500, 'given up'),
  // As those of @fastify/error are.
  'made without new': () =>
    Object.assign(Object.create(Error.prototype) as Error, { message: 'not native', code: 'FST' }),
  stackless: () => Object.assign(new Error('no stack'), { stack: undefined }),
  hostile: () =>
    Object.defineProperty(new Error('x'), 'stack', {
      get() {
        throw new Error('hostile');
      },
    }),
};

function makeApp(options: AppOptions = {}): App {
  return quietApp([Notes], { debug: true, secretKey: 'a secret key for the specs', ...options });
}

const BROWSER = { accept: 'text/html' };
const get = (path: string, headers: Record<string, string> = {}, options: AppOptions = {}): Promise<TestResponse> =>
  makeApp(options)
    .testClient()
    .get(path, { headers: { ...BROWSER, ...headers } });

describe('The debug page', () => {
  it('shows the error, escaped, and the source around it', async () => {
    const { status, headers, text } = await get('/notes/7');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      500,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(text).toContain('no &lt;i&gt;note&lt;/i&gt; 7');
    expect(text).not.toContain('<i>note</i>');
    expect(text).toContain('debug-page.spec');
  });

  it('shows the route and its variables, the query and the headers', async () => {
    const { text } = await get('/notes/seven?page=twelve', { 'x-hello': 'from-a-spec' });
    for (const part of ['Notes.show', '/notes/:id', 'seven', 'page', 'twelve', 'x-hello', 'from-a-spec'])
      expect(text).toContain(part);
  });

  it('escapes all that a client sends', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const { text } = await makeApp()
      .testClient()
      .post(`/notes/${encodeURIComponent(evil)}`, {
        query: { [evil]: evil },
        form: { [evil]: evil },
        headers: { ...BROWSER, 'x-evil': evil },
      });
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(text).not.toContain('<img src=x');
    expect((await get('/notes/visit/7')).text).not.toContain('<img src=x');
  });

  it("shows a plugin's route in place of a path with a secret", async () => {
    const app = makeApp();
    app.fastify.get('/reset/:token', async () => {
      throw new Error('no mail');
    });
    const { text } = await app.testClient().get(`/reset/${SECRET}`, { headers: BROWSER });
    expect(text).toContain('no mail');
    expect(text).toContain('/reset/:token');
    expect(text).not.toContain(SECRET);
  });

  it('shows the session', async () => {
    const { text } = await get('/notes/visit/7');
    for (const part of ['visits', '41', 'gold']) expect(text).toContain(part);
  });

  it('masks secrets, in headers, query, form and session', async () => {
    const secrets = {
      ...BROWSER,
      cookie: 'session=hunter2',
      authorization: 'Bearer hunter2',
      'x-api-key': 'hunter2',
      'proxy-authorization': 'hunter2',
      'x-csrf-token': 'hunter2',
      referer: 'http://a.example/reset?code=hunter2',
    };
    const response = await makeApp()
      .testClient()
      .post('/notes/7?access_token=hunter2&password=hunter2', {
        headers: secrets,
        form: { passwd: 'hunter2', name: 'Ada' },
      });
    expect(response.text).toContain('Ada');
    expect(response.text).not.toContain('hunter2');
    expect((await get('/notes/visit/7')).text).not.toContain('hunter2');
  });

  it.each([
    ['text', 'just text'],
    ['nothing', 'undefined'],
    ['circle', 'in circles'],
    ['chain', 'inner'],
    ['object', 'code: 7'],
    ['abort', 'given up'],
  ])('shows whatever was thrown: %s', async (what, part) => {
    const { status, text } = await get(`/notes/throw/${what}`);
    expect([status, text.includes('youch') || text.includes('stack'), text.includes(part)]).toEqual([500, true, true]);
  });

  it.each(['stackless', 'hostile'])('is a page all the same for an error that cannot be shown: %s', async (what) => {
    expect((await get(`/notes/throw/${what}`)).status).toBe(500);
  });

  describe('is not shown', () => {
    const isPlain = ({ status, text }: { status: number; text: string }): void => {
      expect([status, text]).toEqual([500, expect.stringContaining('Something went wrong on the server.')]);
      expect(text).not.toMatch(/note|spec/);
    };

    it('without debug mode', async () => {
      isPlain(await get('/notes/7', {}, { debug: false }));
    });

    it.each([
      ['x-forwarded-for', '127.0.0.1'],
      ['forwarded', 'for=127.0.0.1'],
      ['via', '1.1 proxy'],
      ['cdn-loop', 'a-network'],
      ['fastly-client-ip', '127.0.0.1'],
      ['x-cluster-client-ip', '127.0.0.1'],
      ['x-real-ip', '127.0.0.1'],
      ['x-forwarded-host', 'localhost'],
      ['x-forwarded-proto', 'http'],
    ])('to a client that came through a proxy: %s', async (name, value) => {
      isPlain(await get('/notes/7', { [name]: value }));
      isPlain(await get('/notes/7', { [name]: value }, { fastify: { trustProxy: true } }));
    });

    it.each(['10.0.0.7', '::ffff:192.168.1.5', '2001:db8::1', '0.0.0.0'])(
      'to a client of another machine: %s',
      async (remoteAddress) => {
        const app = makeApp();
        const { statusCode: status, payload: text } = await app.fastify.inject({
          url: '/notes/7',
          headers: BROWSER,
          remoteAddress,
        });
        isPlain({ status, text });
      },
    );

    it('under the name of another site, which may lead here (DNS rebinding)', async () => {
      isPlain(await get('/notes/7', { host: 'evil.example:5000' }));
      isPlain(await get('/notes/7', { host: 'localhost.evil.example' }));
    });

    it.each([
      ['HTTP/1.0, as nginx does unless told otherwise', '1.0', (port: string) => `127.0.0.1:${port}`, ''],
      ['another port than was listened on', '1.1', () => 'localhost:1', ''],
      ['no port', '1.1', () => 'localhost', ''],
      [
        'a script of another site',
        '1.1',
        (port: string) => `localhost:${port}`,
        'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n',
      ],
    ])('over a socket, to what asks with %s', async (_who, version, host, more) => {
      const app = makeApp();
      const address = await app.run({ port: 0 });
      const lines = `Host: ${host(new URL(address).port)}\r\nAccept: text/html\r\nConnection: close\r\n${more}`;
      const answer = await text(connectTo(address).end(`GET /notes/7 HTTP/${version}\r\n${lines}\r\n`));
      await app.close();
      expect(answer).toContain('Something went wrong on the server.');
    });

    it('for other errors than a 500', async () => {
      expect((await get('/nowhere')).text).toContain('There is nothing at this address.');
    });

    it("when a handler of the error's class answers it", async () => {
      @Controller()
      class Errors {
        @ErrorHandler(Error, { scope: 'app' })
        oops(_error: Error, request: Request) {
          return `sorry for ${request.path}`;
        }
      }
      expect((await get('/notes/7', {}, { controllers: [Notes, Errors] })).text).toBe('sorry for /notes/7');
    });

    it('when a handler aborts with 500 itself, and another answers that', async () => {
      @Controller()
      class Errors {
        @Get('/given-up')
        giveUp() {
          throw new Abort(500);
        }

        @ErrorHandler(500, { scope: 'app' })
        oops() {
          return 'sorry';
        }
      }
      expect((await get('/given-up', {}, { controllers: [Errors] })).text).toBe('sorry');
    });
  });

  it('comes before a handler for 500, as in Flask', async () => {
    @Controller()
    class Errors {
      @ErrorHandler(500, { scope: 'app' })
      oops() {
        return 'sorry';
      }
    }
    expect((await get('/notes/7', {}, { controllers: [Notes, Errors] })).text).toContain('Notes.show failed');
  });

  it.each([
    ['curl', { accept: '*/*' }],
    ['a client that says nothing', { accept: '' }],
  ])('is text for %s', async (_who, headers) => {
    const {
      status,
      headers: { 'content-type': type },
      text,
    } = await get('/notes/throw/chain', headers);
    expect([status, type]).toEqual([500, 'text/plain; charset=utf-8']);
    expect(text).toMatch(
      /^Notes\.odd failed \(GET \/notes\/throw\/:what\):\n\nError: outer\n {4}at .*debug-page\.spec[^]*\ncaused by Error: inner\n/,
    );
  });

  it.each([
    ['text', "thrown: 'just text'"],
    ['nothing', 'threw undefined, which is no Error.'],
    ['circle', 'caused by Error: in circles'],
    ['object', 'thrown: { code: 7 }'],
    ['made without new', '\n\nError: not native\n'],
  ])('is text for whatever was thrown: %s', async (what, part) => {
    expect((await get(`/notes/throw/${what}`, { accept: '*/*' })).text).toContain(part);
  });

  it('is problem+json with the stack for a client that prefers JSON', async () => {
    const { headers, json } = await get('/notes/throw/chain', { accept: 'application/json' });
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'outer',
      instance: '/notes/throw/chain',
      handler: 'Notes.odd',
      route: '/notes/throw/:what',
      stack: expect.arrayContaining(['Error: outer', 'caused by Error: inner']),
    });
  });

  it('is plain problem+json without debug mode', async () => {
    const { json } = await get('/notes/7', { accept: 'application/json' }, { debug: false });
    expect(json()).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500, instance: '/notes/7' });
  });

  it.each(['127.0.0.1', 'localhost', 'notes.localhost', '[::1]'])(
    'is shown over a socket, to a client that asks for %s',
    async (name) => {
      const { logger } = loggedBy();
      const app = makeApp({ fastify: { logger } });
      const { port } = new URL(await app.run({ port: 0 }));
      const text = await new Promise<string>((done, fail) => {
        httpRequest(
          { host: '127.0.0.1', port, path: '/notes/7', headers: { ...BROWSER, host: `${name}:${port}` } },
          (response: IncomingMessage) => {
            void response
              .setEncoding('utf8')
              .toArray()
              .then((pieces) => done(pieces.join('')), fail);
          },
        ).end();
      });
      await app.close();
      expect(text).toContain('no &lt;i&gt;note&lt;/i&gt; 7');
    },
  );
});
