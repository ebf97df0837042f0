import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import {
  Abort,
  AfterRequest,
  Controller,
  createApp,
  ErrorHandler,
  html,
  Redirect,
  Response,
  Route,
  TeardownRequest,
  type App,
} from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

const boom = (): Error =>
  Object.assign(new Error('the disk is on fire'), { statusCode: 404, headers: { 'x-leak': 'yes' } });

function fail(error: unknown): never {
  throw error;
}

const AT_ONCE: [string, () => unknown][] = [
  [
    'an async generator',
    async function* () {
      yield fail(boom());
    },
  ],
  [
    'a sync generator',
    function* () {
      yield fail(boom());
    },
  ],
  [
    'a Node stream',
    () =>
      new Readable({
        read() {
          this.destroy(boom());
        },
      }),
  ],
  [
    'a Node stream of objects',
    () =>
      new Readable({
        objectMode: true,
        read() {
          this.destroy(boom());
        },
      }),
  ],
  ['a Node stream that was broken before', () => new Readable().destroy(boom())],
  [
    'a web stream',
    () =>
      new ReadableStream({
        pull() {
          throw boom();
        },
      }),
  ],
  [
    'a web stream that is read by another',
    () => {
      const stream = new ReadableStream();
      stream.getReader();
      return stream;
    },
  ],
  [
    'a generator of numbers',
    function* () {
      yield 1;
    },
  ],
  ['a Node stream of numbers', () => Readable.from([1, 2])],
  [
    'a web stream of numbers',
    () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(1);
        },
      }),
  ],
];

const LATER: [string, () => unknown][] = [
  [
    'an async generator',
    async function* () {
      yield 'a';
      throw boom();
    },
  ],
  [
    'a Node stream',
    () => {
      let given = false;
      return new Readable({
        read() {
          if (given) setTimeout(() => this.destroy(boom()), 5);
          else this.push('a');
          given = true;
        },
      });
    },
  ],
  [
    'a web stream',
    () => {
      let given = false;
      return new ReadableStream({
        pull(controller) {
          if (given) throw boom();
          controller.enqueue(Buffer.from('a'));
          given = true;
        },
      });
    },
  ],
  [
    'a generator of numbers',
    function* () {
      yield 'a';
      yield 1;
    },
  ],
];

describe('A stream that breaks', () => {
  let app: App;
  let log: Entry[];
  let tornDown: Promise<unknown>;

  function serve(make: () => unknown, more: (new () => object)[] = []): Promise<string> {
    let tell!: (error: unknown) => void;
    tornDown = new Promise((done) => {
      tell = done;
    });
    @Controller()
    class Streams {
      @Route('/')
      stream(): unknown {
        return make();
      }

      @TeardownRequest()
      end(error: Error): void {
        tell(error);
      }
    }
    const { logger, entries } = loggedBy();
    log = entries;
    app = createApp({ controllers: [Streams, ...more], fastify: { logger } });
    return app.run({ port: 0 });
  }

  afterEach(async () => {
    app.fastify.server.closeAllConnections();
    await app.close();
  });

  describe('before its first piece', () => {
    it.each(AT_ONCE)('is a 500 like any other: %s', async (_what, make) => {
      const response = await fetch(await serve(make));
      expect([response.status, response.headers.get('content-type'), response.headers.get('x-leak')]).toEqual([
        500,
        'text/html; charset=utf-8',
        null,
      ]);
      expect(await response.text()).not.toContain('fire');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(log.map(({ level, msg, handler }) => [level, msg, handler])).toEqual([
        [50, expect.stringMatching(/^Streams\.stream failed: GET \//), 'Streams.stream'],
      ]);
      expect(await tornDown).toHaveProperty('message', log[0]!.err!.message);
    });

    it('takes back the headers that belonged to it', async () => {
      const make = (): Response =>
        new Response(Readable.from((AT_ONCE[0]![1] as () => AsyncIterable<string>)()), {
          headers: { 'Cache-Control': 'public, max-age=9', 'Content-Length': 3, 'X-Rows': 7 },
        });
      const { status, headers } = await fetch(await serve(make));
      expect([status, headers.get('cache-control'), headers.get('x-rows')]).toEqual([500, null, null]);
    });

    it('keeps what plugins said of the request, and nothing that they said of its body', async () => {
      const address = serve(AT_ONCE[0]![1]);
      app.fastify.addHook(
        'onRequest',
        async (_request, reply) => void reply.headers({ 'access-control-allow-origin': '*', vary: 'Origin' }),
      );
      app.fastify.addHook(
        'onSend',
        async (_request, reply) => void reply.headers({ 'content-encoding': 'br', etag: '"1"' }),
      );
      const { status, headers } = await fetch(await address);
      expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([
        500,
        '*',
        'Origin, Accept',
      ]);
      expect([headers.get('content-encoding'), headers.get('etag')]).toEqual([null, null]);
    });

    it('goes to the error handlers', async () => {
      @Controller()
      class Errors {
        @ErrorHandler(500, { scope: 'app' })
        oops(error: Abort) {
          return html`${(error.cause as Error).message}`;
        }
      }
      const response = await fetch(await serve(AT_ONCE[0]![1], [Errors]));
      expect([response.status, await response.text()]).toEqual([500, 'the disk is on fire']);
      expect(await tornDown).toBeUndefined();
    });

    it.each([
      ['an Abort', () => new Abort(403), 403],
      ['a Redirect', () => new Redirect('/there'), 302],
    ])('may end with %s', async (_what, make, status) => {
      const response = await fetch(
        await serve(async function* () {
          yield fail(make());
        }),
        { redirect: 'manual' },
      );
      expect(response.status).toBe(status);
    });

    it('answers once when an after-hook of its has waited meanwhile', async () => {
      let seen = 0;
      @Controller()
      class Hooks {
        @AfterRequest({ scope: 'app' })
        async wait() {
          seen++;
          await new Promise((done) => {
            setTimeout(done, 20);
          });
        }
      }
      const response = await fetch(await serve(() => Readable.from(Readable.from(['a'])).destroy(boom()), [Hooks]));
      expect([response.status, seen]).toEqual([500, 1]);
    });
  });

  describe('after its first piece', () => {
    it.each(LATER)('ends the response, and is logged: %s', async (_what, make) => {
      const [response] = (await once(get(await serve(make)), 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(200);
      await expect(response.toArray()).rejects.toThrow('aborted');
      const error = await tornDown;
      expect(log.map(({ msg, handler, route, err }) => [msg, handler, route, err!.message])).toEqual([
        [
          expect.stringMatching(/^Streams\.stream failed while its response was sent: GET \//),
          'Streams.stream',
          '/',
          (error as Error).message,
        ],
      ]);
    });

    it('is told from one that ended', async () => {
      const half = new Readable({
        read() {
          this.push('half');
          setImmediate(() => this.destroy());
        },
      });
      const [response] = (await once(get(await serve(() => half)), 'response')) as [IncomingMessage];
      await expect(response.toArray()).rejects.toThrow('aborted');
      expect(log[0]!.msg).toBe('Streams.stream failed while its response was sent: GET /');
    });
  });
});
