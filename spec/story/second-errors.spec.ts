import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  abort,
  AfterRequest,
  ContextProcessor,
  Controller,
  createApp,
  ErrorHandler,
  FromRequest,
  redirect,
  render,
  Request,
  Response,
  Route,
  Session,
  TeardownRequest,
  type TestResponse,
} from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

/** What a part of a request does: at once, or as a promise. */
type Part = () => unknown;

const fails =
  (message: string): Part =>
  () => {
    throw new Error(message);
  };
const failsLater =
  (message: string): Part =>
  async () => {
    throw new Error(message);
  };

interface Outcome {
  response: TestResponse;
  log: Entry[];
  /** What the teardown hook was given. */
  torn: Error | undefined;
}

/** Has a handler fail, and then, maybe, what is to answer its error. */
async function outcomeOf(handler: Part, errorHandler: Part, afterHook: Part = () => undefined): Promise<Outcome> {
  let end!: (error: Error | undefined) => void;
  const isDone = new Promise<Error | undefined>((resolve) => {
    end = resolve;
  });
  @Controller('/notes')
  class Notes {
    @Route('/')
    index() {
      return handler();
    }

    @ErrorHandler(Error)
    answer() {
      return errorHandler();
    }

    @AfterRequest({ scope: 'app' })
    mark(response: Response) {
      response.headers.append('X-Ran', 'yes');
    }

    @AfterRequest()
    after(_response: Response) {
      return afterHook();
    }

    @TeardownRequest()
    tearDown(error: Error) {
      end(error);
    }
  }
  const { logger, entries: log } = loggedBy();
  const response = await createApp({ controllers: [Notes], fastify: { logger } })
    .testClient()
    .get('/notes/');
  return { response, log, torn: await isDone };
}

const messages = (log: readonly Entry[]): (string | undefined)[] => log.map(({ err }) => err?.message);

describe('An error', () => {
  describe.each([
    ['is thrown', fails('first')],
    ['is the rejection of a promise', failsLater('first')],
  ])('that %s', (_how, handler) => {
    describe.each([
      ['answers', () => 'answered', true],
      ['answers later', async () => 'answered', true],
      ['throws', fails('second'), false],
      ['rejects', failsLater('second'), false],
    ] as [string, Part, boolean][])('and whose error handler %s', (_does, errorHandler, isAnswered) => {
      it.each([
        ['does nothing', () => undefined, []],
        ['waits', async () => undefined, []],
        ['throws', fails('third'), ['third']],
        ['rejects', failsLater('third'), ['third']],
      ] as [string, Part, string[]][])(
        'is answered, logged and told once when an after-hook %s',
        async (_what, afterHook, more) => {
          const { response, log, torn } = await outcomeOf(handler, errorHandler, afterHook);
          const untaken = [...(isAnswered ? [] : ['first', 'second']), ...more];
          expect([response.status, response.headers['x-ran']]).toEqual([500, 'yes']);
          expect(response.text).toMatch(untaken.length === 0 ? /^answered$/ : '<h1>Internal Server Error</h1>');
          expect(messages(log)).toEqual(isAnswered ? ['first', ...more] : untaken);
          expect(torn?.message).toBe(untaken.at(-1));
        },
      );
    });
  });
});

describe('The answer of an error handler', () => {
  const stops = (body: unknown): object => ({ toJSON: () => abort(new Response(body, { status: 409 })) });

  it('keeps the status of the error when a Response ends it while it becomes text', async () => {
    const { response, log } = await outcomeOf(fails('first'), () => stops({ sorry: true }));
    expect(response.status).toBe(500);
    expect(log.map(({ msg }) => msg)).toContain(
      'Notes.answer answers an error with what ended in a Response with 409. The status of the error is answered.',
    );
  });

  it('keeps the status of the error when a context processor leads elsewhere', async () => {
    class User {
      @FromRequest()
      static load(): User {
        return redirect('/login') as never;
      }
    }
    class Pages {
      @ContextProcessor()
      user(user: User) {
        return { user };
      }

      @ErrorHandler(500, { scope: 'app' })
      failed() {
        return render('error');
      }

      @Route('/')
      index() {
        throw new Error('first');
      }
    }
    const folder = await mkdtemp(join(tmpdir(), 'phial-'));
    await writeFile(join(folder, 'error.hbs'), 'Sorry');
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Pages], templates: folder, fastify: { logger } });
    const { status, location, text } = await app.testClient().get('/');
    expect([status, location]).toEqual([500, undefined]);
    expect(text).toContain('<h1>Internal Server Error</h1>');
    expect(entries.at(-1)?.msg).toBe(
      'Pages.failed answers an error with what ended in a redirect to /login. The status of the error is answered.',
    );
  });

  it('is a 500 when the Responses in its place fail as well', async () => {
    const { response, log } = await outcomeOf(fails('first'), () =>
      abort(new Response(stops(stops('never')) as never, { status: 409 })),
    );
    expect(response.status).toBe(500);
    expect(messages(log)).toEqual([
      "Notes.index threw Response { headers: ResponseHeaders { 'content-type': 'text/html; charset=utf-8' } }, which is no Error.",
    ]);
  });

  it('may be its own reply, also to a response that could not be sent', async () => {
    class Cart {
      @Route('/')
      fill(session: Session) {
        session.set('cart', 'x'.repeat(5000));
        return 'filled';
      }

      @ErrorHandler(500)
      sorry(_error: Error, { environ }: Request) {
        environ.reply.code(507).send('by hand');
      }
    }
    const { logger, entries } = loggedBy();
    const { status, text } = await createApp({
      controllers: [Cart],
      secretKey: 'a secret key for the specs',
      fastify: { logger },
    })
      .testClient()
      .get('/');
    expect([status, text]).toEqual([507, 'by hand']);
    expect(messages(entries)).toEqual([expect.stringContaining("The session's cookie has")]);
  });
});

describe('A teardown hook', () => {
  /** What is logged when a teardown hook does something; the one after it must run all the same. */
  async function logOf(hook: Part): Promise<Entry[]> {
    let end!: () => void;
    const isDone = new Promise<void>((resolve) => {
      end = resolve;
    });
    class Notes {
      @Route('/')
      index() {
        return 'x';
      }

      @TeardownRequest()
      last() {
        end();
      }

      @TeardownRequest()
      first() {
        return hook();
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Notes], fastify: { logger } })
      .testClient()
      .get('/');
    await isDone;
    return entries;
  }

  it('stops none of the others with an error that cannot be written', async () => {
    const entries = await logOf(() => {
      throw Object.defineProperty(new Error(), 'stack', {
        get() {
          throw new Error();
        },
      });
    });
    expect(entries.map(({ msg }) => msg)).toEqual(['Notes.first, a teardown hook, failed.']);
  });

  it('is waited for when it gives something like a promise', async () => {
    // As query builders do, which have no catch().
    const entries = await logOf(() => ({
      then: (_done: unknown, failed: (error: Error) => void) => failed(new Error('later')),
    }));
    expect(messages(entries)).toEqual(['later']);
  });
});
