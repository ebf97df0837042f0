import { createApp, MemorySessionStore, type SessionOptions } from 'phial';
import { Cipher } from '../../lib/session/cipher.js';
import { Counter, secretKey, sessionApp } from '../support/session-app.js';

describe('A session cookie that does not open', () => {
  /** What the app reads from a Cookie header. */
  async function read(cookie: string): Promise<unknown> {
    const { status, text } = await sessionApp([Counter]).testClient().get('/', { headers: { cookie } });
    return [status, text];
  }

  async function valid(options: SessionOptions = {}, key = secretKey): Promise<string> {
    const browser = createApp({ controllers: [Counter], secretKey: key, session: options }).testClient();
    await browser.post('/');
    return browser.cookies.get(options.cookieName ?? 'session')!;
  }

  it.each<[string, SessionOptions]>([
    ['itself', {}],
    ['an id', { store: new MemorySessionStore() }],
  ])('is an empty session when it holds %s in other letters than were sealed', async (_what, session) => {
    const app = sessionApp([Counter], { session });
    const browser = app.testClient();
    await browser.post('/');
    const cookie = browser.cookies.get('session')!;
    const read = async (text: string): Promise<string> =>
      (await app.testClient().get('/', { headers: { cookie: `session=${text}` } })).text;
    const [sealed, nonce] = cookie.split('.') as [string, string];
    for (const other of [
      `${cookie}AAAA`,
      `${cookie}=`,
      `${cookie}.`,
      `${cookie}.AAAA`,
      `${cookie}%3BAAAA`,
      `${sealed}.!${nonce}`,
      `${sealed}=.${nonce}`,
      `${sealed}%20.${nonce}`,
      `${sealed};${nonce}`,
      `${sealed}%3B${nonce}`,
    ]) {
      expect([other, await read(other)]).toEqual([other, '{}']);
    }
    expect([await read(cookie), await read(encodeURIComponent(cookie))]).toEqual(['{"count":1}', '{"count":1}']);
  });

  it('is an empty session when it is forged, cut short, changed or nonsense', async () => {
    const cookie = await valid();
    const flipped = `${cookie[0] === 'A' ? 'B' : 'A'}${cookie.slice(1)}`;
    const half = cookie.slice(0, cookie.length / 2);
    for (const text of [
      '',
      '.',
      ';',
      '..',
      'x',
      'a.b',
      '%',
      '%zz',
      '"',
      cookie.split('.')[0]!,
      `.${cookie.split('.')[1]}`,
      `${cookie}x.y`,
      flipped,
      half,
      cookie.toUpperCase(),
      'A'.repeat(22) + '.' + 'A'.repeat(32),
      'A.'.repeat(2000),
      'x'.repeat(15_000),
    ]) {
      expect(await read(`session=${text}`)).toEqual([200, '{}']);
    }
  });

  it('is an empty session when it is random', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/%"\\ \t,:';
    const browser = sessionApp([Counter]).testClient();
    for (let count = 0; count < 300; count++) {
      const text = Array.from(
        { length: Math.floor(Math.random() * 200) },
        () => alphabet[Math.floor(Math.random() * alphabet.length)],
      ).join('');
      const { status } = await browser.get('/', { headers: { cookie: `session=${text}` } });
      expect([text, status]).toEqual([text, 200]);
    }
  });

  it("is an empty session when it is another app's", async () => {
    expect(await read(`session=${await valid({}, 'the secret key of another app')}`)).toEqual([200, '{}']);
  });

  it('is an empty session when it was made for a cookie of another name', async () => {
    expect(await read(`session=${await valid({ cookieName: 'other' })}`)).toEqual([200, '{}']);
  });

  it('is an empty session when another program encrypted it with the same key', async () => {
    const cipher = new Cipher([secretKey], 'session');
    await cipher.ready();
    for (const data of [
      { d: 5 },
      { d: [1] },
      { d: { a: { ' n': 'x' } } },
      { d: { a: { ' m': 7 } } },
      { f: 'x' },
      { f: [1] },
      { d: null },
      { other: 1 },
    ]) {
      expect(await read(`session=${cipher.seal(data)}`)).toEqual([200, '{}']);
    }
  });

  it('does not hide the one that does, when the browser sends two of one name', async () => {
    const cookie = await valid();
    expect(await read(`a=1; session=stale; session="x; session=${cookie}; session=other`)).toEqual([
      200,
      '{"count":1}',
    ]);
  });
});
