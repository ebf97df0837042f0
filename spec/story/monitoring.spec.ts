import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import type { FastifyInstance } from 'fastify';
import {
  Abort,
  AfterRequest,
  ErrorHandler,
  FromRequest,
  redirect,
  Request,
  Route,
  Session,
  TeardownRequest,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Pages {
  @Route('/now')
  now() {
    throw new RangeError('now');
  }

  @Route('/later')
  async later() {
    await null;
    throw new RangeError('later');
  }

  @Route('/text')
  text() {
    throw 'text';
  }

  @Route('/large')
  large(session: Session) {
    session.set('cart', 'x'.repeat(5000));
    return '';
  }

  @Route('/abort')
  abort() {
    throw new Abort(503);
  }

  @Route('/redirect')
  redirect() {
    return redirect('/');
  }

  @Route('/missing')
  missing() {
    throw new Abort(404);
  }

  @Route('/taken')
  taken() {
    throw new SyntaxError('taken');
  }

  @Route('/fine')
  fine() {
    return 'fine';
  }

  @ErrorHandler(SyntaxError)
  take() {
    return 'taken';
  }
}

class Everything {
  @ErrorHandler(Error, { scope: 'app' })
  sorry() {
    return 'sorry';
  }
}

/** What the hooks and the channel of monitoring hear of a request, and how it is answered. */
async function heardOf(path: string, ...controllers: (new () => object)[]): Promise<[string[], number]> {
  const heard: string[] = [];
  const listen = (message: unknown): void => {
    const { error, route } = message as { error: Error; route: { url: string } };
    heard.push(`channel: ${error.message} at ${route.url}`);
  };
  const plugin = Object.assign(
    async (fastify: FastifyInstance) => {
      fastify.addHook('onRequest', async ({ url }) => {
        if (url.endsWith('?early')) throw new Error('early');
      });
      fastify.addHook('onError', async (_request, reply, error) => {
        await null;
        heard.push(`hook: ${error.message} ${reply.statusCode}`);
      });
    },
    { [Symbol.for('skip-override')]: true },
  );
  subscribe('tracing:fastify.request.handler:error', listen);
  const app = quietApp([Pages, ...controllers], { plugins: [plugin], secretKey: 'a secret key for the specs' });
  const { status } = await app.testClient().get(path);
  unsubscribe('tracing:fastify.request.handler:error', listen);
  return [heard, status];
}

describe('Monitoring', () => {
  it.each([
    ['/now', 'now'],
    ['/later', 'later'],
    ['/text', "Pages.text threw 'text', which is no Error."],
    ['/large', expect.stringContaining("The session's cookie")],
  ])('hears once of an error that nobody foresaw: %s', async (path, message) => {
    const [heard, status] = await heardOf(path);
    expect(heard.map((line) => line.replace(/^\w+: | at .*$| 500$/g, ''))).toEqual([message, message]);
    expect([heard.map((line) => line.split(':')[0]), status]).toEqual([['channel', 'hook'], 500]);
  });

  it('hears of one that a handler for any error takes', async () => {
    expect(await heardOf('/now', Everything)).toEqual([['channel: now at /now', 'hook: now 500'], 500]);
  });

  it.each([
    ['/abort', 503],
    ['/redirect', 302],
    ['/missing', 404],
    ['/taken', 500],
    ['/fine', 200],
  ])('hears of nothing that was meant: %s', async (path, status) => {
    expect(await heardOf(path)).toEqual([[], status]);
  });

  it('hears of an after-hook that fails', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      fail() {
        throw new Error('after');
      }
    }
    expect(await heardOf('/fine', Hooks)).toEqual([['channel: after at /fine'], 500]);
  });

  it('hears of no abort of an after-hook', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      refuse() {
        throw new Abort(403);
      }
    }
    expect(await heardOf('/fine', Hooks)).toEqual([[], 403]);
  });

  it("hears of a plugin's hook that fails before the handler", async () => {
    expect(await heardOf('/fine?early')).toEqual([['hook: early 200', 'channel: early at /fine'], 500]);
  });
});

class Closing {
  [Symbol.dispose]() {
    throw new Error('disposed');
  }

  @FromRequest()
  static make() {
    return new Closing();
  }
}

class Work {
  @FromRequest()
  static *begin(request: Request) {
    try {
      yield new Work();
    } catch {
      throw new Error('undone');
    }
    if (request.environ.reply.sent) throw new Error('late');
  }
}

class Late {
  @Route('/parts')
  async *parts() {
    yield 'a part';
    await new Promise(setImmediate);
    throw new Error('broken');
  }

  @Route('/stream')
  // eslint-disable-next-line require-yield -- it breaks before
  async *stream() {
    await new Promise(setImmediate);
    throw new Error('not begun');
  }

  @Route('/disposes')
  disposes(_closing: Closing) {
    return '';
  }

  @Route('/undoes')
  undoes(_work: Work) {
    throw new Error('done');
  }

  @Route('/by-hand')
  byHand(_work: Work, { environ }: Request) {
    environ.reply.send('');
  }

  @Route('/goes-on')
  goesOn({ environ }: Request) {
    environ.reply.send('');
    throw new Error('went on');
  }

  @Route('/handles')
  handles() {
    throw new Abort(418);
  }

  @ErrorHandler(418)
  fail() {
    throw new Error('the handler failed');
  }
}

class Teardown {
  @Route('/fine')
  fine() {
    return '';
  }

  @Route('/text')
  text() {
    throw 'text';
  }

  @TeardownRequest()
  end(error: Error) {
    throw error ?? 'nothing';
  }
}

/** What the channel hears until the connection is closed, of a real one. */
async function heardOnTheWire(path: string): Promise<string[]> {
  const heard: string[] = [];
  const listen = (message: unknown): void => void heard.push((message as { error: Error }).error.message);
  subscribe('tracing:fastify.request.handler:error', listen);
  const app = quietApp([path.startsWith('/end') ? Teardown : Late]);
  const response = await fetch(`${await app.run({ port: 0 })}${path.replace('/end', '')}`);
  await response.text().catch(() => {});
  await app.close();
  unsubscribe('tracing:fastify.request.handler:error', listen);
  return heard;
}

describe('Monitoring, when an answer is made or on its way,', () => {
  it.each([
    ['a stream that breaks when a part of it is sent', '/parts', 'broken'],
    ['a stream that breaks before its first part', '/stream', 'not begun'],
    ['an object that cannot be disposed of', '/disposes', 'disposed'],
    ['what a transaction threw in place of an error', '/undoes', 'done', 'undone'],
    ['a transaction that fails behind a reply by hand', '/by-hand', 'late'],
    ['a handler that fails behind a reply by hand', '/goes-on', 'went on'],
    ['an error handler that fails', '/handles', 'the handler failed'],
    ['a teardown hook that fails', '/end/fine', "Teardown.end threw 'nothing', which is no Error."],
    ['an error once that a teardown hook passes on', '/end/text', "Teardown.text threw 'text', which is no Error."],
  ])('hears of %s', async (_what, path, ...messages) => {
    expect(await heardOnTheWire(path)).toEqual(messages);
  });
});

describe('The name of a handler', () => {
  it('is what monitoring knows a route by', async () => {
    const names: string[] = [];
    const plugin = Object.assign(
      async (fastify: FastifyInstance) => {
        fastify.addHook('onRoute', ({ handler }) => void names.push(handler.name));
      },
      { [Symbol.for('skip-override')]: true },
    );
    await quietApp([Pages], { plugins: [plugin], secretKey: 'a secret key for the specs' }).ready();
    expect(names).toContain('Pages.now');
  });
});

describe("A plugin's log of a request", () => {
  it('has its id, as that of Phial has', async () => {
    const lines: { msg: string; reqId?: string }[] = [];
    const stream = { write: (line: string) => void lines.push(JSON.parse(line) as { msg: string }) };
    class Logging {
      @Route('/')
      index({ log, environ }: Request) {
        log.info('of Phial');
        environ.request.log.child({ more: 1 }).info('of a plugin');
        return '';
      }
    }
    const app = quietApp([Logging], { fastify: { logger: { stream } } });
    await app.testClient().get('/');
    expect(lines.map(({ msg, reqId }) => [msg, reqId])).toEqual([
      ['of Phial', 'req-1'],
      ['of a plugin', 'req-1'],
    ]);
  });

  it('has all that the logger has, bindings and further levels too', async () => {
    class Logging {
      @Route('/')
      index({ environ }: Request) {
        const log = environ.request.log as unknown as { bindings(): object; audit(text: string): void; level: string };
        log.audit('who did what');
        return { bindings: log.bindings(), level: log.level };
      }
    }
    const lines: { msg: string; reqId?: string; level: number }[] = [];
    const stream = { write: (line: string) => void lines.push(JSON.parse(line) as { msg: string; level: number }) };
    const app = quietApp([Logging], { fastify: { logger: { stream, customLevels: { audit: 35 } } as object } });
    expect((await app.testClient().get('/')).json()).toEqual({ bindings: { reqId: 'req-1' }, level: 'info' });
    expect(lines).toMatchObject([{ msg: 'who did what', reqId: 'req-1', level: 35 }]);
  });
});
