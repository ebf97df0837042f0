import { Keyv } from 'keyv';
import { html, Route, Session, type TestClient } from 'phial';

import { sessionApp } from '../support/session-app.js';

class Pages {
  @Route('/', ['POST'])
  touch(session: Session) {
    session.modified = true;
    return null;
  }
}

/** A value after two round trips through the cookie, the second of which decrypts it and writes it again. */
async function stored(value: unknown): Promise<unknown> {
  const browser = client();
  await browser.session((session) => session.set('value', value));
  await browser.post('/');
  return browser.session((session) => session.get('value'));
}

function client(): TestClient {
  return sessionApp([Pages]).testClient();
}

/** What `set` says to a value. */
function refusal(value: unknown): Promise<string> {
  return client().session((session) => {
    try {
      session.set('cart', value);
      return 'taken';
    } catch (error) {
      return String(error);
    }
  });
}

describe('Session values', () => {
  it.each<[string, unknown]>([
    ['text', 'täxt 日本 🎉'],
    ['half a surrogate pair', 'a\ud83d'],
    ['an empty text', ''],
    ['a number', -1.5e-7],
    ['booleans and null', [true, false, null]],
    ['lists in lists', [[], [[1]], [{}]]],
    ['an object', { a: { b: [1, { c: null }] } }],
    ['an object with keys that look like numbers', { 2: 'b', 1: 'a' }],
    ['a Date', new Date('2026-11-24T20:00:00.123Z')],
    ['a bigint', -123456789012345678901234567890n],
    ['an empty Map', new Map()],
    ['an empty Set', new Set()],
    [
      'a Map of many keys',
      new Map<unknown, unknown>([
        ['a', 1],
        [1, 'a'],
        [null, 2],
        [undefined, 3],
        [true, 4],
        [5n, 5],
      ]),
    ],
    ['a Set of many values', new Set([1, '1', null, undefined, 1n, new Date(0)])],
    [
      'a Map whose keys are dates, lists, maps and sets',
      new Map<unknown, unknown>([
        [new Date(1), 1],
        [[1], 2],
        [new Map([[1, 2]]), 3],
        [new Set([1]), 4],
      ]),
    ],
    [
      'dates, maps, sets, bigints and buffers in each other',
      [new Map([['s', new Set([new Map([['d', [new Date(5), 5n]]])])]]), { set: new Set([{ at: new Date(6) }]) }],
    ],
    ['html', [html`<b>${'&'}</b>`]],
    ['undefined in a list', [1, undefined, 2]],
    ['undefined as a value of a Map', new Map([['a', undefined]])],
  ])('come back: %s', async (_name, value) => {
    expect(await stored(value)).toStrictEqual(value);
  });

  it.each<[string, object]>([
    ['of a date', { ' d': 5 }],
    ['of a bigint', { ' n': 'no number' }],
    ['of bytes', { ' b': 'AAAA' }],
    ['of a set', { ' s': [1] }],
    ['of a map', { ' m': [[1, 2]] }],
    ['of undefined', { ' u': 1 }],
    ['of html', { ' h': '<script>' }],
    ['of a tag', { ' ': { ' ': { ' d': 1 } } }],
    ['of nothing', { ' x': new Date(7) }],
    ['beside another key', { ' d': 5, other: { ' s': 1 } }],
    ['beside undefined', { ' d': { ' d': 6 }, gone: undefined }],
  ])('survive when they look like the tag %s', async (_name, value) => {
    expect(await stored(value)).toEqual(value);
  });

  it('keep html as html, and text and objects that look like it as they are', async () => {
    const like = { ' h': '<b>' };
    const [markup, text, object] = (await stored([html`<b>${'&'}</b>`, '<b>', like])) as [unknown, string, object];
    expect(String(html`${markup}${text}`)).toBe('<b>&amp;</b>&lt;b&gt;');
    expect(object).toEqual(like);
  });

  it('keep text as text under a key that looks like the tag of html', async () => {
    const browser = client();
    await browser.session((session) => session.set(' h', '<b>'));
    expect(await browser.session((session) => String(html`${session.get(' h')}`))).toBe('&lt;b&gt;');
  });

  it('keep an invalid date invalid', async () => {
    expect(String(await stored(new Date(NaN)))).toBe('Invalid Date');
  });

  it('keep bytes as a Buffer', async () => {
    const bytes = await stored([Buffer.from([0, 1, 255]), Buffer.alloc(0), new Uint8Array([1, 2, 3]).subarray(1)]);
    expect((bytes as Buffer[]).map((one) => [Buffer.isBuffer(one), one.toString('hex')])).toEqual([
      [true, '0001ff'],
      [true, ''],
      [true, '0203'],
    ]);
  });

  it('leave out what is undefined in an object, as JSON does', async () => {
    expect(await stored({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
  });

  it('take __proto__, constructor and toString as ordinary keys', async () => {
    const value = JSON.parse('{"__proto__":{"admin":true},"constructor":1,"toString":2}') as object;
    const back = (await stored(value)) as object;
    expect(Object.entries(back)).toEqual([
      ['__proto__', { admin: true }],
      ['constructor', 1],
      ['toString', 2],
    ]);
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('may be kept under __proto__, constructor and keys that look like tags', async () => {
    const browser = client();
    await browser.session((session) => session.set('__proto__', 1).set('constructor', 2).set(' d', 3).set('', 4));
    expect(await browser.session((session) => [...session])).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
      [' d', 3],
      ['', 4],
    ]);
  });

  it('may be one object in two places', async () => {
    const shared = { a: 1 };
    expect(await stored([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  describe('are refused where they are set, by name,', () => {
    class Cart {}
    const circle: { self?: unknown } = {};
    circle.self = [circle];

    it.each<[string, unknown, RegExp]>([
      ['a function', { items: [() => 1] }, /The session cannot hold a function \(cart\.items\[0\]\)/],
      ['a symbol', Symbol('s'), /cannot hold a symbol \(cart\)/],
      [
        'an instance of a class',
        { of: new Cart() },
        /cannot hold an instance of Cart \(cart\.of\), which would come back without its methods/,
      ],
      ['an Error', new Error('x'), /cannot hold an instance of Error \(cart\)/],
      ['a promise', Promise.resolve(1), /cannot hold an instance of Promise/],
      ['NaN', [NaN], /cannot hold NaN \(cart\[0\]\)/],
      ['Infinity', Infinity, /cannot hold Infinity \(cart\)/],
      ['a circle', circle, /cannot hold data that contains itself \(cart\.self\[0\]\)/],
    ])('when they are %s', async (_name, value, message) => {
      expect(await refusal(value)).toMatch(message);
    });
  });

  it('are refused when they are nested so deeply that JSON would give up on them', async () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(await refusal(nested(1000))).toBe('taken');
    expect(await refusal(nested(1001))).toMatch(/cannot hold more than 1000 objects inside each other \(cart\)/);
    expect(await refusal(nested(100_000))).toMatch(/cannot hold more than 1000 objects/);
  });

  it('take the same time to keep however deep they are nested', () => {
    const leaves = Array.from({ length: 40_000 }, () => ({}));
    const deep: unknown = Array.from({ length: 990 }).reduce((inner) => [inner], leaves);
    const time = (value: unknown): number => {
      const start = performance.now();
      new Session().set('value', value);
      return performance.now() - start;
    };
    const least = (value: unknown): number => Math.min(...[1, 2, 3].map(() => time(value)));
    expect(least(deep)).toBeLessThan(least(leaves) * 8 + 50);
  });

  it('that became impossible later are an error before anything is sent, and the old session stays', async () => {
    class Bad {
      @Route('/')
      page(session: Session) {
        session.get<unknown[]>('list', []).push(() => 1);
        return 'fine';
      }
    }
    const browser = sessionApp([Bad]).testClient();
    await browser.session((session) => session.set('list', [1]));
    const response = await browser.get('/');
    expect([response.status, response.headers['set-cookie']]).toEqual([500, undefined]);
    expect(await browser.session((session) => session.get('list'))).toEqual([1]);
  });
});

describe('A key that stores would call', () => {
  it.each([
    ['a cookie', {}],
    ['a Keyv', { session: { store: new Keyv() } }],
  ])('is one like others in %s', async (_where, options) => {
    const sent = { toJSON: 1, list: [{ toJSON: { toJSON: [' toJSON'] } }, { ' toJSON': 2 }] };
    const browser = sessionApp([Pages], options).testClient();
    await browser.session((session) => {
      session.set('sent', sent);
      session.set('toJSON', 3);
      session.set(' toJSON', 4);
    });
    await browser.post('/');
    expect(await browser.session((session) => session.toObject())).toEqual({ sent, toJSON: 3, ' toJSON': 4 });
  });
});
