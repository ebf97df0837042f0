import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';

import sensible from '@fastify/sensible';
import type { FastifyReply } from 'fastify';
import { BeforeRequest, createApp, FromRequest, Get, Request, type App, type AppOptions } from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';
import { until } from '../support/until.js';

// Guards that were written for Fastify answer through the reply: with an error, too.

/** What happened, in order. */
let story: string[] = [];
let log: Entry[] = [];
beforeEach(() => {
  story = [];
});

class Transaction {
  @FromRequest()
  static *begin() {
    try {
      story.push('begun');
      yield new Transaction();
      story.push('committed');
    } catch (error) {
      story.push(`rolled back: ${(error as Error).message}`);
      throw error;
    }
  }
}

type Guard = (reply: FastifyReply) => unknown;

/** An app of which a before-hook is such a guard. */
function guardedBy(guard: Guard, options: AppOptions = {}): App {
  class Accounts {
    @BeforeRequest()
    guard({ environ }: Request): unknown {
      return guard(environ.reply);
    }

    @BeforeRequest()
    next() {
      story.push('the next hook');
    }

    @Get('/')
    wipe(_transaction: Transaction) {
      story.push('wiped');
      return 'wiped';
    }
  }
  return appOf(Accounts, options);
}

/** An app of which a factory is one. */
function guardedByFactory(guard: Guard, options: AppOptions = {}): App {
  class User {
    @FromRequest()
    static make({ environ }: Request): User | Promise<User> {
      const done = guard(environ.reply);
      return types.isPromise(done) ? done.then(() => new User()) : new User();
    }
  }
  class Accounts {
    @Get('/')
    wipe(_transaction: Transaction, _user: User) {
      story.push('wiped');
      return 'wiped';
    }
  }
  return appOf(Accounts, options);
}

function appOf(controller: new () => object, options: AppOptions): App {
  const { logger, entries } = loggedBy();
  log = entries;
  return createApp({ controllers: [controller], plugins: [sensible], fastify: { logger }, ...options });
}

const GUARDS: [string, Guard][] = [
  ['an error', (reply) => void reply.code(401).send(new Error('no token'))],
  ['an error, and returns the reply', (reply) => reply.code(401).send(new Error('no token'))],
  ["a plugin's error", (reply) => void reply.unauthorized('no token')],
  ["a plugin's error, and returns the reply", (reply) => reply.unauthorized('no token')],
  [
    'an error, later',
    async (reply) => {
      await sleep(1);
      void reply.code(401).send(new Error('no token'));
    },
  ],
  ['text', (reply) => void reply.code(401).send('no token')],
];

describe('What a guard sends through the reply', () => {
  it.each(GUARDS)('skips the handler and the other hooks: %s', async (_what, guard) => {
    const { status } = await guardedBy(guard).testClient().get('/');
    expect({ status, story, log }).toEqual({ status: 401, story: [], log: [] });
  });

  it.each(GUARDS)('skips the handler when a factory does it: %s', async (_what, guard) => {
    const { status } = await guardedByFactory(guard).testClient().get('/');
    expect(status).toBe(401);
    expect(story).not.toContain('wiped');
    expect(log).toEqual([]);
  });

  it('arrives at the yield of what is open, when it is an error', async () => {
    const guard: Guard = (reply) => reply.unauthorized('no token');
    await guardedByFactory(guard).testClient().get('/');
    expect(story).toEqual(['begun', 'rolled back: no token']);
  });

  it('is all that a factory says which makes nothing then', async () => {
    class User {
      @FromRequest()
      static make({ environ }: Request): User {
        return environ.reply.notFound('no such user') as never;
      }
    }
    class Accounts {
      @Get('/')
      show(_user: User) {
        return 'shown';
      }
    }
    const { status } = await appOf(Accounts, {}).testClient().get('/');
    expect({ status, log }).toEqual({ status: 404, log: [] });
  });
});

describe('A guard that takes longer than handlerTimeout', () => {
  const slow: Guard = () => sleep(60);
  const options = (): AppOptions => ({ fastify: { handlerTimeout: 20, logger: loggedBy().logger } });

  it.each([
    ['before-hook', guardedBy],
    ['factory', guardedByFactory],
  ])('has the handler skipped: %s', async (_kind, make) => {
    const app = make(slow, options());
    const { status } = await app.testClient().get('/');
    await sleep(80);
    await until(() => !story.includes('begun') || story.length > 1);
    expect(status).toBe(503);
    expect(story).not.toContain('wiped');
    expect(story).not.toContain('the next hook');
    expect(story).not.toContain('committed');
    await app.close();
  });
});
