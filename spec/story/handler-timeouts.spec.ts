import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';
import {
  abort,
  AfterRequest,
  ContextProcessor,
  createApp,
  ErrorHandler,
  FromRequest,
  Get,
  Post,
  Redirect,
  render,
  Request,
  Response,
  Session,
  TeardownRequest,
  type App,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { until } from '../support/until.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Transaction {
  @FromRequest()
  static async *begin() {
    try {
      yield new Transaction();
      story.push('committed');
    } catch (error) {
      await sleep(20);
      story.push(`rolled back: ${(error as Error).message}`);
      throw error;
    }
  }
}

class Committing {
  @FromRequest()
  static async *begin() {
    yield new Committing();
    await until(() => story.includes('answered'));
    await sleep(100);
    story.push('committed');
  }
}

class Connection {
  @FromRequest()
  static make() {
    return new Connection();
  }

  [Symbol.dispose]() {
    story.push('released');
  }
}

class Late {
  @FromRequest()
  static async make() {
    await until(() => story.includes('answered'));
    await sleep(60);
    return new Late();
  }
}

function endless(): Readable {
  return new Readable({
    read() {
      /* never */
    },
  });
}

const TIMEOUT = /rolled back: Request timed out after 50 ms/;

async function work(): Promise<string> {
  await until(() => story.includes('answered'));
  await sleep(100);
  story.push('handled');
  return 'Hello';
}

class Pages {
  @Get('/')
  index(_transaction: Transaction, _connection: Connection) {
    return work();
  }

  @Get('/throws')
  async throws(_transaction: Transaction, _connection: Connection): Promise<string> {
    await work();
    throw new Error('late');
  }

  @Get('/by-hand')
  byHand(_transaction: Transaction, _connection: Connection, { environ }: Request) {
    return work().then((text) => (environ.reply.sent ? text : ''));
  }

  @Get('/opens-late')
  opensLate(_connection: Connection, _transaction: Transaction, _late: Late, _other: Committing) {
    return work();
  }

  @Post('/upload')
  async upload({ files }: Request) {
    await work();
    story.push(`${(await files.require('file').bytes()).length} bytes`);
    return 'Hello';
  }

  @Get('/commits')
  commits(_committing: Committing, _connection: Connection) {
    return 'Hello';
  }
}

class TornDown extends Pages {
  @TeardownRequest()
  tidy() {
    story.push('teardown');
  }
}

function appOf(controller: new () => object, handlerTimeout = 50): App {
  return createApp({ controllers: [controller], fastify: { logger: loggedBy().logger, handlerTimeout } });
}

async function ask(controller: typeof Pages, path: string): Promise<void> {
  const app = appOf(controller);
  expect((await app.testClient().get(path)).status).toBe(503);
  story.push('answered');
  await until(() => story.includes('released'));
  await app.close();
}

describe('A handler that has timed out', () => {
  it('is not even called when what it needs takes that long, nor is more made', async () => {
    await ask(Pages, '/opens-late');
    expect(story).toEqual(['answered', expect.stringMatching(TIMEOUT), 'released']);
  });

  it.each(['/', '/by-hand'])('keeps what it works with until it is done: %s', async (path) => {
    await ask(Pages, path);
    expect(story).toEqual(['answered', 'handled', expect.stringMatching(TIMEOUT), 'released']);
  });

  it('keeps it until it has thrown', async () => {
    await ask(Pages, '/throws');
    expect(story).toEqual(['answered', 'handled', 'rolled back: late', 'released']);
  });

  it('has the teardown hooks wait for it', async () => {
    await ask(TornDown, '/');
    expect(story).toEqual(['answered', 'handled', expect.stringMatching(TIMEOUT), 'teardown', 'released']);
  });

  it('has a connection kept for the rest of its transaction', async () => {
    await ask(Pages, '/commits');
    expect(story).toEqual(['answered', 'committed', 'released']);
  });

  it('keeps the files of a form until it is done', async () => {
    const app = appOf(Pages, 500);
    const file = { filename: 'a.txt', content: Buffer.alloc(2_000_000) };
    expect((await app.testClient().post('/upload', { files: { file } })).status).toBe(503);
    story.push('answered');
    await until(() => story.length > 2);
    expect(story).toEqual(['answered', 'handled', '2000000 bytes']);
    await app.close();
  });

  it('runs the after-hooks also where somebody has asked for environ', async () => {
    class Slow {
      @Get('/')
      async index({ environ }: Request) {
        void environ.request.ip;
        await sleep(80);
        return 'late';
      }

      @AfterRequest()
      stamp(response: Response) {
        response.headers.set('x-after', '1');
      }
    }
    const app = appOf(Slow, 30);
    const { status, headers } = await app.testClient().get('/');
    expect([status, headers['x-after']]).toEqual([503, '1']);
    await app.close();
  });
});

describe('An answer to an error that has waited longer than handlerTimeout', () => {
  const templates = mkdtempSync(join(tmpdir(), 'phial-'));
  writeFileSync(join(templates, 'closed.hbs'), 'Closed.');
  afterAll(() => rmSync(templates, { recursive: true }));

  class Shop {
    @ContextProcessor()
    async menu() {
      await until(() => story.includes('answered'));
      return {};
    }

    @Get('/page')
    page() {
      return abort(new Response(render('closed'), { status: 418 }));
    }

    @Get('/redirect')
    redirect() {
      throw new Redirect('/', 302, new Response(render('closed')));
    }

    @Get('/error')
    error() {
      throw new RangeError();
    }

    @ErrorHandler(RangeError)
    sorry(_committing: Committing) {
      return 'Sorry.';
    }

    @AfterRequest()
    count() {
      story.push('after-hook');
    }

    @TeardownRequest()
    tidy() {
      story.push('teardown');
    }
  }

  it.each(['/page', '/redirect', '/error'])('is not sent, and the teardown hooks run behind it: %s', async (path) => {
    const fastify = { logger: loggedBy().logger, handlerTimeout: 50 };
    const app = createApp({ controllers: [Shop], templates, fastify });
    const { status } = await app.testClient().get(path);
    story.push('answered');
    await until(() => story.includes('teardown'));
    await app.close();
    const expected = path === '/error' ? ['committed', 'teardown'] : ['teardown'];
    expect([status, story]).toEqual([503, ['after-hook', 'answered', ...expected]]);
  });
});

describe('A response whose session takes longer than handlerTimeout to be saved', () => {
  const waiting = Object.assign(
    async (fastify: FastifyInstance): Promise<void> => {
      fastify.addHook('onSend', async (_request, _reply, payload) => {
        await sleep(100);
        return payload;
      });
    },
    { [Symbol.for('skip-override')]: true },
  );

  it.each([
    ['', []],
    [' while a hook of a plugin holds the answer to that', [waiting]],
  ])('is not sent, and its source is closed%s', async (_when, plugins) => {
    const source = endless();
    class Pages {
      @Get('/')
      index(session: Session) {
        session.set('name', 'Ada');
        return new Response(source, { headers: { 'x-late': 'yes' } });
      }
    }
    const store = { get: () => undefined, set: () => sleep(80), delete: () => undefined };
    const app = createApp({
      controllers: [Pages],
      plugins,
      secretKey: 'a secret key for the specs',
      session: { store },
      fastify: { logger: loggedBy().logger, handlerTimeout: 30 },
    });
    const { status, headers } = await app.testClient().get('/');
    await until(() => source.destroyed);
    expect([status, headers['x-late'], source.destroyed]).toEqual([503, undefined, true]);
    await app.close();
  });
});

describe('A timeout that an onError hook of a plugin hears of, and waits', () => {
  const reporting = Object.assign(
    async (fastify: FastifyInstance): Promise<void> => {
      fastify.addHook('onError', () => sleep(100));
    },
    { [Symbol.for('skip-override')]: true },
  );

  it.each([
    ['returns', () => 'late', []],
    ['fails', () => Promise.reject(new Error('late')), ['Pages.index failed: GET /']],
  ])('is answered also when the handler %s meanwhile', async (_does, end, told) => {
    class Pages {
      @Get('/')
      async index() {
        await sleep(60);
        return end();
      }

      @TeardownRequest()
      tidy() {
        story.push('teardown');
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Pages], plugins: [reporting], fastify: { logger, handlerTimeout: 30 } });
    const { status } = await app.testClient().get('/');
    await until(() => story.includes('teardown'));
    await app.close();
    expect([status, story]).toEqual([503, ['teardown']]);
    expect(entries.map(({ msg }) => msg)).toEqual([...told, 'Pages.index answered 503: Service Unavailable']);
  });

  it('is none where they hear of an error of the handler already, which is answered', async () => {
    class Pages {
      @Get('/')
      index() {
        throw new Error('broken');
      }

      @ErrorHandler(500)
      sorry() {
        return 'Sorry.';
      }
    }
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Pages], plugins: [reporting], fastify: { logger, handlerTimeout: 30 } });
    const { status, text } = await app.testClient().get('/');
    await app.close();
    expect([status, text]).toEqual([500, 'Sorry.']);
    expect(entries.map(({ msg }) => msg)).toEqual(['Pages.index failed: GET /']);
  });

  it('is answered where an error handler takes too long after they have heard of its error', async () => {
    class Pages {
      @Get('/')
      index() {
        throw new Error('broken');
      }

      @ErrorHandler(500)
      async sorry() {
        await sleep(300);
        return 'Sorry.';
      }
    }
    const { logger } = loggedBy();
    const app = createApp({ controllers: [Pages], plugins: [reporting], fastify: { logger, handlerTimeout: 180 } });
    const { status } = await app.testClient().get('/');
    await app.close();
    expect(status).toBe(503);
  });
});

describe('An error handler of a response that could not be sent', () => {
  it('has no answer sent when it takes longer than handlerTimeout', async () => {
    const source = endless();
    class Cart {
      @Get('/')
      fill(session: Session) {
        session.set('cart', 'x'.repeat(5000));
        return 'filled';
      }

      @ErrorHandler(Error)
      async sorry() {
        await sleep(60);
        return new Response(source);
      }
    }
    const { logger, entries } = loggedBy();
    const fastify = { logger, handlerTimeout: 30 };
    const app = createApp({ controllers: [Cart], secretKey: 'a secret key for the specs', fastify });
    const { status } = await app.testClient().get('/');
    await until(() => source.destroyed);
    await app.close();
    expect([status, source.destroyed]).toEqual([503, true]);
    expect(entries.map(({ err }) => err?.type)).toEqual(['SessionTooLarge']);
  });
});

describe('A hook of a plugin that fails', () => {
  const failing = Object.assign(
    async (fastify: FastifyInstance): Promise<void> => {
      fastify.addHook('onSend', async () => {
        throw new Error('secret of a plugin');
      });
    },
    { [Symbol.for('skip-override')]: true },
  );

  it('tells the client nothing, also where an error handler has taken longer than handlerTimeout', async () => {
    class Pages {
      @Get('/')
      index() {
        throw new Error('first');
      }

      @ErrorHandler(500)
      async sorry() {
        await sleep(60);
        return 'Sorry.';
      }
    }
    const fastify = { logger: loggedBy().logger, handlerTimeout: 30 };
    const app = createApp({ controllers: [Pages], plugins: [failing], fastify });
    const { status, text } = await app.testClient().get('/');
    await app.close();
    expect([status, text]).toEqual([500, 'Sorry.']);
  });
});
