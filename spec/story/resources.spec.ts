import { request as ask } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  abort,
  AfterRequest,
  BeforeRequest,
  ErrorHandler,
  eventStream,
  FromRequest,
  Get,
  redirect,
  Redirect,
  Request,
  Response,
  Session,
  TeardownRequest,
  type App,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

/** What a generator does: both kinds are asked. */
function* watched<Thing>(thing: Thing): Generator<Thing, void> {
  try {
    yield thing;
    story.push('end');
  } catch (error) {
    story.push(`error: ${(error as Error).message}`);
    throw error;
  } finally {
    story.push('finally');
  }
}

class Work {
  @FromRequest()
  static *begin() {
    yield* watched(new Work());
  }
}

function appOf(handle: (request: Request) => unknown, ...others: (new () => object)[]): App {
  class Pages {
    @Get('/')
    index(_work: Work, request: Request): unknown {
      story.push('handler');
      return handle(request);
    }
  }
  return quietApp([Pages, ...others], { secretKey: 'a secret key of enough letters' });
}

function statusOf(app: App): Promise<number> {
  return app
    .testClient()
    .get('/')
    .then(({ status }) => status);
}

describe('The rest of a generator factory', () => {
  it('runs between rendering and after-hooks, before the response is sent', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      after() {
        story.push('after');
      }
      @TeardownRequest({ scope: 'app' })
      teardown() {
        story.push('teardown');
      }
    }
    await statusOf(appOf(() => ({ toJSON: () => story.push('rendered') }), Hooks));
    await until(() => story.includes('teardown'));
    expect(story).toEqual(['handler', 'rendered', 'end', 'finally', 'after', 'teardown']);
  });

  it('is told of what goes wrong while the answer is rendered', async () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(await statusOf(appOf(() => loop))).toBe(500);
    expect(story).toEqual(['handler', expect.stringMatching(/^error: .*circular/is), 'finally']);
  });

  it.each<[string, () => unknown]>([
    ['a redirect is returned', () => new Redirect('/there')],
    ['a redirect is thrown', () => redirect('/there')],
    ['a response is thrown that is not an error', () => abort(new Response('no', { status: 303 }))],
  ])('ends as if all was well when %s', async (_what, handle) => {
    await statusOf(appOf(handle));
    expect(story).toEqual(['handler', 'end', 'finally']);
  });

  it.each<[string, () => unknown, string]>([
    ['an Abort', () => abort(404), 'error: Not Found'],
    ['an error', () => Promise.reject(new Error('no')), 'error: no'],
    ['a response that is an error', () => abort(new Response('no', { status: 403 })), 'error: undefined'],
  ])('is told of %s', async (_what, handle, told) => {
    await statusOf(appOf(handle));
    expect(story).toEqual(['handler', told, 'finally']);
  });

  it('is told of it when another factory or a later hook gives up', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      first(_work: Work) {}
      @BeforeRequest({ scope: 'app' })
      second() {
        abort(403);
      }
    }
    expect(await statusOf(appOf(() => 'never', Hooks))).toBe(403);
    expect(story).toEqual(['error: Forbidden', 'finally']);
  });

  it('runs when a before-hook has answered', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      early(_work: Work) {
        return 'early';
      }
    }
    expect(await statusOf(appOf(() => 'never', Hooks))).toBe(200);
    expect(story).toEqual(['end', 'finally']);
  });

  it('runs before an error handler, which may answer what it throws', async () => {
    class Failing {
      @FromRequest()
      static *begin() {
        yield new Failing();
        throw new RangeError('cannot commit');
      }
    }
    class Pages {
      @Get('/')
      index(_failing: Failing) {
        return 'done';
      }
      @ErrorHandler(RangeError)
      failed(error: RangeError) {
        return new Response(error.message, { status: 503 });
      }
    }
    const { status, text } = await quietApp([Pages]).testClient().get('/');
    expect([status, text]).toEqual([503, 'cannot commit']);
  });

  it('runs before a stream is read', async () => {
    const app = appOf(() =>
      eventStream(
        (async function* () {
          story.push('streamed');
          yield 'one';
        })(),
      ),
    );
    expect(await statusOf(app)).toBe(200);
    expect(story).toEqual(['handler', 'end', 'finally', 'streamed']);
  });

  it('runs for HEAD, too', async () => {
    await appOf(() => 'text')
      .testClient()
      .head('/');
    expect(story).toEqual(['handler', 'end', 'finally']);
  });

  it('runs once when the handler has answered by hand', async () => {
    const app = appOf((request) => void request.environ.reply.send('by hand'));
    expect(await statusOf(app)).toBe(200);
    await until(() => story.includes('finally'));
    expect(story).toEqual(['handler', 'end', 'finally']);
  });

  it('hears of it when a handler fails that has answered by hand', async () => {
    const app = appOf((request) => {
      request.environ.reply.send('by hand');
      throw new Error('afterwards');
    });
    expect(await statusOf(app)).toBe(200);
    await until(() => story.includes('finally'));
    expect(story).toEqual(['handler', 'error: afterwards', 'finally']);
  });

  it('waits for a handler whose reply by hand breaks meanwhile, and hears of that then', async () => {
    const breaking = new Readable({
      read() {
        this.destroy(new Error('broke'));
      },
    });
    const app = appOf(async ({ environ }) => {
      void environ.reply.send(breaking);
      await sleep(50);
      story.push('handled');
    });
    expect(await statusOf(app)).toBe(500);
    await until(() => story.includes('finally'));
    expect(story).toEqual(['handler', 'handled', 'error: broke', 'finally']);
  });

  it('may change the session', async () => {
    class Visit {
      @FromRequest()
      static *begin(session: Session) {
        yield new Visit();
        session.set('visits' as never, 1 as never);
      }
    }
    class Pages {
      @Get('/')
      index(_visit: Visit) {
        return 'ok';
      }
    }
    const app = quietApp([Pages], { secretKey: 'a secret key of enough letters' });
    expect((await app.testClient().get('/')).headers['set-cookie']).toBeDefined();
  });

  it('closes a stream that is not sent since the rest failed', async () => {
    class Failing {
      @FromRequest()
      static *begin() {
        yield new Failing();
        abort(503);
      }
    }
    class Pages {
      @Get('/')
      index(_failing: Failing) {
        return { next: () => ({ done: true }), return: () => story.push('closed') };
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).status).toBe(503);
    expect(story).toEqual(['closed']);
  });

  it('waits for the handler when the client is gone, whose outcome decides', async () => {
    let arrived = () => {};
    const isThere = new Promise<void>((resolve) => (arrived = resolve));
    let torn = () => {};
    const isTorn = new Promise<void>((resolve) => (torn = resolve));
    class Hooks {
      @TeardownRequest({ scope: 'app' })
      teardown() {
        story.push('teardown');
        torn();
      }
    }
    const app = appOf(async () => {
      arrived();
      await isTorn;
      await new Promise((resolve) => setTimeout(resolve, 80));
      story.push('handled');
      return 'late';
    }, Hooks);
    const client = ask(await app.run({ port: 0 })).on('error', () => {});
    client.end();
    await isThere;
    client.destroy();
    await isTorn;
    await until(() => story.includes('finally'));
    await app.close();
    expect(story).toEqual(['handler', 'teardown', 'handled', 'end', 'finally']);
  });
});
