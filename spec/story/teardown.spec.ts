import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';

import {
  abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  ErrorHandler,
  redirect,
  Request,
  Response,
  Route,
  TeardownRequest,
  type App,
} from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

/** What teardown hooks were given, in order. */
let torn: [string, unknown][];
let log: Entry[];
/** Settled when the last of them has run. */
let isDone: Promise<void>;
let done: () => void;

@Controller()
class Everywhere {
  @TeardownRequest({ scope: 'app' })
  last(error: Error) {
    torn.push(['app 1', error]);
    done();
  }

  @TeardownRequest({ scope: 'app' })
  async second(error: Error) {
    torn.push(['app 2', error]);
  }
}

function appWith(value: (request: Request) => unknown, more: (new () => object)[] = []): App {
  @Controller('/notes')
  class Notes {
    @Route('/', ['GET', 'POST'])
    index(request: Request): unknown {
      return value(request);
    }

    @TeardownRequest()
    own1(error: Error) {
      torn.push(['own 1', error]);
    }

    @TeardownRequest()
    own2(error: Error, request: Request) {
      torn.push([`own 2 of ${request.path}`, error]);
    }

    @ErrorHandler(RangeError)
    range() {
      return 'out of range';
    }
  }
  const { logger, entries } = loggedBy();
  log = entries;
  return createApp({ controllers: [Everywhere, Notes, ...more], fastify: { logger } });
}

const ALL = ['own 2 of /notes/', 'own 1', 'app 2', 'app 1'];

describe('TeardownRequest', () => {
  beforeEach(() => {
    torn = [];
    isDone = new Promise((resolve) => {
      done = resolve;
    });
  });

  it('runs once where a handler leaves the answer to environ.reply.callNotFound()', async () => {
    const client = appWith(({ environ }) => void environ.reply.callNotFound()).testClient();
    expect((await client.get('/notes/')).status).toBe(404);
    await isDone;
    expect(torn.map(([who]) => who)).toEqual(ALL);
  });

  it("runs the controller's hooks, then the app's, in reverse, when the response is out", async () => {
    const app = appWith(() => {
      expect(torn).toEqual([]);
      return 'x';
    });
    await app.testClient().get('/notes/');
    await isDone;
    expect(torn).toEqual(ALL.map((name) => [name, undefined]));
  });

  it('waits for the end of a stream', async () => {
    const app = appWith(async function* () {
      yield 'a';
      expect(torn).toEqual([]);
      yield 'b';
    });
    expect((await app.testClient().get('/notes/')).text).toBe('ab');
    await isDone;
    expect(torn).toHaveLength(4);
  });

  describe('is given the error', () => {
    it('that nobody took', async () => {
      const error = new Error('oops');
      await appWith(() => {
        throw error;
      })
        .testClient()
        .get('/notes/');
      await isDone;
      expect(torn).toEqual(ALL.map((name) => [name, error]));
    });

    it('that was thrown as something else', async () => {
      await appWith(() => {
        throw 'oops';
      })
        .testClient()
        .get('/notes/');
      await isDone;
      expect(torn[0]![1]).toMatchObject({ message: "Notes.index threw 'oops', which is no Error.", cause: 'oops' });
    });

    it('of the class that it declares, and of no other', async () => {
      class DatabaseError extends Error {}
      class Lost extends DatabaseError {}
      @Controller()
      class Hooks {
        @TeardownRequest({ scope: 'app' })
        repair(error: DatabaseError) {
          torn.push(['repair', error]);
        }
      }
      for (const error of [new Lost('gone'), new TypeError('other')]) {
        torn = [];
        isDone = new Promise((resolve) => {
          done = resolve;
        });
        await appWith(() => {
          throw error;
        }, [Hooks])
          .testClient()
          .get('/notes/');
        await isDone;
        expect(torn).toContainEqual(['repair', error instanceof DatabaseError ? error : undefined]);
      }
    });

    it('of an after-hook', async () => {
      @Controller()
      class Hooks {
        @AfterRequest({ scope: 'app' })
        fail() {
          throw new Error('after');
        }
      }
      await appWith(() => 'x', [Hooks])
        .testClient()
        .get('/notes/');
      await isDone;
      expect(torn[0]![1]).toMatchObject({ message: 'after' });
    });

    it('of an error handler that failed', async () => {
      @Controller()
      class Hooks {
        @ErrorHandler(500, { scope: 'app' })
        fail() {
          throw new Error('handling');
        }
      }
      await appWith(() => {
        throw new Error('first');
      }, [Hooks])
        .testClient()
        .get('/notes/');
      await isDone;
      expect(torn[0]![1]).toMatchObject({ message: 'handling' });
    });
  });

  describe('is given no error', () => {
    it.each([
      [
        'an error handler took it',
        () => {
          throw new RangeError();
        },
      ],
      ['it is an Abort, which is no failure', () => abort(404)],
      ['it is an Abort of the server', () => abort(503)],
      ['it is a Redirect', () => redirect('/')],
    ])('when %s', async (_what, value) => {
      await appWith(value).testClient().get('/notes/');
      await isDone;
      expect(torn.map(([, error]) => error)).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('when a handler of 500 took it', async () => {
      @Controller()
      class Hooks {
        @ErrorHandler(500, { scope: 'app' })
        sorry() {
          return 'sorry';
        }
      }
      await appWith(() => {
        throw new Error('first');
      }, [Hooks])
        .testClient()
        .get('/notes/');
      await isDone;
      expect(torn[0]![1]).toBeUndefined();
    });
  });

  it('runs all of them when one throws, which is logged', async () => {
    @Controller()
    class Failing {
      @TeardownRequest({ scope: 'app' })
      now() {
        throw new Error('now');
      }

      @TeardownRequest({ scope: 'app' })
      async later() {
        throw new Error('later');
      }
    }
    expect(
      (
        await appWith(() => 'x', [Failing])
          .testClient()
          .get('/notes/')
      ).status,
    ).toBe(200);
    await isDone;
    expect(torn).toHaveLength(4);
    expect(log.map(({ msg, err }) => [msg, err!.message])).toEqual([
      ['Failing.later, a teardown hook, failed.', 'later'],
      ['Failing.now, a teardown hook, failed.', 'now'],
    ]);
  });

  it.each([
    ['a 404', '/nowhere', {}],
    ['a malformed path', '/%zz', {}],
    ['a request from another site', '/notes/', { 'sec-fetch-site': 'cross-site' }],
  ])('runs once for %s', async (_what, path, headers) => {
    await appWith(() => 'x')
      .testClient()
      .post(path, { headers });
    await isDone;
    expect(torn.filter(([name]) => name === 'app 1')).toHaveLength(1);
  });

  it('runs once for a body that is too large', async () => {
    await appWith(() => 'x')
      .testClient()
      .post('/notes/', { body: Buffer.alloc(1024 * 1024 + 1), headers: { 'content-type': 'text/plain' } });
    await isDone;
    expect(torn).toEqual(ALL.map((name) => [name, undefined]));
  });

  it('runs when a before-hook has answered', async () => {
    @Controller()
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      stop() {
        return 'stopped';
      }
    }
    await appWith(() => 'x', [Hooks])
      .testClient()
      .get('/notes/');
    await isDone;
    expect(torn).toHaveLength(4);
  });

  describe('when the client is gone', () => {
    /** Asks for the notes, and leaves when the handler says so. */
    async function leave(app: App, left: Promise<unknown>): Promise<void> {
      const { port } = new URL(await app.run({ port: 0 }));
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /notes/ HTTP/1.1\r\nHost: a\r\n\r\n'));
      await left;
      socket.destroy();
      await isDone;
      await app.close();
    }

    it.each([
      ['returns', () => 'x'],
      ['returns a stream', () => Readable.from(['x'])],
      [
        'throws',
        () => {
          throw new Error('too late');
        },
      ],
      ['aborts', () => abort(404)],
      ['redirects', () => redirect('/')],
    ])('runs once, and a handler that then %s ends nothing else', async (_what, value) => {
      let arrived!: () => void;
      const isThere = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      let finished!: () => void;
      const isFinished = new Promise<void>((resolve) => {
        finished = resolve;
      });
      const app = appWith(async ({ environ }) => {
        arrived();
        await once(environ.reply.raw, 'close');
        await isDone;
        setImmediate(finished);
        return value();
      });
      await leave(app, isThere);
      await isFinished;
      expect(torn.map(([name]) => name)).toEqual(ALL);
      expect(log.map(({ msg }) => msg)).toEqual(_what === 'throws' ? ['Notes.index failed: GET /notes/'] : []);
    });

    it('runs for a hook that hangs up', async () => {
      @Controller()
      class Hooks {
        @BeforeRequest({ scope: 'app' })
        hangUp({ environ }: Request) {
          environ.request.raw.socket.destroy();
        }
      }
      await leave(
        appWith(() => 'x', [Hooks]),
        isDone,
      );
      expect(torn.map(([name]) => name)).toEqual(ALL);
    });
  });

  it('runs for a reply that was taken over', async () => {
    const app = appWith(({ environ }) => {
      environ.reply.hijack();
      environ.reply.raw.end('by hand');
    });
    expect((await app.testClient().get('/notes/')).text).toBe('by hand');
    await isDone;
    expect(torn).toHaveLength(4);
  });

  it('may be given a Response no more', () => {
    class Late {
      @TeardownRequest()
      end(_response: Response) {
        /* never */
      }
    }
    expect(() => createApp({ controllers: [Late] })).toThrow('there is no Response to inject');
  });

  it('is warned of, once, when it returns a value, which reaches nobody', async () => {
    class Late {
      @TeardownRequest()
      end() {
        return 'The end.';
      }

      @Route('/late')
      index() {
        return 'Hello';
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Late], fastify: { logger } });
    await app.testClient().get('/late');
    await app.testClient().get('/late');
    await app.close();
    expect(entries.map(({ msg }) => msg)).toEqual([
      "Late.end returned a value, and a teardown hook's is not sent: the response is out by then. Return nothing; a hook with @AfterRequest() may change or replace the response.",
    ]);
  });

  it.each([true, 2, { changes: 1 }])('is not warned of when it returns what it happened to call: %j', async (value) => {
    class Late {
      @TeardownRequest()
      end() {
        return value;
      }

      @Route('/late')
      index() {
        return 'Hello';
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Late], fastify: { logger } });
    await app.testClient().get('/late');
    await app.close();
    expect(entries).toEqual([]);
  });
});
