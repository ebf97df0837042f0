import { jest } from '@jest/globals';

import { type App, type AppOptions } from 'phial';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

const SECRET = 'a secret key for the specs';
const purpose = 'confirm-mail';

function appOf(secretKey: AppOptions['secretKey'] = SECRET): App {
  return quietApp([], { secretKey });
}

describe('A signed token', () => {
  const now = Date.parse('2026-01-01T12:00:00.500Z');
  beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(now));
  afterEach(() => jest.restoreAllMocks());

  it.each([
    [42],
    ['ä text'],
    [null],
    [false],
    [[1, 'two', [null]]],
    [{ id: 7, tags: ['a'], deep: { __proto__: null } }],
  ])('gives %j back', (value) => {
    const app = appOf();
    expect(app.unsign(app.sign(value, { purpose }), { purpose })).toEqual(value);
  });

  it('is text that a URL holds as it is', () => {
    expect(appOf().sign({ name: '???>>>ÿÿÿ' }, { purpose })).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  it('is of one purpose', () => {
    const app = appOf();
    expect(app.unsign(app.sign(1, { purpose }), { purpose: 'reset-password' })).toBeUndefined();
  });

  it('is good for as long as it says', () => {
    const app = appOf();
    const token = app.sign(1, { purpose, maxAge: 60 });
    jest.mocked(Date.now).mockReturnValue(now + 60_000);
    expect(app.unsign(token, { purpose })).toBe(1);
    jest.mocked(Date.now).mockReturnValue(now + 60_001);
    expect(app.unsign(token, { purpose })).toBeUndefined();
  });

  it('is always good when it does not say for how long', () => {
    const app = appOf();
    const token = app.sign(1, { purpose });
    jest.mocked(Date.now).mockReturnValue(now + 10 ** 12);
    expect(app.unsign(token, { purpose })).toBe(1);
  });

  it('is not good before it was signed, but for the clocks of two machines', () => {
    const app = appOf();
    const token = app.sign(1, { purpose });
    jest.mocked(Date.now).mockReturnValue(now - 1000);
    expect(app.unsign(token, { purpose })).toBe(1);
    jest.mocked(Date.now).mockReturnValue(now - 60_000);
    expect(app.unsign(token, { purpose })).toBeUndefined();
  });

  it('is verified by older keys, and signed by the first', () => {
    const [older, both, newer] = [
      appOf('the older secret key'),
      appOf(['the newer secret key', 'the older secret key']),
      appOf('the newer secret key'),
    ];
    expect(both.unsign(older.sign(1, { purpose }), { purpose })).toBe(1);
    expect(newer.unsign(both.sign(1, { purpose }), { purpose })).toBe(1);
    expect(newer.unsign(older.sign(1, { purpose }), { purpose })).toBeUndefined();
  });

  it('is nothing when a character of it is another, is left out, or comes twice', () => {
    const app = appOf();
    const token = app.sign({ id: 1 }, { purpose });
    for (let index = 0; index < token.length; index++) {
      const [before, character, after] = [token.slice(0, index), token[index]!, token.slice(index + 1)];
      const others = [before + after, before + character + character + after, before];
      const changed = ['A', 'B', '.', '=', ' '].filter((one) => one !== character).map((one) => before + one + after);
      for (const other of [...others, ...changed]) expect(app.unsign(other, { purpose })).toBeUndefined();
    }
  });

  it.each([[undefined], [null], [7], [''], ['.'], ['..'], ['a.b.c'], [{}], ['ÿ.ÿ'], ['.'.repeat(100_000)]])(
    'is not %j',
    (text) => {
      expect(appOf().unsign(text as string, { purpose })).toBeUndefined();
    },
  );
});

describe('app.sign()', () => {
  it.each([[undefined], [new Date(0)], [new Map()], [NaN], [10n], [() => 1], [{ at: new Date(0) }], [[undefined]]])(
    'refuses %p, which JSON does not have',
    (value) => {
      expect(() => appOf().sign(value, { purpose })).toThrow(
        /^app\.sign\(\) cannot sign .+, which JSON does not have\. Sign plain data, for instance the id of what you mean\.$/,
      );
    },
  );

  it('refuses what contains itself', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => appOf().sign(circle, { purpose })).toThrow('app.sign() cannot sign what contains itself');
  });

  it.each([[0], [-1], [NaN], [Infinity], ['60']])('refuses a maxAge of %p', (maxAge) => {
    expect(() => appOf().sign(1, { purpose, maxAge: maxAge as number })).toThrow(
      `app.sign() takes a maxAge of seconds above 0, not ${typeof maxAge === 'string' ? '"60"' : maxAge}. Write maxAge: 3600 for an hour, or leave it away`,
    );
  });

  it('asks what the token is for, and so does app.unsign()', () => {
    const app = appOf();
    const sentence = "needs to know what the token is for. Write { purpose: 'reset-password' }.";
    expect(() => app.sign(1, {} as never)).toThrow(`app.sign() ${sentence}`);
    expect(() => app.sign(1, undefined as never)).toThrow(`app.sign() ${sentence}`);
    expect(() => app.unsign('a.b', { purpose: '' })).toThrow(`app.unsign() ${sentence}`);
  });

  it('refuses an option that it does not have', () => {
    expect(() => appOf().sign(1, { purpose, maxage: 60 } as never)).toThrow(
      "app.sign() has no option 'maxage'. There are purpose, maxAge. Did you mean 'maxAge'?",
    );
    expect(() => appOf().unsign('a.b', { purpose, maxAge: 60 } as never)).toThrow(
      "app.unsign() has no option 'maxAge'",
    );
  });

  it('says how to make a secret key where there is none', () => {
    expect(() => quietApp().sign(1, { purpose })).toThrow(
      'app.sign() has no secret key to sign with. Set PHIAL_SECRET_KEY, or pass secretKey to createApp(). Make a key with: npx phial secret',
    );
  });

  it('has a random key in debug mode, and warns of it once', () => {
    const { logger, entries } = loggedBy();
    const app = quietApp([], { debug: true, fastify: { logger } });
    expect(app.unsign(app.sign(1, { purpose }), { purpose })).toBe(1);
    expect(entries.map(({ msg }) => msg)).toEqual([
      'app.sign(): there is no secret key, so that a random one signs until this process ends. Set PHIAL_SECRET_KEY.',
    ]);
  });
});
