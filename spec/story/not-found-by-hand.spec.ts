import { setTimeout as sleep } from 'node:timers/promises';

import { Abort, ErrorHandler, FromRequest, Get, Request, TeardownRequest, type AppOptions, type TestResponse } from 'phial';

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
  const app = quietApp([controller], options);
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
