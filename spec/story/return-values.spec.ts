import {
  abort,
  Abort,
  Controller,
  createApp,
  FromRequest,
  html,
  makeResponse,
  MultiDict,
  Redirect,
  Request,
  Response,
  Route,
  type TestResponse,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

/** The response to a handler that returns a value. */
async function returning(make: (request: Request) => unknown): Promise<TestResponse> {
  @Controller()
  class Notes {
    @Route('/')
    show(request: Request): unknown {
      return make(request);
    }
  }
  return quietApp([Notes]).testClient().get('/');
}

/** What is logged of a handler that returns a value which is none. */
async function complaintOf(make: () => unknown): Promise<string> {
  @Controller()
  class Notes {
    @Route('/')
    show(): unknown {
      return make();
    }
  }
  const { logger, entries } = loggedBy();
  const { status } = await createApp({ controllers: [Notes], fastify: { logger } })
    .testClient()
    .get('/');
  expect(status).toBe(500);
  return entries[0]!.err!.message;
}

/** What is logged of a handler that gives a promise of nothing. */
async function complaintAt(path: string): Promise<string> {
  const find = (): Promise<unknown> => Promise.resolve(undefined);
  class Thing {
    @FromRequest()
    static async make() {
      return new Thing();
    }
  }
  class Notes {
    @Route('/passed-on')
    passedOn(): unknown {
      return find() ?? abort(404);
    }

    @Route('/async')
    async waiting(): Promise<unknown> {
      return find() ?? abort(404);
    }

    @Route('/late-factory')
    late(thing: Thing) {
      void thing;
    }

    @Route('/forgotten')
    async forgotten() {
      await find();
    }
  }
  const { logger, entries } = loggedBy();
  await createApp({ controllers: [Notes], fastify: { logger } })
    .testClient()
    .get(path);
  return entries.at(-1)!.err!.message;
}

describe('A returned value', () => {
  describe('that is text', () => {
    it('is HTML, sent as it is', async () => {
      const response = await returning(() => '<h1>Hello & välkommen</h1>');
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(response.text).toBe('<h1>Hello & välkommen</h1>');
    });

    it('may be empty', async () => {
      const response = await returning(() => '');
      expect([
        response.status,
        response.text,
        response.headers['content-type'],
        response.headers['content-length'],
      ]).toEqual([200, '', 'text/html; charset=utf-8', '0']);
    });
  });

  describe('that is html', () => {
    it('has its values escaped', async () => {
      const response = await returning(() => html`<h1>Hello ${'<script>'}</h1>`);
      expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(response.text).toBe('<h1>Hello &lt;script&gt;</h1>');
    });
  });

  describe('that is data', () => {
    it.each([
      [{ id: 1, tags: ['a'] }, '{"id":1,"tags":["a"]}'],
      [[1, 2], '[1,2]'],
      [[], '[]'],
      [0, '0'],
      [1.5, '1.5'],
      [true, 'true'],
      [false, 'false'],
      [null, 'null'],
    ])('is JSON: %j', async (value, text) => {
      const response = await returning(() => value);
      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(response.text).toBe(text);
    });

    it('keeps the order of its keys, and letters as they are', async () => {
      expect((await returning(() => ({ b: 'ü', a: '</script>' }))).text).toBe('{"b":"ü","a":"</script>"}');
    });

    it('is written as JSON.stringify does: dates in ISO form, undefined members left out, NaN null', async () => {
      const response = await returning(() => ({ at: new Date(0), gone: undefined, not: NaN }));
      expect(response.text).toBe('{"at":"1970-01-01T00:00:00.000Z","not":null}');
    });

    it('may have any members, and inherit nothing', async () => {
      expect((await returning(() => ({ constructor: 'Brunel', next: '/2' }))).text).toBe(
        '{"constructor":"Brunel","next":"/2"}',
      );
      expect((await returning(() => Object.assign(Object.create(null) as object, { id: 1 }))).text).toBe('{"id":1}');
    });

    it('is streamed as text when it is an iterator, whatever else it has', async () => {
      const letters = ['a', 'b'];
      const sync = await returning(() => ({
        name: 'letters',
        next: () => ({ done: letters.length === 0, value: letters.shift() }),
      }));
      expect([sync.headers['content-type'], sync.text]).toEqual(['text/html; charset=utf-8', 'ab']);
      const async = await returning(() => ({
        name: 'letters',
        async *[Symbol.asyncIterator]() {
          yield 'c';
        },
      }));
      expect([async.headers['content-type'], async.text]).toEqual(['text/html; charset=utf-8', 'c']);
    });

    it('may be an instance of a class, with or without a toJSON()', async () => {
      class Plain {
        name = 'Ada';
      }
      class Private extends Plain {
        toJSON(): object {
          return { id: 7 };
        }
      }
      expect((await returning(() => [new Plain(), new Private()])).json()).toEqual([{ name: 'Ada' }, { id: 7 }]);
    });

    it('may be a MultiDict, a date or a URL', async () => {
      expect((await returning(() => new MultiDict([['a', '1']]))).json()).toEqual({ a: '1' });
      expect((await returning(() => new Date(0))).json()).toBe('1970-01-01T00:00:00.000Z');
      expect((await returning(() => new URL('http://a.example/'))).json()).toBe('http://a.example/');
    });

    it('may be an object without a prototype', async () => {
      expect((await returning(() => Object.assign(Object.create(null), { a: 1 }))).json()).toEqual({ a: 1 });
    });

    it('may be large', async () => {
      const list = Array.from({ length: 200_000 }, (_, index) => index);
      expect((await returning(() => list)).json()).toHaveLength(200_000);
    });

    it('may have html in it, as text', async () => {
      expect((await returning(() => ({ page: html`<b>${'&'}</b>` }))).json()).toEqual({ page: '<b>&amp;</b>' });
    });

    it.each([
      ['a bigint in it', () => ({ id: 1n }), /bigint/],
      [
        'itself in it',
        () => {
          const a: Record<string, unknown> = {};
          a['a'] = a;
          return a;
        },
        /circular/,
      ],
      [
        'a toJSON() that throws',
        () => ({
          toJSON: () => {
            throw new Error('no JSON of me');
          },
        }),
        /no JSON of me/,
      ],
      [
        'a toJSON() that returns nothing',
        () => ({ toJSON: () => undefined }),
        /Notes\.show|toJSON\(\) returned undefined/,
      ],
    ])('with %s is an error in the log', async (_what, make, message) => {
      expect(await complaintOf(make)).toMatch(message);
    });
  });

  describe('that is bytes', () => {
    it('is application/octet-stream', async () => {
      const response = await returning(() => Buffer.from([0, 255, 10]));
      expect(response.headers['content-type']).toBe('application/octet-stream');
      expect([...response.bytes]).toEqual([0, 255, 10]);
    });

    it('may be a part of a larger buffer', async () => {
      expect([...(await returning(() => new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).bytes]).toEqual([2, 3]);
    });
  });

  describe('that is a Response', () => {
    it('is sent itself', async () => {
      const response = await returning(() => new Response('made', { status: 201, headers: { 'X-Made': 'yes' } }));
      expect([response.status, response.text, response.headers['x-made']]).toEqual([201, 'made', 'yes']);
    });
  });

  describe('that is an Abort or a Redirect', () => {
    it('is as if it had been thrown', async () => {
      expect((await returning(() => new Abort(418))).status).toBe(418);
      expect((await returning(() => new Redirect('/there'))).location).toBe('/there');
    });

    it('is also thrown by makeResponse()', async () => {
      expect((await returning(() => makeResponse(new Abort(418)))).status).toBe(418);
    });
  });

  describe('that is a promise', () => {
    it('is waited for', async () => {
      expect((await returning(async () => 'later')).text).toBe('later');
    });

    it('may be any object with a then()', async () => {
      expect((await returning(() => ({ then: (done: (value: string) => void) => done('from a query') }))).text).toBe(
        'from a query',
      );
    });

    it('answers once when a then() calls back twice', async () => {
      const twice = {
        then: (done: (value: string) => void, failed: (error: Error) => void) => {
          done('first');
          failed(new Error());
          done('second');
        },
      };
      class Notes {
        @Route('/')
        show(): unknown {
          return twice;
        }
      }
      const { logger, entries } = loggedBy();
      expect(
        (
          await createApp({ controllers: [Notes], fastify: { logger } })
            .testClient()
            .get('/')
        ).text,
      ).toBe('first');
      expect(entries).toEqual([]);
    });

    it('is a 500 when its then() throws', async () => {
      expect(
        (
          await returning(() => ({
            then: () => {
              throw new Error();
            },
          }))
        ).status,
      ).toBe(500);
    });
  });

  describe('that is none', () => {
    it('is an error that names the method and says what to return', async () => {
      const message = await complaintOf(() => undefined);
      expect(message).toMatch(
        /^Notes\.show returned nothing\. Return a string, .*, or new Response\(null, \{ status: 204 \}\)/,
      );
    });

    it.each([['/passed-on'], ['/async']])('says to await a promise that gave nothing: %s', async (path) => {
      expect(await complaintAt(path)).toMatch(
        /^Notes\.\w+ returned nothing: its promise gave undefined: await it before \?\?, as in .*\. Return a string/,
      );
    });

    it.each([['/forgotten'], ['/late-factory']])(
      'says nothing of promises when the return is missing: %s',
      async (path) => {
        expect(await complaintAt(path)).toMatch(/^Notes\.\w+ returned nothing\. Return a string/);
      },
    );

    it.each([
      [
        'the function greet',
        function greet() {
          /* nothing */
        },
      ],
      ['the symbol Symbol(x)', Symbol('x')],
      ['the bigint 1n', 1n],
    ])('names what it was: %s', async (name, value) => {
      expect(await complaintOf(() => value)).toMatch(`Notes.show returned ${name}. Return a string`);
    });

    it.each([
      ['a Map', new Map([['a', 1]]), 'Object.fromEntries(map)'],
      ['a Set', new Set([1]), '[...set]'],
      ['an ArrayBuffer', new ArrayBuffer(2), 'new Uint8Array(buffer)'],
      ['a Float32Array', new Float32Array(2), '[...array]'],
      ['a Blob', new Blob(['x']), 'blob.stream()'],
      ['a TypeError', new TypeError('oops'), 'Throw it'],
      ['a ResponseHeaders', new Response().headers, 'an after-hook returns nothing'],
      ['a URLSearchParams', new URLSearchParams('a=1'), 'Object.fromEntries(it)'],
    ])('is not sent as an empty object: %s', async (name, value, cure) => {
      expect(await complaintOf(() => value)).toMatch(`Notes.show returned ${name}, which JSON would lose.`);
      expect(await complaintOf(() => value)).toContain(cure);
    });
  });
});
