import { Readable } from 'node:stream';

import { Abort, Controller, createApp, eventStream, Redirect, render, Response, Route, sendFile } from 'phial';

import { loggedBy } from '../support/log-of.js';

/** What is logged of a handler that returns a value, whose client must not see anything of it. */
async function complaintOf(value: unknown, debug = false): Promise<string> {
  @Controller()
  class Pages {
    @Route('/')
    page(): unknown {
      return value;
    }
  }
  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Pages], debug, fastify: { logger } });
  const { status, text } = await app.testClient().get('/', { headers: { 'X-Forwarded-For': '1.2.3.4' } });
  if (status !== 500) return `answered ${status}: ${text}`;
  expect(text).not.toContain('hunter2');
  const entry = entries.find(({ level }) => level === 50)!;
  expect(entry.handler).toBe('Pages.page');
  return entry.err!.message;
}

/** As RxJS has it. */
class Observable {
  subscribe = () => {};

  pipe() {
    return this;
  }
}

/** One that is told values. */
class Subject extends Observable {
  next = () => {};
}

class Empty {}

class Secretive {
  #name = 'hunter2';

  get length() {
    return this.#name.length;
  }
}

class Named {
  greet = () => `I am ${this.name}`;

  constructor(readonly name: string) {}
}

const ANSWERS: [string, () => unknown, string][] = [
  ['render()', () => render('page', { password: 'hunter2' }), 'makeResponse(render(...), 404)'],
  ['sendFile()', () => sendFile('hunter2.txt'), 'makeResponse(sendFile(...), status)'],
  ['eventStream()', () => eventStream(['hunter2']), 'makeResponse(eventStream(...), status)'],
  ['a Response', () => new Response('hunter2'), 'makeResponse(response, status)'],
  ['an Abort', () => new Abort(404, 'hunter2'), 'Throw it'],
  ['a Redirect', () => new Redirect('/hunter2'), 'Return it alone'],
];

describe('What stands for a whole answer', () => {
  it.each([
    ['render()', () => render('page', { password: 'hunter2' })],
    ['sendFile()', () => sendFile('hunter2.txt')],
  ])('is refused also when a toJSON() gives it: %s', async (_what, make) => {
    expect(await complaintOf({ page: { toJSON: make } })).toContain('A toJSON() gave a whole answer');
  });

  it.each(ANSWERS)('is not sent as a part of data: %s', async (_what, make, cure) => {
    expect(await complaintOf([make(), 404])).toContain(cure);
    expect(await complaintOf({ a: [{ b: make() }] })).toContain('stands inside an object or a list');
    expect(await complaintOf(new Response([make(), 404]))).toContain(cure);
  });
});

describe('Data', () => {
  it.each([
    [
      'a Map',
      { users: [new Map()] },
      'There is one of the class Map at .users[0], which JSON would lose. Write Object.fromEntries(map).',
    ],
    ['a Set', [new Set()], 'There is one of the class Set at [0], which JSON would lose. Write [...set].'],
    ['an Error', { oops: new Error('x') }, 'There is one of the class Error at .oops'],
    ['a promise', { notes: Promise.resolve([]) }, 'There is one of the class Promise at .notes'],
    ["the web's Response", [new globalThis.Response('x')], 'There is one of the class Response at [0]'],
    ["the web's Headers", { seen: new Headers({ a: 'b' }) }, 'Write Object.fromEntries(it).'],
    ['a query', { query: new URLSearchParams('a=b') }, 'There is one of the class URLSearchParams at .query'],
    ['an iterator', { keys: new Map([[1, 2]]).keys() }, 'There is one of the class Map Iterator at .keys'],
    ['a regular expression', { pattern: /x/ }, 'There is one of the class RegExp at .pattern'],
    ['bytes', { key: new ArrayBuffer(2) }, 'There is one of the class ArrayBuffer at .key'],
    ['a stream', { file: Readable.from(['x']) }, 'There is one of the class Readable at .file'],
    ['an object of private fields', { owner: new Secretive() }, 'There is one of the class Secretive at .owner'],
  ])('is told from what JSON would lose: %s', async (_what, value, message) => {
    expect(await complaintOf(value, true)).toContain(message);
    expect(await complaintOf(value)).toContain(message);
  });

  it.each([
    ['a method', { find: complaintOf }, 'There is the function complaintOf at .find, which JSON would lose.'],
    ['a function in a list', [() => 1], 'There is a function at [0], which JSON would lose. Write what it returns'],
    ['a class', { types: [Empty] }, 'There is the function Empty at .types[0]'],
    ['a symbol', { a: { kind: Symbol('note') } }, 'There is a symbol at .a.kind, which JSON would lose.'],
    ['a list of bytes', { key: new Uint16Array(2) }, 'There is one of the class Uint16Array at .key'],
    [
      'an observable',
      { notes: new Observable() },
      "one of the class Observable at .notes, which JSON would lose. Await its value: await firstValueFrom(it), of 'rxjs'.",
    ],
    ['a weak map', { seen: new WeakMap() }, 'There is one of the class WeakMap at .seen'],
  ])(
    'is told from what JSON would leave out in debug mode and under the test client: %s',
    async (_what, data, message) => {
      expect(await complaintOf(data, true)).toContain(message);
      expect(await complaintOf(data)).toContain(message);
    },
  );

  it('may be an instance of a class with functions of its own', async () => {
    expect(await complaintOf([new Named('note')])).toBe('answered 200: [{"name":"note"}]');
  });

  it('may be what toJSON() makes of a function', async () => {
    expect(await complaintOf({ find: Object.assign(() => 1, { toJSON: () => 'found' }) })).toContain('"find":"found"');
  });

  it('may be an empty object', async () => {
    expect(await complaintOf({ settings: {} })).toContain('answered 200');
    expect(await complaintOf({ settings: new Empty(), next: {} }, true)).toContain('answered 200');
    expect(await complaintOf({ constructor: {}, tags: [{}], none: Object.create(null) as object })).toContain(
      'answered 200',
    );
  });

  it('names the cure for a bigint', async () => {
    expect(await complaintOf({ id: 1n })).toContain(
      'Pages.page returned data with a bigint in it, which JSON does not know. Convert it, String(id)',
    );
  });

  it.each([new Observable(), new Subject()])('is not what RxJS gives later: %s', async (value) => {
    expect(await complaintOf(value)).toMatch(
      /^Pages\.page returned an? \w+, .*await firstValueFrom\(it\), of 'rxjs'\.$/,
    );
    expect(await complaintOf({ notes: value }, true)).toContain("await firstValueFrom(it), of 'rxjs'");
  });

  it("is returned as it is, and not by the json() of the web's Response", async () => {
    class Pages {
      @Route('/')
      page(): unknown {
        return (Response as unknown as typeof globalThis.Response).json({ text: 'Hello' });
      }
    }
    const { logger, entries } = loggedBy();
    await createApp({ controllers: [Pages], fastify: { logger } })
      .testClient()
      .get('/');
    expect(entries[0]!.err!.message).toBe(
      "Phial's Response has no json(), which is the web's. Return the object from the handler, or makeResponse(object, status).",
    );
  });
});
