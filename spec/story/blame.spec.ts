import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import {
  Abort,
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  createApp,
  ErrorHandler,
  eventStream,
  FromRequest,
  Get,
  Request,
  Response,
  render,
  sendFile,
  type Class,
} from 'phial';

import { loggedBy } from '../support/log-of.js';

class Ok {
  @Get('/ok')
  index() {
    return 'ok';
  }

  @Get('/fails')
  fails(): string {
    throw new Error('of the handler');
  }
}

/** What the log says of a request: who failed, and how. */
async function logged(path: string, type: Class): Promise<unknown[]> {
  const { logger, entries } = loggedBy();
  await createApp({ controllers: [Ok, type], fastify: { logger } })
    .testClient()
    .get(path)
    // A stream that breaks when it has begun.
    .catch(() => undefined);
  return entries.map(({ handler, msg, err }) => [handler, msg, err!.message]);
}

class Before {
  @BeforeRequest({ scope: 'app' })
  check() {
    throw new Error('x');
  }
}

class BeforeLater {
  @BeforeRequest({ scope: 'app' })
  async check() {
    await Promise.resolve();
    throw new Error('x');
  }
}

class After {
  @AfterRequest({ scope: 'app' })
  check() {
    throw new Error('x');
  }
}

class AfterLater {
  @AfterRequest({ scope: 'app' })
  async check() {
    await Promise.resolve();
    throw new Error('x');
  }
}

class Errors {
  @ErrorHandler(404, { scope: 'app' })
  check(): string {
    throw new Error('x');
  }
}

class Again {
  @ErrorHandler(Error, { scope: 'app' })
  check(error: Error): string {
    throw error;
  }
}

describe('The log', () => {
  it.each([Before, BeforeLater, After, AfterLater])(
    'blames a hook that threw, and not the handler: %p',
    async (type) => {
      const who = `${type.name}.check`;
      expect(await logged('/ok', type)).toEqual([[who, `${who} failed: GET /ok`, 'x']]);
      expect(await logged('/nope', type)).toEqual([[who, `${who} failed: GET /nope`, 'x']]);
    },
  );

  it('blames an error handler that threw on an unknown path', async () => {
    expect(await logged('/nope', Errors)).toEqual([['Errors.check', 'Errors.check failed: GET /nope', 'x']]);
  });

  it('blames the handler for its own error, which an error handler throws again', async () => {
    expect(new Set((await logged('/fails', Again)).map(String))).toEqual(
      new Set(['Ok.fails,Ok.fails failed: GET /fails,of the handler']),
    );
  });

  it('blames a hook for text that it threw, and the debug page agrees', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      check(_request: Request) {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as a careless hook does
        throw 'text';
      }
    }
    expect(await logged('/ok', Hooks)).toEqual([
      ['Hooks.check', 'Hooks.check failed: GET /ok', "Hooks.check threw 'text', which is no Error."],
    ]);
    const { logger } = loggedBy();
    const app = createApp({ controllers: [Ok, Hooks], debug: true, fastify: { logger } });
    const page = await app.testClient().get('/ok', { headers: { accept: 'text/html' } });
    expect(page.text).toContain('<title>Hooks.check failed');
  });

  it('says so of the cause of a 5xx that a hook answers', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      check() {
        throw new Abort(503, 'later', { cause: new Error('db') });
      }
    }
    expect(await logged('/ok', Hooks)).toEqual([['Hooks.check', 'Hooks.check answered 503: later', 'later: db']]);
  });

  class User {
    @FromRequest()
    static from(): User {
      throw new Error('x');
    }
  }

  class LaterUser {
    @FromRequest()
    static async from(): Promise<LaterUser> {
      await Promise.resolve();
      throw new Error('x');
    }
  }

  class Opened {
    @FromRequest()
    static *open() {
      yield new Opened();
      throw new Error('x');
    }
  }

  class Pages {
    @Get('/user')
    user(_user: User) {
      return 'ok';
    }

    @Get('/later-user')
    later(_user: LaterUser) {
      return 'ok';
    }

    @Get('/opened')
    opened(_opened: Opened) {
      return 'ok';
    }
  }

  it.each([
    ['/user', 'User.from'],
    ['/later-user', 'LaterUser.from'],
    ['/opened', 'Opened.open'],
  ])('blames a factory that threw: %s', async (path, who) => {
    expect(await logged(path, Pages)).toEqual([[who, `${who} failed: GET ${path}`, 'x']]);
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each([
    ['a Map in data', () => ({ users: new Map() })],
    ['a Map', () => new Map()],
    ['a bigint', () => ({ count: 1n })],
    ['circular data', () => circular],
    ['a function', () => () => 'x'],
    ['an Error', () => new Error('x')],
    ['a Response in data', () => ({ page: new Response('x') })],
    ['a promise in data', () => ({ user: Promise.resolve(1) })],
    ['a template that is missing', () => render('nope')],
    ['a file outside root', () => sendFile('x', { folder: '../..' })],
  ])('blames a before-hook for what it returned and cannot be sent: %s', async (_what, make: () => unknown) => {
    class Gate {
      @BeforeRequest({ scope: 'app' })
      guard() {
        return make();
      }
    }
    class LaterGate {
      @BeforeRequest({ scope: 'app' })
      async guard() {
        return Promise.resolve(make());
      }
    }
    for (const type of [Gate, LaterGate]) {
      const who = `${type.name}.guard`;
      for (const path of ['/ok', '/nope']) {
        const told = await logged(path, type);
        expect(told.map((line) => (line as unknown[]).slice(0, 2))).toEqual([[who, `${who} failed: GET ${path}`]]);
      }
    }
  });

  // eslint-disable-next-line require-yield -- it fails before its first piece
  function* broken(): Generator<string> {
    throw new Error('x');
  }

  function* breaking() {
    yield 'begun';
    throw new Error('x');
  }

  const streams: [string, () => unknown, string][] = [
    ['a generator that throws at once', broken, ''],
    ['a generator that throws later', breaking, ' while its response was sent'],
    ['a stream', () => Readable.from(broken()), ''],
    ['events', () => eventStream(broken()), ''],
    ['a Response of a generator', () => new Response(breaking()), ' while its response was sent'],
  ];

  it.each(streams)('blames a hook or an error handler for what it streams: %s', async (_what, make, when) => {
    class Early {
      @BeforeRequest({ scope: 'app' })
      give() {
        return make();
      }
    }
    class Late {
      @AfterRequest({ scope: 'app' })
      give() {
        return make();
      }
    }
    class Handler {
      @ErrorHandler(404, { scope: 'app' })
      give() {
        return make();
      }
    }
    for (const type of [Early, Late, Handler]) {
      const who = `${type.name}.give`;
      const path = type === Handler ? '/nope' : '/ok';
      expect(await logged(path, type)).toEqual([[who, `${who} failed${when}: GET ${path}`, 'x']]);
    }
  });

  it('blames a handler for its stream where an after-hook has made another of it', async () => {
    class Upper {
      @Get('/stream')
      stream() {
        return Readable.from(broken());
      }

      @AfterRequest({ scope: 'app' })
      shout(response: Response) {
        const source = response.body as unknown as AsyncIterable<unknown>;
        return new Response(
          (async function* () {
            for await (const piece of source) yield String(piece).toUpperCase();
          })(),
        );
      }
    }
    expect(await logged('/stream', Upper)).toEqual([['Upper.stream', 'Upper.stream failed: GET /stream', 'x']]);
  });

  it('blames a hook for a file that is not there', async () => {
    const missing: string = 'nope.txt';
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      give() {
        return sendFile(missing);
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Ok, Hooks], fastify: { logger } })
      .testClient()
      .get('/ok');
    expect(entries).toMatchObject([
      {
        handler: 'Hooks.give',
        msg: expect.stringMatching(/^Hooks\.give: sendFile\("nope\.txt"\) is a 404/) as unknown,
      },
    ]);
  });

  class Menu {
    @ContextProcessor()
    menu(): object {
      throw new Error('x');
    }
  }

  class LaterMenu {
    @ContextProcessor()
    async menu(): Promise<object> {
      await Promise.resolve();
      throw new Error('x');
    }
  }

  it.each([Menu, LaterMenu])('blames a context processor that threw: %p', async (type) => {
    class Rendering {
      @Get('/page')
      page() {
        return render('page');
      }

      @Get('/text')
      async text(request: Request) {
        return request.render('page');
      }
    }
    const { logger, entries } = loggedBy();
    const root = mkdtempSync(join(tmpdir(), 'phial-blame-'));
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates/page.hbs'), 'page');
    const client = createApp({ controllers: [Rendering, type], root, fastify: { logger } }).testClient();
    await client.get('/page');
    await client.get('/text');
    rmSync(root, { recursive: true });
    const who = `${type.name}.menu`;
    expect(entries.map(({ msg }) => msg)).toEqual([`${who} failed: GET /page`, `${who} failed: GET /text`]);
  });
});
