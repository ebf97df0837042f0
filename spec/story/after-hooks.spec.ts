import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

import {
  abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  ErrorHandler,
  makeResponse,
  redirect,
  Request,
  Response,
  Route,
  type App,
  type TestResponse,
} from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

type AfterHook = (response: Response, request: Request) => unknown;

let log: Entry[];

/** An app whose handler returns a value, with hooks of its controller in order of declaration. */
function appWith(value: () => unknown, ...hooks: AfterHook[]): App {
  @Controller('/notes')
  class Notes {
    @Route('/', ['GET'])
    index(): unknown {
      return value();
    }

    @ErrorHandler(410)
    gone() {
      return 'gone';
    }

    @ErrorHandler(500)
    never() {
      return 'an error handler';
    }
  }
  hooks.forEach((hook, index) => {
    const name = `hook${index + 1}`;
    Object.defineProperty(Notes.prototype, name, { value: hook });
    AfterRequest({ inject: [Response, Request] })(Notes.prototype, name, { value: hook });
  });
  const { logger, entries } = loggedBy();
  log = entries;
  return createApp({ controllers: [Notes], fastify: { logger } });
}

function answerTo(value: () => unknown, ...hooks: AfterHook[]): Promise<TestResponse> {
  return appWith(value, ...hooks)
    .testClient()
    .get('/notes/');
}

const note =
  (name: string): AfterHook =>
  (response) =>
    void response.headers.append('X-Ran', name);

describe('AfterRequest', () => {
  it("runs the controller's hooks, then the app's, in reverse", async () => {
    @Controller()
    class Everywhere {
      @AfterRequest({ scope: 'app' })
      first(response: Response) {
        response.headers.append('X-Ran', 'app 1');
      }

      @AfterRequest({ scope: 'app' })
      async second(response: Response) {
        await turn();
        response.headers.append('X-Ran', 'app 2');
      }

      @AfterRequest()
      elsewhere(response: Response) {
        response.headers.append('X-Ran', 'of another controller');
      }

      @Route('/elsewhere')
      page() {
        return 'elsewhere';
      }
    }
    @Controller()
    class Notes {
      @AfterRequest()
      own1(response: Response) {
        response.headers.append('X-Ran', 'own 1');
      }

      @Route('/')
      index() {
        return 'x';
      }

      @AfterRequest()
      own2(response: Response) {
        response.headers.append('X-Ran', 'own 2');
      }
    }
    const { headers } = await createApp({ controllers: [Everywhere, Notes] })
      .testClient()
      .get('/');
    expect(headers['x-ran']).toEqual(['own 2', 'own 1', 'app 2', 'app 1']);
  });

  it('may change the status, the headers, the cookies and the body', async () => {
    const response = await answerTo(
      () => 'text',
      (it) => {
        it.status = 203;
        it.type = 'text/plain';
        it.setCookie('a', '1');
        it.body = `more ${String(it.body)}`;
      },
    );
    expect([
      response.status,
      response.headers['content-type'],
      response.headers['set-cookie'],
      response.text,
      response.headers['content-length'],
    ]).toEqual([203, 'text/plain', 'a=1; Path=/', 'more text', '9']);
  });

  it('sees JSON as text, and may make the body other data', async () => {
    const { text, headers } = await answerTo(
      () => '<p>',
      (it) => {
        it.body = { was: it.body };
      },
      (it) => {
        it.body = [it.body];
      },
    );
    expect([text, headers['content-type']]).toEqual(['{"was":"[\\"<p>\\"]"}', 'application/json; charset=utf-8']);
  });

  it.each([
    ['a Response', () => new Response('new', { status: 203 }), 203, 'new'],
    ['any value', () => ({ a: 1 }), 200, '{"a":1}'],
    ['null', () => null, 200, 'null'],
    ['a promise', async () => 'later', 200, 'later'],
    ['the response itself', (response: Response) => makeResponse(response, 203), 203, 'old'],
    ['nothing, which changes nothing', () => undefined, 200, 'old'],
  ])('may be replaced: by %s', async (_what, hook, status, text) => {
    expect(await answerTo(() => 'old', hook)).toMatchObject({ status, text });
  });

  it.each([
    ['an error handler answered', () => abort(410), 410, 'gone'],
    ['nobody answered', () => abort(403), 403, expect.stringContaining('Forbidden')],
    [
      'nobody foresaw',
      () => {
        throw new Error();
      },
      500,
      'an error handler',
    ],
    ['redirected', () => redirect('/there'), 302, ''],
    ['aborted with a Response', () => abort(new Response('so', { status: 409 })), 409, 'so'],
    ['found nothing to send', () => undefined, 500, 'an error handler'],
    ['found no JSON in it', () => ({ a: 1n }), 500, 'an error handler'],
  ])('runs once for a request that %s', async (_what, value, status, text) => {
    expect(await answerTo(value, note('once'))).toMatchObject({ status, text, headers: { 'x-ran': 'once' } });
  });

  it('runs when a before-hook has answered', async () => {
    class Notes {
      @BeforeRequest()
      stop() {
        return 'stopped';
      }

      @AfterRequest()
      sign(response: Response) {
        response.headers.set('X-Ran', 'yes');
      }

      @Route('/')
      index() {
        return 'x';
      }
    }
    expect(
      await createApp({ controllers: [Notes] })
        .testClient()
        .get('/'),
    ).toMatchObject({ text: 'stopped', headers: { 'x-ran': 'yes' } });
  });

  it.each([
    ['GET', '/nowhere', 404],
    ['POST', '/', 405],
    ['OPTIONS', '/', 200],
    ['GET', '/%zz', 400],
  ])("runs the app's hooks where no handler is: %s %s", async (method, path, status) => {
    class Notes {
      @Route('/')
      index() {
        return 'x';
      }

      @AfterRequest({ scope: 'app' })
      sign(response: Response, request: Request) {
        response.headers.set('X-Seen', `${response.status} ${request.routingException?.status ?? null}`);
      }
    }
    const response = await quietApp([Notes]).testClient().request(method, path);
    expect([response.status, response.headers['x-seen']]).toEqual([
      status,
      `${status} ${status === 200 ? null : status}`,
    ]);
  });

  describe('that throws', () => {
    it.each([
      [
        'at once',
        () => {
          throw new Error('secret');
        },
      ],
      [
        'later',
        async () => {
          await turn();
          throw new Error('secret');
        },
      ],
      [
        'what is no Error',
        () => {
          throw 'secret';
        },
      ],
      ['by returning what is none', () => new Map()],
      ['by returning no JSON', () => ({ secret: 1n })],
    ] as [string, AfterHook][])(
      'makes the response the default 500, and the others still run: %s',
      async (_what, hook) => {
        const { status, headers, text } = await answerTo(
          () => new Response('old', { headers: { 'X-Old': '1' } }),
          note('last'),
          hook,
          note('first'),
        );
        expect([status, headers['x-ran'], headers['x-old'], text.includes('Something went wrong')]).toEqual([
          500,
          'last',
          undefined,
          true,
        ]);
        expect(text).not.toContain('secret');
        expect(log).toHaveLength(1);
      },
    );

    it('an Abort or a Redirect is answered without error handlers', async () => {
      expect(
        (
          await answerTo(
            () => 'old',
            () => abort(410),
          )
        ).text,
      ).toContain('<h1>Gone</h1>');
      expect(
        (
          await answerTo(
            () => 'old',
            () => redirect('/there'),
          )
        ).location,
      ).toBe('/there');
      expect(
        (
          await answerTo(
            () => 'old',
            () => abort(new Response({ a: 1 })),
          )
        ).text,
      ).toBe('{"a":1}');
    });

    it('names itself when it returns what is none', async () => {
      await answerTo(
        () => 'old',
        () => new Map(),
      );
      expect(log[0]!.err!.message).toMatch('Notes.hook1 returned a Map');
    });
  });

  describe('and a stream', () => {
    const endless = (): Readable =>
      new Readable({
        read() {
          setImmediate(() => this.push('tick'));
        },
      });

    it.each([
      ['returns another response', () => 'new'],
      [
        'sets another body',
        (response: Response) => {
          response.body = 'new';
        },
      ],
      [
        'throws',
        () => {
          throw new Error();
        },
      ],
    ] as [string, AfterHook][])('closes the old source when it %s', async (_what, hook) => {
      const source = endless();
      const closed = once(source, 'close');
      await answerTo(() => source, hook);
      await closed;
    });

    it.each([
      [
        'a Node stream',
        (response: Response) => {
          response.body = (response.body as Readable).pipe(new PassThrough());
        },
      ],
      [
        'a generator',
        (response: Response) =>
          new Response(
            (async function* () {
              for await (const chunk of response.body as Readable) yield chunk;
            })(),
          ),
      ],
    ] as [string, AfterHook][])('may wrap its source in another: %s', async (_what, hook) => {
      expect((await answerTo(() => Readable.from(['a', 'b']), hook)).text).toBe('ab');
    });

    it('closes a wrapped source when the client leaves', async () => {
      const source = endless();
      const closed = once(source, 'close');
      const app = appWith(
        () => source,
        (response) => {
          response.body = (response.body as Readable).pipe(new PassThrough());
        },
      );
      const [response] = (await once(get(`${await app.run({ port: 0 })}/notes/`), 'response')) as [IncomingMessage];
      await once(response, 'data');
      response.destroy();
      await closed;
      await app.close();
    });

    it('breaks the response off with a source that it has piped into another', async () => {
      const app = appWith(
        () =>
          Readable.from(
            (async function* () {
              yield 'a';
              await sleep(20);
              throw new Error('broken');
            })(),
          ),
        (response) => {
          response.body = (response.body as Readable).pipe(new PassThrough());
        },
      );
      const address = await app.run({ port: 0 });
      await expect(fetch(`${address}/notes/`).then((response) => response.text())).rejects.toThrow();
      await app.close();
      expect(log[0]!.msg).toBe('Notes.index failed while its response was sent: GET /notes/');
    });

    it.each([
      [
        'ends it by hand',
        (response) => {
          const out = new PassThrough();
          const source = response.body as Readable;
          source.on('error', () => out.end('-- cut --'));
          response.body = source.pipe(out, { end: false });
        },
        'ab-- cut --',
      ],
      [
        'catches the error',
        (response) => {
          const source = response.body as Readable;
          response.body = Readable.from(
            (async function* () {
              try {
                yield* source;
              } catch {
                yield '-- cut --';
              }
            })(),
          );
        },
        'ab-- cut --',
      ],
      [
        'reads no further',
        (response) => {
          response.body = (response.body as Readable).take(1);
        },
        'a',
      ],
      [
        'has looked at the first of it',
        async (response) => {
          for await (const first of response.body as Readable) {
            response.body = Readable.from([first, ', and so on']);
            break;
          }
        },
        'a, and so on',
      ],
    ] as [string, AfterHook, string][])('may answer for a source that breaks: it %s', async (_what, hook, text) => {
      const breaking = (): Readable =>
        Readable.from(
          (async function* () {
            yield 'a';
            yield 'b';
            await sleep(20);
            throw new Error('broken');
          })(),
        );
      expect((await answerTo(breaking, hook)).text).toBe(text);
    });

    it('survives a source that breaks while the hook waits', async () => {
      const { status } = await answerTo(
        () => new Readable().destroy(new Error('broken')),
        async () => {
          await turn();
          await turn();
        },
      );
      expect(status).toBe(500);
    });
  });
});

describe('What an after-hook returns by mistake', () => {
  async function loggedOf(hook: (response: Response, request: Request) => unknown) {
    class Notes {
      @AfterRequest({ inject: [Response, Request] })
      mark(response: Response, request: Request): unknown {
        return hook(response, request);
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

  it('is told by its name when it is a copy of the response, which has no body', async () => {
    expect(await loggedOf((response) => ({ ...response, status: 201 }))).toEqual([
      500,
      'Notes.mark returned a copy of a Response as an object, which has lost its body. Change the response and return nothing, or return makeResponse(response, status, headers).',
    ]);
  });

  it('is told by its name when it is the request, or data that JSON cannot hold', async () => {
    expect(await loggedOf((_response, request) => request)).toEqual([
      500,
      expect.stringMatching(/^Notes\.mark returned the request, /),
    ]);
    expect(await loggedOf(() => ({ id: 1n }))).toEqual([
      500,
      expect.stringMatching(/^Notes\.mark returned data with a bigint in it/),
    ]);
  });

  it.each([true, false, null, 0])('is sent, and the log says so once, when it is %s', async (value) => {
    const client = appWith(
      () => 'old',
      () => value,
    ).testClient();
    expect([(await client.get('/notes/')).text, (await client.get('/notes/')).text]).toEqual([`${value}`, `${value}`]);
    expect(log.map(({ msg }) => msg)).toEqual([
      `Notes.hook1 returned ${value}, and that was sent in place of the response: an after-hook that returns something replaces it; change the response that it is given, and return nothing.`,
    ]);
  });

  it('is no matter of the log when it is an object, which may be meant', async () => {
    await answerTo(
      () => 'old',
      () => ({ data: 'old' }),
    );
    expect(log).toEqual([]);
  });
});
