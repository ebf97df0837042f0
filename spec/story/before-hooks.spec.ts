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
  Session,
  type App,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

/** What has run, in order. */
let ran: string[];

@Controller()
class Everywhere {
  @BeforeRequest({ scope: 'app' })
  first() {
    ran.push('app 1');
  }

  @BeforeRequest()
  elsewhere() {
    ran.push('of another controller');
  }

  @Route('/elsewhere')
  page() {
    return 'elsewhere';
  }

  @BeforeRequest({ scope: 'app' })
  async second() {
    await Promise.resolve();
    ran.push('app 2');
  }
}

/** An app with a route that notes that it ran, and hooks of its controller. */
function appWith(...hooks: ((request: Request) => unknown)[]): App {
  @Controller('/notes')
  class Notes {
    @Route('/')
    index() {
      ran.push('handler');
      return 'the notes';
    }

    @AfterRequest()
    after() {
      ran.push('after');
    }

    @ErrorHandler(403)
    forbidden() {
      return 'not for you';
    }
  }
  hooks.forEach((value, index) => {
    const name = `hook${index + 1}`;
    Object.defineProperty(Notes.prototype, name, { value });
    BeforeRequest({ inject: [Request] })(Notes.prototype, name, { value });
  });
  return quietApp([Notes, Everywhere]);
}

describe('BeforeRequest', () => {
  beforeEach(() => {
    ran = [];
  });

  it("runs the app's hooks, then the controller's, in order of declaration, then the handler", async () => {
    const app = appWith(
      () => void ran.push('own 1'),
      async () => void ran.push('own 2'),
      () => void ran.push('own 3'),
    );
    expect((await app.testClient().get('/notes/')).text).toBe('the notes');
    expect(ran).toEqual(['app 1', 'app 2', 'own 1', 'own 2', 'own 3', 'handler', 'after']);
  });

  it.each([
    ['text', () => 'stop', 200, 'stop'],
    ['an empty text', () => '', 200, ''],
    ['null', () => null, 200, 'null'],
    ['false', () => false, 200, 'false'],
    ['zero', () => 0, 200, '0'],
    ['a Response', () => new Response('stop', { status: 203 }), 203, 'stop'],
    ['a promise', async () => ({ stop: true }), 200, '{"stop":true}'],
    ['an Abort', () => abort(403), 403, 'not for you'],
    ['a Redirect', () => redirect('/login'), 302, ''],
  ])('ends the request with what a hook returns or throws, past the handler: %s', async (_what, hook, status, text) => {
    const response = await appWith(hook, () => void ran.push('next hook'))
      .testClient()
      .get('/notes/');
    expect([response.status, response.text]).toEqual([status, text]);
    expect(ran).toEqual(['app 1', 'app 2', 'after']);
  });

  it('goes on after a promise of nothing', async () => {
    expect(
      (
        await appWith(async () => undefined)
          .testClient()
          .get('/notes/')
      ).text,
    ).toBe('the notes');
  });

  it('is a 500 when a hook fails', async () => {
    const { status } = await appWith(() => {
      throw new Error('oops');
    })
      .testClient()
      .get('/notes/');
    expect([status, ran]).toEqual([500, ['app 1', 'app 2', 'after']]);
  });

  it('names the hook that returned what is none', async () => {
    class Notes {
      @BeforeRequest()
      check() {
        return new Map();
      }

      @Route('/')
      index() {
        return 'x';
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Notes], fastify: { logger } })
      .testClient()
      .get('/');
    expect(entries[0]!.err!.message).toMatch('Notes.check returned a Map');
  });

  it('shares the request, its state and its session with the handler', async () => {
    class Notes {
      @BeforeRequest()
      load(request: Request, session: Session) {
        request.state['user'] = 'Ada';
        session.set('visits', 1);
      }

      @Route('/')
      index(request: Request, session: Session) {
        return { user: request.state['user'], visits: session.get('visits') };
      }
    }
    const app = createApp({ controllers: [Notes], secretKey: 'a secret key for the specs' });
    expect((await app.testClient().get('/')).json()).toEqual({ user: 'Ada', visits: 1 });
  });

  it.each([
    ['GET', '/nowhere', 404],
    ['POST', '/notes/', 405],
    ['OPTIONS', '/notes/', 200],
    ['GET', '/notes', 308],
  ])("runs the app's hooks where no handler is: %s %s", async (method, path, status) => {
    const response = await appWith(() => void ran.push('own'))
      .testClient()
      .request(method, path);
    expect([response.status, ran]).toEqual([status, ['app 1', 'app 2']]);
  });

  it('may answer where no handler is', async () => {
    class Maintenance {
      @BeforeRequest({ scope: 'app' })
      stop(request: Request) {
        return { sorry: request.routingException?.status ?? null };
      }
    }
    expect(
      (
        await createApp({ controllers: [Maintenance] })
          .testClient()
          .get('/nowhere')
      ).json(),
    ).toEqual({ sorry: 404 });
  });

  it('makes nobody wait when nothing waits', async () => {
    let isSync = true;
    class Notes {
      @BeforeRequest()
      check() {
        void Promise.resolve().then(() => {
          isSync = false;
        });
      }

      @Route('/')
      index() {
        return { isSync };
      }

      @AfterRequest()
      after(response: Response) {
        response.headers.set('X-Sync', String(isSync));
      }
    }
    const { json, headers } = await createApp({ controllers: [Notes] })
      .testClient()
      .get('/');
    expect([json(), headers['x-sync']]).toEqual([{ isSync: true }, 'true']);
  });
});

describe('What a before-hook returns by mistake', () => {
  async function loggedOf(hook: (request: Request) => unknown) {
    class Notes {
      @BeforeRequest({ inject: [Request] })
      load(request: Request): unknown {
        return hook(request);
      }

      @Route('/')
      index() {
        return 'the notes';
      }
    }
    const { logger, entries } = loggedBy();
    const { status } = await createApp({ controllers: [Notes], fastify: { logger } })
      .testClient()
      .get('/');
    return [status, entries[0]?.err?.message];
  }

  it('is told by its name when it is the request', async () => {
    expect(await loggedOf((request) => request)).toEqual([
      500,
      'Notes.load returned the request, which is not an answer. Return nothing to go on, and keep what is for later in request.state.',
    ]);
  });

  it('is told by its name when JSON cannot hold it', async () => {
    expect(await loggedOf(() => ({ id: 1n }))).toEqual([
      500,
      expect.stringContaining('Notes.load returned data with a bigint in it'),
    ]);
  });
});

describe('A before-hook that returns true, false or null, as a guard of other frameworks does', () => {
  it.each([true, false, null])('answers with that, and the log says so once: %s', async (value) => {
    @Controller()
    class Guarded {
      @BeforeRequest()
      guard(): unknown {
        return value;
      }

      @Route('/')
      index() {
        return 'the notes';
      }
    }
    const { logger, entries } = loggedBy();
    const client = createApp({ controllers: [Guarded], fastify: { logger } }).testClient();
    const text = String(value);
    expect([(await client.get('/')).text, (await client.get('/')).text]).toEqual([text, text]);
    expect(entries.map(({ msg }) => msg)).toEqual([
      `Guarded.guard returned ${text}, and that was the answer: a before-hook that returns something ends the request; return nothing to go on, and throw an Abort(403) to refuse.`,
    ]);
  });
});
