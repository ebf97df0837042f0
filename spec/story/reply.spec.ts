import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';
import {
  abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  ErrorHandler,
  Request,
  Response,
  Route,
  type App,
  type AppOptions,
} from 'phial';

import { ballast, bytesLeftBy } from '../support/bytes-left.js';
import { loggedBy, type Entry } from '../support/log-of.js';

let log: Entry[];

function appWith(value: (request: Request) => unknown, more: (new () => object)[] = [], options: AppOptions = {}): App {
  @Controller()
  class Notes {
    @Route('/')
    index(request: Request): unknown {
      return value(request);
    }
  }
  const { logger, entries } = loggedBy();
  log = entries;
  return createApp({ controllers: [Notes, ...more], fastify: { logger }, ...options });
}

const messages = (): string[] => log.map(({ msg }) => msg);
const LOST =
  'Notes.index sent a reply through environ.reply and returned a value as well, which is lost. Do one of them.';

describe("Fastify's reply", () => {
  it.each([
    ['sent', ({ environ }: Request) => void environ.reply.code(201).send('by Fastify')],
    ['sent, and returned', ({ environ }: Request) => environ.reply.code(201).send('by Fastify')],
    [
      'sent later, by an async handler',
      async ({ environ }: Request) => {
        await null;
        void environ.reply.code(201).send('by Fastify');
      },
    ],
    [
      'sent by an async handler, and returned',
      async ({ environ }: Request) => environ.reply.code(201).send('by Fastify'),
    ],
    [
      'returned, and sent later',
      ({ environ }: Request) => {
        setImmediate(() => environ.reply.code(201).send('by Fastify'));
        return environ.reply;
      },
    ],
    [
      'hijacked',
      ({ environ }: Request) => {
        environ.reply.hijack().raw.writeHead(201).end('by Fastify');
      },
    ],
    [
      'hijacked, and written later',
      ({ environ }: Request) => {
        environ.reply.hijack();
        setImmediate(() => environ.reply.raw.writeHead(201).end('by Fastify'));
      },
    ],
    [
      'written to at once, without hijack()',
      ({ environ }: Request) => {
        environ.reply.raw.writeHead(201).end('by Fastify');
      },
    ],
    [
      'sent a Node stream',
      ({ environ }: Request) => void environ.reply.code(201).send(Readable.from(['by ', 'Fastify'])),
    ],
    [
      'sent data',
      ({ environ }: Request) =>
        void environ.reply
          .code(201)
          .header('content-type', 'text/plain')
          .serializer(() => 'by Fastify')
          .send({}),
    ],
  ])('is left alone when it was %s', async (_what, value) => {
    const { status, text } = await appWith(value).testClient().get('/');
    expect([status, text, messages()]).toEqual([201, 'by Fastify', []]);
  });

  it('that was looked at alone changes nothing', async () => {
    expect(
      (
        await appWith(({ environ }) => environ.request.url)
          .testClient()
          .get('/')
      ).text,
    ).toBe('/');
  });

  it('may be given headers, which the response keeps', async () => {
    const { headers } = await appWith(({ environ }) => {
      environ.reply.header('x-mine', 'yes');
      return 'x';
    })
      .testClient()
      .get('/');
    expect(headers['x-mine']).toBe('yes');
  });

  it('must be sent or taken over by who returns nothing', async () => {
    const app = appWith(({ environ }) => {
      setImmediate(() => environ.reply.send('too late'));
    });
    expect((await app.testClient().get('/')).status).toBe(500);
    expect(log[0]!.err!.message).toMatch('Notes.index returned nothing.');
  });

  describe('and a value as well', () => {
    it.each([
      [
        'sent',
        ({ environ }: Request) => {
          void environ.reply.send('by Fastify');
          return 'lost';
        },
      ],
      [
        'sent by an async handler',
        async ({ environ }: Request) => {
          void environ.reply.send('by Fastify');
          return null;
        },
      ],
      [
        'hijacked',
        ({ environ }: Request) => {
          environ.reply.hijack().raw.end('by Fastify');
          return new Response('lost');
        },
      ],
    ])('are an error in the log: %s', async (_what, value) => {
      expect((await appWith(value).testClient().get('/')).text).toBe('by Fastify');
      expect(messages()).toEqual([LOST]);
    });

    it('close the source of the lost one', async () => {
      const source = new Readable({
        read() {
          /* never */
        },
      });
      const closed = once(source, 'close');
      await appWith(({ environ }) => {
        void environ.reply.send('by Fastify');
        return source;
      })
        .testClient()
        .get('/');
      await closed;
    });
  });

  describe('and an error as well', () => {
    it('log it, and leave what was sent', async () => {
      const app = appWith(({ environ }) => {
        void environ.reply.send(Readable.from(['by ', 'Fastify']));
        throw new Error('oops');
      });
      expect((await app.testClient().get('/')).text).toBe('by Fastify');
      expect(messages()).toEqual(['Notes.index failed after it had sent a reply through environ.reply: GET /']);
    });

    it.each([
      [
        'hijacked',
        ({ environ }: Request) => {
          environ.reply.hijack();
          throw new Error('oops');
        },
      ],
      [
        'hijacked and begun',
        ({ environ }: Request) => {
          environ.reply.hijack().raw.write('half');
          throw new Error('oops');
        },
      ],
      [
        'begun without hijack()',
        async ({ environ }: Request) => {
          environ.reply.raw.write('half');
          throw new Error('oops');
        },
      ],
    ])('never leave the client waiting: %s', async (_what, value) => {
      const app = appWith(value);
      const address = await app.run({ port: 0 });
      await expect(fetch(address).then((response) => response.text())).rejects.toThrow();
      await app.close();
      expect(messages()).toEqual(['Notes.index failed after it had sent a reply through environ.reply: GET /']);
    });
  });

  describe('sent by', () => {
    let ran: string[];

    it('a before-hook ends the request', async () => {
      ran = [];
      @Controller()
      class Hooks {
        @BeforeRequest({ scope: 'app' })
        async first({ environ }: Request) {
          void environ.reply.send('by a hook');
        }

        @BeforeRequest({ scope: 'app' })
        second() {
          ran.push('second');
        }
      }
      const { text } = await appWith(() => {
        ran.push('handler');
        return 'x';
      }, [Hooks])
        .testClient()
        .get('/');
      expect([text, ran, messages()]).toEqual(['by a hook', [], []]);
    });

    it('an after-hook wins over the response, whose source is closed', async () => {
      @Controller()
      class Hooks {
        @AfterRequest({ scope: 'app' })
        after({ environ }: Request) {
          void environ.reply.send('by a hook');
        }
      }
      const source = new Readable({
        read() {
          /* never */
        },
      });
      const closed = once(source, 'close');
      const { text } = await appWith(() => source, [Hooks])
        .testClient()
        .get('/');
      await closed;
      expect([text, messages()]).toEqual(['by a hook', [LOST]]);
    });

    it('an error handler answers the error', async () => {
      @Controller()
      class Errors {
        @ErrorHandler(RangeError, { scope: 'app' })
        async range(_error: RangeError, { environ }: Request) {
          void environ.reply.code(416).send('by a handler');
        }
      }
      const { status, text } = await appWith(() => {
        throw new RangeError();
      }, [Errors])
        .testClient()
        .get('/');
      expect([status, text, messages()]).toEqual([416, 'by a handler', []]);
    });

    it('an error handler that fails afterwards is told of its error alone', async () => {
      @Controller()
      class Errors {
        @ErrorHandler(401, { scope: 'app' })
        ask({ environ }: Request) {
          void environ.reply.code(401).send('by a handler');
          throw new Error('too much');
        }
      }
      const app = appWith(() => abort(401), [Errors]);
      expect((await app.testClient().get('/')).text).toBe('by a handler');
      expect(messages()).toEqual([expect.stringMatching('^Errors.ask failed')]);
    });

    it('an error handler loses a change of the session, and the log says so', async () => {
      @Controller()
      class Errors {
        @ErrorHandler(401, { scope: 'app' })
        ask({ environ }: Request) {
          void environ.reply.code(401).send('by a handler');
        }
      }
      const handler = ({ session }: Request): never => {
        session.set('tries', 1);
        return abort(401);
      };
      const app = appWith(handler, [Errors], { secretKey: 'a secret key for the specs' });
      expect((await app.testClient().get('/')).text).toBe('by a handler');
      expect(messages()).toEqual([
        'Notes.index changed the session, and a reply was sent through environ.reply, which has no session: the change is lost. Return a Response instead.',
      ]);
    });
  });

  it('whose source breaks at once is a 500 like any other', async () => {
    const app = appWith(
      ({ environ }) =>
        void environ.reply.send(
          new Readable({
            read() {
              this.destroy(new Error('secret'));
            },
          }),
        ),
    );
    const { status, text } = await app.testClient().get('/');
    expect([status, text.includes('secret'), messages()]).toEqual([500, false, ['Notes.index failed: GET /']]);
  });

  it('leaves nothing behind that a minor garbage collection does not free', async () => {
    const client = appWith(({ environ, state }) => {
      state['ballast'] = ballast();
      return environ.request.id;
    }).testClient();
    expect(await bytesLeftBy(() => client.get('/'))).toBeLessThan(100_000);
  });
});

describe('An onSend hook of a plugin', () => {
  const plugin = (onSend: (payload: unknown) => Promise<unknown>) => ({
    plugins: [
      Object.assign(
        async (fastify: FastifyInstance) => {
          fastify.addHook('onSend', async (_request, _reply, payload) => onSend(payload));
        },
        { [Symbol.for('skip-override')]: true },
      ),
    ],
  });

  it.each([
    ['text', () => 'hello', 'HELLO'],
    ['JSON', () => ['hello'], '["HELLO"]'],
    [
      'an error page',
      () => {
        throw new Error();
      },
      expect.stringContaining('<H1>INTERNAL'),
    ],
    ['what was sent through environ.reply', ({ environ }: Request) => void environ.reply.send('hello'), 'HELLO'],
  ])('may change what is sent: %s', async (_what, value, text) => {
    const upper = plugin(async (payload) => {
      await null;
      return String(payload).toUpperCase();
    });
    const response = await appWith(value, [], upper).testClient().get('/');
    expect(response.text).toEqual(text);
    expect(response.headers['content-length']).toBe(String(response.bytes.length));
  });

  it('may wrap a stream', async () => {
    const wrap = plugin(async (payload) =>
      Readable.from(
        (async function* () {
          for await (const chunk of payload as Readable) yield String(chunk).toUpperCase();
        })(),
      ),
    );
    expect(
      (
        await appWith(
          function* () {
            yield 'a';
            yield 'b';
          },
          [],
          wrap,
        )
          .testClient()
          .get('/')
      ).text,
    ).toBe('AB');
  });

  it.each([
    ['text', () => 'hello'],
    [
      'an error page',
      () => {
        throw new RangeError('first');
      },
    ],
    ['a stream', () => Readable.from(['hello'])],
    ['what was sent through environ.reply', ({ environ }: Request) => void environ.reply.send('hello')],
    ['a 404', undefined],
  ])('that always fails is a 500 which tells nothing: %s', async (what, value) => {
    const failing = plugin(async () => {
      // Of these two nobody can tell whose the error is, or the handler has answered itself.
      const statusCode = ['a stream', 'what was sent through environ.reply'].includes(what) ? 418 : undefined;
      throw Object.assign(new Error('secret of a plugin'), { statusCode, headers: { 'x-leak': 'secret' } });
    });
    const { status, headers, text } = await appWith(value ?? (() => ''), [], failing)
      .testClient()
      .get(value === undefined ? '/nowhere' : '/');
    expect([
      status,
      headers['content-type'],
      headers['x-content-type-options'],
      text.includes('Something went wrong'),
    ]).toEqual([500, 'text/html; charset=utf-8', 'nosniff', true]);
    expect(JSON.stringify(headers) + text).not.toContain('secret');
    expect(log.at(-1)!.err!.message).toBe('secret of a plugin');
  });

  it.each([
    ['a body that is too large', { body: 'x'.repeat(100), headers: { 'content-type': 'text/plain' } }],
    ['a request from another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ])('that always fails tells nothing of a request that failed early: %s', async (_what, options) => {
    @Controller('/early')
    class Early {
      @Route('/', ['POST'], { limits: { body: 10 } })
      post() {
        return 'x';
      }
    }
    const failing = plugin(async () => {
      throw new Error('secret of a plugin');
    });
    const { status, text } = await appWith(() => '', [Early], failing)
      .testClient()
      .post('/early/', options);
    expect([status, text.includes('Something went wrong')]).toEqual([500, true]);
  });

  it('that always fails ends the response over a socket, too', async () => {
    const app = appWith(
      () => 'hello',
      [],
      plugin(async () => {
        throw new Error('secret of a plugin');
      }),
    );
    const [response] = (await once(get(await app.run({ port: 0 })), 'response')) as [IncomingMessage];
    expect([response.statusCode, (await response.toArray()).join('').includes('secret')]).toEqual([500, false]);
    await app.close();
  });
});
