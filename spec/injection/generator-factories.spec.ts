import { Abort, abort, createApp, ErrorHandler, FromRequest, Get, redirect, Request, type App } from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Transaction {
  isOpen = true;

  @FromRequest()
  static async *open(request: Request) {
    story.push(`begin ${request.path}`);
    const transaction = new this();
    try {
      yield transaction;
      story.push('commit');
    } catch (error) {
      story.push(`roll back: ${(error as Error).message}`);
      throw error;
    } finally {
      transaction.isOpen = false;
    }
  }
}

/** An app with one handler, which declares a class. */
function appWith(type: new (...given: never[]) => object, handle: (made: never) => unknown): App {
  class Pages {
    @Get('/', { inject: [type] })
    index(made: object): unknown {
      return handle(made as never);
    }

    @ErrorHandler(500)
    failed(error: Abort) {
      return (error.cause as Error).message;
    }
  }
  return quietApp([Pages]);
}

describe('A factory that is a generator', () => {
  it('makes what it yields, and does the rest when the handler is done', async () => {
    const app = appWith(Transaction, (transaction: Transaction) => {
      story.push('handler');
      return { isOpen: transaction.isOpen };
    });
    expect((await app.testClient().get('/')).json()).toEqual({ isOpen: true });
    expect(story).toEqual(['begin /', 'handler', 'commit']);
  });

  it('hears of what the handler throws', async () => {
    const response = await appWith(Transaction, () => abort(409, 'Too late'))
      .testClient()
      .get('/');
    expect([response.status, story]).toEqual([409, ['begin /', 'roll back: Too late']]);
  });

  it('need not be asynchronous', async () => {
    class Lock {
      @FromRequest()
      static *take() {
        try {
          yield new Lock();
        } finally {
          story.push('freed');
        }
      }
    }
    await appWith(Lock, () => 'ok')
      .testClient()
      .get('/');
    expect(story).toEqual(['freed']);
  });

  it('makes one object for each class that is declared, also of subclasses', async () => {
    class Longer extends Transaction {}
    class Pages {
      @Get('/')
      index(one: Longer, same: Longer, other: Transaction) {
        return [one === same, one instanceof Longer, other instanceof Longer];
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).json()).toEqual([true, true, false]);
    expect(story).toEqual(['begin /', 'begin /', 'commit', 'commit']);
  });

  it('may abort or redirect before it yields', async () => {
    class Guarded {
      @FromRequest()
      static *open(request: Request) {
        if (request.args.has('away')) redirect('/login');
        abort(403);
        yield new Guarded();
      }
    }
    const client = appWith(Guarded, () => 'ok').testClient();
    expect((await client.get('/')).status).toBe(403);
    expect((await client.get('/?away=1')).location).toBe('/login');
  });

  it.each<[string, () => Generator<unknown> | AsyncGenerator<unknown>, string]>([
    [
      'yields nothing',
      function* () {},
      'Thing.make, a generator, yielded nothing. Write yield new Thing(...), once, or throw an Abort or a Redirect.',
    ],
    [
      'yields another object',
      async function* () {
        yield new Date(0);
      },
      'Thing.make yielded 1970-01-01T00:00:00.000Z, which is not an instance of Thing. Write yield new this(...), which makes subclasses, too.',
    ],
    [
      'yields a promise, not being asynchronous',
      function* () {
        yield Promise.resolve(1);
      },
      'Thing.make yielded a promise, which is not an instance of Thing. Make it static async *, and yield what the promise gives.',
    ],
  ])('is told of when it %s', async (_what, make, message) => {
    class Thing {
      @FromRequest()
      static make(): unknown {
        return make();
      }
    }
    expect(
      (
        await appWith(Thing, () => 'ok')
          .testClient()
          .get('/')
      ).text,
    ).toBe(message);
  });

  it('is ended, and told of, when it yields twice', async () => {
    class Twice {
      @FromRequest()
      static *make() {
        try {
          yield new Twice();
          yield new Twice();
        } finally {
          story.push('closed');
        }
      }
    }
    expect(
      (
        await appWith(Twice, () => 'ok')
          .testClient()
          .get('/')
      ).text,
    ).toBe(
      'Twice.make yielded twice. A generator factory yields once: what stands behind the yield runs when the handler is done.',
    );
    expect(story).toEqual(['closed']);
  });

  it('hears of it when it yielded something of no use', async () => {
    class Wrong {
      @FromRequest()
      static *make() {
        try {
          yield 'wrong';
        } finally {
          story.push('closed');
        }
      }
    }
    expect(
      (
        await appWith(Wrong, () => 'ok')
          .testClient()
          .get('/')
      ).status,
    ).toBe(500);
    expect(story).toEqual(['closed']);
  });

  it('ends in the reverse order of making, and each hears what the one before it threw', async () => {
    class Inner {
      @FromRequest()
      static async *open(_outer: Transaction) {
        yield new Inner();
        throw new Error('no inner commit');
      }
    }
    const response = await appWith(Inner, () => 'ok')
      .testClient()
      .get('/');
    expect([response.status, response.text]).toEqual([500, 'no inner commit']);
    expect(story).toEqual(['begin /', 'roll back: no inner commit']);
  });

  it('does not keep an error from being answered that it swallows', async () => {
    class Swallowing {
      @FromRequest()
      static *open() {
        try {
          yield new Swallowing();
        } catch {
          story.push('swallowed');
        }
      }
    }
    expect(
      (
        await appWith(Swallowing, () => abort(418))
          .testClient()
          .get('/')
      ).status,
    ).toBe(418);
    expect(story).toEqual(['swallowed']);
  });

  it('may answer an error with another one', async () => {
    class Translating {
      @FromRequest()
      static *open() {
        try {
          yield new Translating();
        } catch {
          abort(409, 'The name is taken');
        }
      }
    }
    const app = appWith(Translating, () => {
      throw new Error('UNIQUE constraint failed');
    });
    expect((await app.testClient().get('/')).status).toBe(409);
  });

  it('logs the first error, too, when it fails as it hears of it', async () => {
    class Pool {
      @FromRequest()
      static *open() {
        try {
          yield new Pool();
        } finally {
          // eslint-disable-next-line no-unsafe-finally -- as a connection that is gone does
          throw new Error('connection lost');
        }
      }
    }
    class Pages {
      @Get('/')
      index(_pool: Pool): string {
        throw new Error('no such table');
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Pages], fastify: { logger } })
      .testClient()
      .get('/');
    expect(entries.map(({ msg, err }) => [err!.message, msg])).toEqual([
      ['no such table', 'Pool.open was told of this error, and threw another, which is answered.'],
      ['connection lost', 'Pool.open failed: GET /'],
    ]);
  });
});
