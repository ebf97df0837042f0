import { inspect } from 'node:util';

import {
  Abort,
  abort,
  Controller,
  createApp,
  ErrorHandler,
  html,
  makeResponse,
  Redirect,
  redirect,
  Request,
  Response,
  Route,
  ValidationError,
  type TestResponse,
} from 'phial';
import { z } from 'zod';

import { loggedBy, type Entry } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class NoPaper extends Error {}
class NoColour extends NoPaper {}

/** What a route of `/printer` throws next. */
let thrown: () => unknown;

@Controller('/printer')
class Printer {
  @Route('/print')
  print() {
    throw thrown();
  }
}

type Controllers = (new () => object)[];

async function answerTo(make: () => unknown, controllers: Controllers, path = '/printer/print'): Promise<TestResponse> {
  thrown = make;
  return quietApp(controllers).testClient().get(path);
}

async function logOf(make: () => unknown, controllers: Controllers): Promise<Entry[]> {
  thrown = make;
  const { logger, entries } = loggedBy();
  await createApp({ controllers, fastify: { logger } }).testClient().get('/printer/print');
  return entries;
}

describe('ErrorHandler', () => {
  describe('of a status', () => {
    @Controller('/printer')
    class Errors extends Printer {
      @ErrorHandler(404)
      missing(error: Abort, request: Request) {
        return html`${request.path}: ${error.message}`;
      }
    }

    it('answers it for the routes of its controller, and keeps the status', async () => {
      const { status, text } = await answerTo(() => new Abort(404, 'no tray'), [Errors]);
      expect([status, text]).toEqual([404, '/printer/print: no tray']);
    });

    it('answers it for unknown paths below the prefix of its controller', async () => {
      expect((await answerTo(() => undefined, [Errors], '/printer/scan')).text).toBe('/printer/scan: Not Found');
    });

    it('answers it for no other', async () => {
      expect((await answerTo(() => new Abort(403), [Errors])).text).toContain('<h1>Forbidden</h1>');
      expect((await answerTo(() => undefined, [Errors], '/scanner')).text).toContain('<h1>Not Found</h1>');
    });

    it('gives a 405 its Allow header', async () => {
      @Controller('/printer')
      class Methods extends Printer {
        @ErrorHandler(405)
        refuse() {
          return 'not so';
        }
      }
      const { status, text, headers } = await createApp({ controllers: [Methods] })
        .testClient()
        .post('/printer/print');
      expect([status, text, headers['allow']]).toEqual([405, 'not so', 'GET, HEAD, OPTIONS']);
    });
  });

  describe('of a class', () => {
    @Controller('/printer')
    class Errors extends Printer {
      @ErrorHandler(NoPaper)
      refill(error: NoPaper) {
        return `refill: ${error.message}`;
      }
    }

    it('answers errors of it and of classes derived from it, with 500', async () => {
      const { status, text } = await answerTo(() => new NoColour('cyan'), [Errors]);
      expect([status, text]).toEqual([500, 'refill: cyan']);
    });

    it('takes them, so that nothing is logged', async () => {
      expect(await logOf(() => new NoPaper(), [Errors])).toEqual([]);
    });

    it('answers all errors when the class is Error, also those of Node and of unknown paths', async () => {
      @Controller()
      class All {
        @ErrorHandler(Error, { scope: 'app' })
        all(error: Error) {
          return error.message;
        }
      }
      expect((await answerTo(() => new NoPaper('A4'), [Printer, All])).text).toBe('A4');
      expect(await answerTo(() => new Abort(418), [Printer, All])).toMatchObject({ status: 418, text: "I'm a Teapot" });
      expect(await answerTo(() => undefined, [Printer, All], '/nowhere')).toMatchObject({
        status: 404,
        text: 'Not Found',
      });
      expect(
        (
          await answerTo(() => {
            try {
              return JSON.parse('{');
            } catch (error) {
              return error;
            }
          }, [Printer, All])
        ).text,
      ).toMatch('JSON');
    });
  });

  describe("of zod's errors, whose class is no subclass of Error", () => {
    const parses = (): unknown => z.object({ colour: z.string() }).safeParse({}).error;

    class Unfit extends Printer {
      @ErrorHandler(z.ZodError, { scope: 'app' })
      unfit(error: z.ZodError) {
        return makeResponse(
          error.issues.map(({ path }) => path.join('.')),
          422,
        );
      }
    }

    it('gives them to its method', async () => {
      const { status, text } = await answerTo(parses, [Unfit]);
      expect([status, text]).toEqual([422, '["colour"]']);
    });

    it('stands before that of Error, and leaves it all others', async () => {
      class All extends Printer {
        @ErrorHandler(z.ZodError)
        unfit(error: Error) {
          return error.name;
        }

        @ErrorHandler(Error)
        all() {
          return 'another';
        }
      }
      expect((await answerTo(parses, [All])).text).toBe('ZodError');
      expect((await answerTo(() => new TypeError(), [All])).text).toBe('another');
    });
  });

  describe('of Error', () => {
    function errors(answer: (error: Error & { code?: string }) => unknown): new () => object {
      @Controller()
      class All {
        @ErrorHandler(Error, { scope: 'app' })
        all(error: Error): unknown {
          return answer(error);
        }
      }
      return All;
    }

    const sorry = errors(() => 'Sorry');
    const messages = (entries: Entry[]): unknown[] => entries.map(({ msg, err }) => [msg, err!.message]);
    const FAILED = 'Printer.print failed: GET /printer/print';

    it('hides no bug: what nobody foresaw is logged, once', async () => {
      const { status, text } = await answerTo(() => new TypeError('bug'), [Printer, sorry]);
      expect([status, text]).toEqual([500, 'Sorry']);
      expect(messages(await logOf(() => new TypeError('bug'), [Printer, sorry]))).toEqual([[FAILED, 'bug']]);
    });

    it('hides no bug from a test client that throws errors', async () => {
      thrown = () => new TypeError('bug');
      const client = quietApp([Printer, sorry]).testClient({ throwErrors: true });
      await expect(client.get('/printer/print')).rejects.toThrow('bug');
    });

    it('foresees what it answers below 500', async () => {
      const missing = errors((error) => {
        if (error.code === 'P2025') throw new Abort(404);
        if (error.code === 'P2002') return makeResponse('Taken', 409);
        if (error.code === 'plugin') throw Object.assign(new Error(), { statusCode: 404, expose: true });
        throw error;
      });
      const failure = (code: string) => (): unknown => Object.assign(new Error(code), { code });
      expect((await answerTo(failure('P2025'), [Printer, missing])).status).toBe(404);
      expect(await logOf(failure('P2025'), [Printer, missing])).toEqual([]);
      expect(await logOf(failure('P2002'), [Printer, missing])).toEqual([]);
      expect(await logOf(failure('plugin'), [Printer, missing])).toEqual([]);
      expect(messages(await logOf(failure('P1001'), [Printer, missing]))).toEqual([[FAILED, 'P1001']]);
    });

    it.each([
      ['an Abort with 503', () => abort(503)],
      ['a promise of an answer', async () => 'Sorry'],
      ['a Response of its own', () => new Response('Sorry', { status: 500 })],
    ])('foresees nothing with %s', async (_what, answer) => {
      expect(messages(await logOf(() => new TypeError('bug'), [Printer, errors(answer)]))).toEqual([[FAILED, 'bug']]);
    });

    it('foresees nothing when it answers 500 by hand', async () => {
      @Controller()
      class ByHand {
        @ErrorHandler(Error, { scope: 'app' })
        all(request: Request) {
          return request.environ.reply.code(500).send('by hand');
        }
      }
      expect(messages(await logOf(() => new TypeError('bug'), [Printer, ByHand]))).toEqual([[FAILED, 'bug']]);
    });

    it('logs no Abort, and no error of a plugin that is meant as an answer', async () => {
      expect(await logOf(() => new Abort(404), [Printer, sorry])).toEqual([]);
      const refusal = (): unknown => Object.assign(new Error('no'), { statusCode: 400, expose: true });
      expect(await logOf(refusal, [Printer, sorry])).toEqual([]);
    });
  });

  describe('lookup', () => {
    /** A controller with handlers that name themselves. */
    function handlers(scope: 'app' | 'controller', ...of: (number | typeof Error)[]): new () => object {
      @Controller('/printer')
      class Handlers extends Printer {}
      for (const one of of) {
        const name = `on${typeof one === 'number' ? one : one.name}`;
        const value = (): string => `${scope} ${typeof one === 'number' ? one : one.name}`;
        Object.defineProperty(Handlers.prototype, name, { value });
        ErrorHandler(one, { scope, inject: [] })(Handlers.prototype, name, { value });
      }
      if (scope === 'controller') return Handlers;
      class Apart extends Handlers {}
      Controller('/apart')(Apart);
      return Apart;
    }

    it.each([
      ['a status before a class', [404], [], [Abort], [], () => new Abort(404), 'controller 404'],
      [
        "the app's status before the controller's class",
        [],
        [404],
        [Abort, Error],
        [],
        () => new Abort(404),
        'app 404',
      ],
      ["the controller's status before the app's", [404], [404], [], [], () => new Abort(404), 'controller 404'],
      [
        "the controller's class before the app's, however far",
        [],
        [],
        [Error],
        [NoColour],
        () => new NoColour(),
        'controller Error',
      ],
      [
        'the most derived class first',
        [],
        [],
        [Error, NoColour, NoPaper],
        [],
        () => new NoColour(),
        'controller NoColour',
      ],
      [
        'an unforeseen error by its class before it is a 500',
        [500],
        [500],
        [],
        [NoPaper],
        () => new NoColour(),
        'app NoPaper',
      ],
      ['and then as a 500, by its status', [], [500], [], [Abort], () => new NoColour(), 'app 500'],
      ['and then as a 500, by the class of that', [], [], [Abort], [NoPaper], () => new Error(), 'controller Abort'],
      [
        "an Abort by the controller's class before the app's status",
        [],
        [422],
        [ValidationError as never],
        [],
        () => new ValidationError('A note', []),
        'controller ValidationError',
      ],
      [
        'an Abort by its class before its status in one controller',
        [422],
        [],
        [ValidationError as never, Abort],
        [],
        () => new ValidationError('A note', []),
        'controller ValidationError',
      ],
      [
        "an Abort by the controller's status before the app's class",
        [422],
        [],
        [],
        [ValidationError as never],
        () => new ValidationError('A note', []),
        'controller 422',
      ],
      [
        "an Abort by the app's class and status before what takes any",
        [],
        [422],
        [Abort, Error],
        [],
        () => new ValidationError('A note', []),
        'app 422',
      ],
      ['an Abort by Abort before Error', [], [], [Error, Abort], [], () => new Abort(404), 'controller Abort'],
      [
        "an Abort by the controller's Error before the app's Abort",
        [],
        [],
        [Error],
        [Abort],
        () => new Abort(404),
        'controller Error',
      ],
    ] as [string, number[], number[], (typeof Error)[], (typeof Error)[], () => unknown, string][])(
      'takes %s',
      async (_what, ownStatus, appStatus, own, apps, make, expected) => {
        const { text } = await answerTo(make, [
          handlers('controller', ...own, ...ownStatus),
          handlers('app', ...apps, ...appStatus),
        ]);
        expect(text).toBe(expected);
      },
    );

    it('takes the later of two, as a subclass overrides its base', async () => {
      @Controller('/printer')
      class Base extends Printer {
        @ErrorHandler(404)
        ours() {
          return 'base';
        }
      }
      @Controller('/printer')
      class Sub extends Base {
        @ErrorHandler(404)
        mine() {
          return 'sub';
        }
      }
      expect((await answerTo(() => new Abort(404), [Sub])).text).toBe('sub');
      expect((await answerTo(() => new Abort(404), [Base])).text).toBe('base');
    });
  });

  describe('of an unknown path', () => {
    /** A controller with a prefix, whose handler names it. */
    function below(prefix: string, of: number | typeof Error = 404): new () => object {
      @Controller(prefix, { name: prefix.replace(/\W/g, '') })
      class Below {
        @ErrorHandler(of)
        answer() {
          return prefix;
        }
      }
      return Below;
    }

    it.each([
      ['is that of the longest prefix above it', '/shop/toys/nothing', '/shop/toys'],
      ['is that of a prefix without a last slash', '/shop/nothing', '/shop/'],
      ['is that of the prefix itself', '/shop', '/shop/'],
      ['may have variables in its prefix', '/en/help/nothing', '/:language/help'],
      ['sees the path decoded', '/sh%6fp/nothing', '/shop/'],
      ['sees no query', '/shop/nothing?/toys', '/shop/'],
    ])('%s', async (_what, path, prefix) => {
      const controllers = ['/shop/', '/shop/toys', '/:language/help', '/help'].map((one) => below(one));
      expect((await answerTo(() => undefined, controllers, path)).text).toBe(prefix);
    });

    it('is none of a prefix that only begins alike', async () => {
      expect((await answerTo(() => undefined, [below('/shop')], '/shopping')).text).toContain('<h1>Not Found</h1>');
    });

    it('is asked by status before those of longer prefixes by class', async () => {
      expect(
        (await answerTo(() => undefined, [below('/shop'), below('/shop/toys', Error)], '/shop/toys/nothing')).text,
      ).toBe('/shop');
    });
  });

  describe('of an unforeseen error', () => {
    @Controller()
    class Oops {
      @ErrorHandler(500, { scope: 'app' })
      oops(error: Abort) {
        return {
          cause: error.cause instanceof Error ? error.cause.message : String(error.cause),
          status: error.status,
        };
      }
    }

    it('gets the original as its cause, and the error is logged', async () => {
      expect(await answerTo(() => new NoPaper('A4'), [Printer, Oops])).toMatchObject({
        status: 500,
        text: '{"cause":"A4","status":500}',
      });
      const [entry] = await logOf(() => new NoPaper('A4'), [Printer, Oops]);
      expect(entry).toMatchObject({
        msg: 'Printer.print failed: GET /printer/print',
        handler: 'Printer.print',
        route: '/printer/print',
        err: { message: 'A4' },
      });
      expect(entry!.err!.stack).toContain('error-handlers.spec');
    });

    it.each([
      ['text', 'no paper', 'no paper', "Printer.print threw 'no paper', which is no Error."],
      ['null', null, 'null', 'Printer.print threw null, which is no Error.'],
      ['undefined', undefined, 'undefined', 'Printer.print threw undefined, which is no Error.'],
      ['an object', { code: 7 }, '[object Object]', 'Printer.print threw { code: 7 }, which is no Error.'],
      ['a symbol', Symbol('x'), 'Symbol(x)', 'Printer.print threw Symbol(x), which is no Error.'],
    ])('may be thrown as %s', async (_what, value, cause, message) => {
      expect((await answerTo(() => value, [Printer, Oops])).json()).toEqual({ cause, status: 500 });
      expect((await logOf(() => value, [Printer, Oops]))[0]!.err!.message).toMatch(message);
    });

    it('may be its own cause', async () => {
      const error = new NoPaper('A4');
      error.cause = error;
      expect((await answerTo(() => error, [Printer, Oops])).json()).toEqual({ cause: 'A4', status: 500 });
      expect((await logOf(() => error, [Printer, Oops]))[0]!.err!.message).toMatch('A4');
    });

    it.each([
      [
        'an object',
        () =>
          Object.assign(Object.create(null), {
            [inspect.custom]: () => {
              throw new Error();
            },
          }),
        /that cannot be shown, which is no Error/,
      ],
      [
        'an Error',
        () =>
          Object.defineProperty(new Error(), 'stack', {
            get() {
              throw new Error();
            },
          }),
        undefined,
      ],
    ])('may be %s that cannot even be written', async (_what, make, message) => {
      expect((await answerTo(make, [Printer])).status).toBe(500);
      const [entry] = await logOf(make, [Printer]);
      expect(entry!.msg).toMatch('Printer.print failed: GET /printer/print');
      if (message !== undefined) expect(entry!.err!.message).toMatch(message);
    });
  });

  describe('returning', () => {
    function handler(value: (error: Error) => unknown): new () => object {
      @Controller('/printer')
      class Errors extends Printer {
        @ErrorHandler(Error)
        all(error: Error): unknown {
          return value(error);
        }
      }
      return Errors;
    }

    it.each([
      ['data, which keeps the status', () => ({ sorry: true }), 418, '{"sorry":true}'],
      ['a promise', async () => 'later', 418, 'later'],
      ['a Response without a status, which keeps it', () => new Response('hm'), 418, 'hm'],
      ['a Response with a status', () => new Response('hm', { status: 200 }), 200, 'hm'],
      ['makeResponse() with a status', () => makeResponse('fine', 203), 203, 'fine'],
      ['a Redirect', () => new Redirect('/there'), 302, ''],
    ])('%s', async (_what, value, status, text) => {
      const response = await answerTo(() => new Abort(418), [handler(value)]);
      expect([response.status, response.text]).toEqual([status, text]);
    });

    it('nothing is an error that names it', async () => {
      expect((await answerTo(() => new Abort(418), [handler(() => undefined)])).status).toBe(500);
      expect((await logOf(() => new Abort(418), [handler(() => undefined)]))[0]!.err!.message).toMatch(
        'Errors.all returned nothing. Return a string',
      );
    });
  });

  describe('throwing', () => {
    function handler(stop: () => never): Controllers {
      @Controller('/printer')
      class Errors extends Printer {
        @ErrorHandler(NoPaper)
        async first() {
          stop();
        }

        @ErrorHandler(403, { scope: 'app' })
        @ErrorHandler(500, { scope: 'app' })
        @ErrorHandler(TypeError, { scope: 'app' })
        never() {
          return 'another error handler';
        }
      }
      return [Errors];
    }

    it('is answered by the default page', async () => {
      const { status, text } = await answerTo(
        () => new NoPaper(),
        handler(() => {
          throw new TypeError('secret');
        }),
      );
      expect([status, text.includes('Internal Server Error'), text.includes('secret')]).toEqual([500, true, false]);
    });

    it('an Abort is answered by the page of its status', async () => {
      const { status, text } = await answerTo(
        () => new NoPaper(),
        handler(() => abort(403)),
      );
      expect([status, text.includes('<h1>Forbidden</h1>')]).toEqual([403, true]);
    });

    it('a Redirect or a Response is sent', async () => {
      expect(
        (
          await answerTo(
            () => new NoPaper(),
            handler(() => redirect('/refill')),
          )
        ).location,
      ).toBe('/refill');
      expect(
        (
          await answerTo(
            () => new NoPaper(),
            handler(() => abort(new Response('refill', { status: 409 }))),
          )
        ).text,
      ).toBe('refill');
    });

    it('forgets neither error', async () => {
      const entries = await logOf(
        () => new NoPaper('A4'),
        handler(() => {
          throw new TypeError('secret');
        }),
      );
      expect(entries.map(({ err }) => err!.message)).toEqual(['A4', 'secret']);
    });
  });
});

describe('An error handler that returns the request', () => {
  it('answers 500, and the log says what to return instead', async () => {
    class Notes {
      @Route('/')
      index() {
        abort(410);
      }

      @ErrorHandler(410)
      gone(request: Request) {
        return request;
      }
    }
    const { logger, entries } = loggedBy();
    const response = await createApp({ controllers: [Notes], fastify: { logger } })
      .testClient()
      .get('/');
    expect([response.status, entries[0]?.err?.message]).toEqual([
      500,
      'Notes.gone returned the request, which is not an answer. Return what is to be sent: text, an object, a Response.',
    ]);
  });
});
