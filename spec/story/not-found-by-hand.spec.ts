import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';
import {
  Abort,
  AfterRequest,
  BeforeRequest,
  ErrorHandler,
  FromRequest,
  Get,
  makeResponse,
  Request,
  Session,
  TeardownRequest,
  type AppOptions,
  type TestResponse,
} from 'phial';
import { z } from 'zod';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

// `environ.reply.callNotFound()` leaves an answer to the 404: whoever calls it has answered.

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Transaction {
  @FromRequest()
  static async *begin() {
    story.push('begun');
    try {
      yield new Transaction();
      story.push('committed');
    } catch (error) {
      story.push(`rolled back: ${(error as Error).message}`);
      throw error;
    }
  }
}

class Pages {
  @Get('/403')
  refused() {
    throw new Abort(403);
  }

  @Get('/409')
  conflict() {
    throw new Abort(409);
  }

  @Get('/410')
  gone() {
    throw new Abort(410);
  }

  @ErrorHandler(403)
  hide({ environ }: Request, _transaction: Transaction) {
    environ.reply.callNotFound();
  }

  @ErrorHandler(409)
  async hideLater({ environ }: Request, _transaction: Transaction) {
    environ.reply.callNotFound();
    await sleep(20);
    story.push('goes on');
    return 'late';
  }

  @ErrorHandler(410)
  hideAndThrow({ environ }: Request, _transaction: Transaction) {
    environ.reply.callNotFound();
    throw new Error('late');
  }

  @ErrorHandler(404)
  async missing() {
    await sleep(1);
    return 'Missing.';
  }

  @TeardownRequest()
  tidy() {
    story.push('teardown');
  }
}

/** The answer to a request, when its app is closed, which waits for what the request has left to do. */
async function ask(controller: new () => object, path: string, options: AppOptions = {}): Promise<TestResponse> {
  const app = quietApp([controller], { secretKey: 'a secret key for the specs', ...options });
  const response = await app.testClient().get(path);
  await until(() => story.includes('teardown'));
  await app.close();
  return response;
}

describe('An error handler that leaves its answer to the 404', () => {
  it.each([
    ['/403', ['begun', 'rolled back: Not Found', 'teardown']],
    ['/409', ['begun', 'goes on', 'rolled back: Not Found', 'teardown']],
    ['/410', ['begun', 'rolled back: late', 'teardown']],
  ])('has what it opened ended, and the teardown hooks run, when it is done: %s', async (path, expected) => {
    const { status, text } = await ask(Pages, path);
    expect({ status, text, story }).toEqual({ status: 404, text: 'Missing.', story: expected });
  });
});

class Slow {
  @Get('/')
  index() {
    throw new Abort(403);
  }

  @ErrorHandler(403)
  async explain(_transaction: Transaction) {
    await sleep(120);
    story.push('goes on');
    return 'late';
  }

  @TeardownRequest()
  tidy() {
    story.push('teardown');
  }
}

describe('An error handler that takes longer than handlerTimeout', () => {
  it('has what it opened ended, and the teardown hooks run, when it is done', async () => {
    const { status } = await ask(Slow, '/', { fastify: { handlerTimeout: 30 } });
    expect([status, story]).toEqual([503, ['begun', 'goes on', expect.stringMatching('timed out'), 'teardown']]);
  });
});

/** A plugin whose hook waits: Fastify runs it once more before its 404. */
const waiting = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('preHandler', async () => {});
};
const PLUGINS = [Object.assign(waiting, { [Symbol.for('skip-override')]: true })];

class User {
  @FromRequest()
  static make({ environ }: Request) {
    environ.reply.callNotFound();
    return new User();
  }
}

class Nobody {
  @FromRequest()
  static make({ environ }: Request): Nobody {
    return environ.reply.callNotFound() as never;
  }
}

class Admin {
  @BeforeRequest()
  guard({ environ, path }: Request) {
    if (path === '/guarded') environ.reply.callNotFound();
  }

  @Get('/guarded')
  guarded(_transaction: Transaction) {
    story.push('handled');
    return 'secrets';
  }

  @Get('/factory')
  factory(_transaction: Transaction, _user: User) {
    story.push('handled');
    return 'secrets';
  }

  @Get('/nobody')
  nobody(_nobody: Nobody) {
    story.push('handled');
    return 'secrets';
  }

  @Get('/nothing')
  nothing({ environ }: Request) {
    environ.reply.callNotFound();
  }

  @Get('/late')
  async late({ environ }: Request) {
    environ.reply.callNotFound();
    await sleep(20);
  }

  @Get('/session')
  keep({ environ }: Request, session: Session) {
    session.set('name', 'Ada');
    environ.reply.callNotFound();
  }

  @Get('/after')
  after() {
    return 'secrets';
  }

  @AfterRequest()
  hide({ environ, path }: Request) {
    if (path === '/after') environ.reply.callNotFound();
  }

  @ErrorHandler(404, { scope: 'app' })
  missing() {
    return 'Missing.';
  }

  @TeardownRequest()
  tidy() {
    story.push('teardown');
  }
}

const PATHS = ['/guarded', '/factory', '/nobody', '/nothing', '/late', '/session', '/after'];

describe.each([
  ['without plugins', []],
  ['where a preHandler hook waits', PLUGINS],
])('Who leaves an answer to the 404 %s', (_what, plugins) => {
  it.each(PATHS)('has answered: no handler runs, and nothing else is sent: %s', async (path) => {
    const { logger, entries } = loggedBy();
    const { status, text } = await ask(Admin, path, { plugins, fastify: { logger } });
    expect([status, text, entries.map(({ msg }) => msg)]).toEqual([404, 'Missing.', []]);
    expect(story).not.toContain('handled');
    expect(story).not.toContain('committed');
  });

  it('has the session kept', async () => {
    const { headers } = await ask(Admin, '/session', { plugins });
    expect(headers['set-cookie']).toBeDefined();
  });

  it.each(['/403', '/409', '/410'])('has what an error handler opened ended: %s', async (path) => {
    const { text } = await ask(Pages, path, { plugins });
    expect([text, story[0], story.at(-1)]).toEqual(['Missing.', 'begun', 'teardown']);
    expect(story).not.toContain('committed');
  });
});

class Late {
  @Get('/slow')
  async slow() {
    await sleep(200);
    return 'late';
  }

  @Get('/after')
  after(session: Session) {
    session.set('name', 'Ada');
    return 'secrets';
  }

  @Get('/limited')
  async limited({ environ }: Request, _transaction: Transaction) {
    environ.reply.callNotFound();
    await sleep(20);
  }

  @AfterRequest()
  hide({ environ, path }: Request) {
    if (path === '/after') environ.reply.callNotFound();
  }

  @ErrorHandler(503)
  unavailable({ environ }: Request) {
    environ.reply.callNotFound();
  }

  @ErrorHandler(404)
  async missing() {
    await sleep(20);
    return 'Missing.';
  }

  @TeardownRequest()
  tidy() {
    story.push('teardown');
  }
}

describe('An error handler of 404s that waits', () => {
  it('answers where the one of a handler that took too long has left its answer to the 404', async () => {
    const { status, text } = await ask(Late, '/slow', { fastify: { handlerTimeout: 50 } });
    expect({ status, text }).toEqual({ status: 404, text: 'Missing.' });
  });

  it('answers in place of the handler whose after-hook has left its answer to the 404', async () => {
    const { status, text } = await ask(Late, '/after');
    expect({ status, text }).toEqual({ status: 404, text: 'Missing.' });
  });
});

/** A plugin that refuses requests which have been let through before: it sees them a second time. */
const limiting = async (fastify: FastifyInstance): Promise<void> => {
  const seen = new WeakSet<object>();
  fastify.addHook('preHandler', async (request) => {
    if (seen.has(request)) throw Object.assign(new Error('Slow down.'), { statusCode: 429 });
    seen.add(request);
  });
};

describe('A preHandler hook of a plugin that refuses a request on its way to the 404', () => {
  it('has its status sent, and what the handler opened ended when that is done', async () => {
    const plugins = [Object.assign(limiting, { [Symbol.for('skip-override')]: true })];
    const { status } = await ask(Late, '/limited', { plugins });
    expect([status, story]).toEqual([429, ['begun', expect.stringMatching('rolled back'), 'teardown']]);
  });
});

class Standing {
  @Get('/page', { response: z.object({ name: z.string() }) })
  page({ environ }: Request) {
    environ.reply.callNotFound();
  }

  @ErrorHandler(404)
  instead() {
    return makeResponse({ name: 'Ada', password: 'x' }, 200);
  }
}

describe('What stands in for an answer that was left to the 404', () => {
  it('holds no more than the response schema of the route names', async () => {
    const response = await quietApp([Standing]).testClient().get('/page');
    expect([response.status, response.json()]).toEqual([200, { name: 'Ada' }]);
  });
});
