import {
  Abort,
  MemorySessionStore,
  Redirect,
  type AppOptions,
  type Request,
  type Session,
  type TestResponse,
} from 'phial';

import { appOf } from '../support/app-of.js';

/** An app of one handler that works with the session, and tells what it gives. */
function sessionOf(use: (session: Session, request: Request) => unknown, options: AppOptions = {}) {
  const app = appOf((request) => ({ value: use(request.session, request) ?? null }), options);
  return app.testClient();
}

function cookieOf({ headers }: TestResponse): string {
  return String(headers['set-cookie'] ?? '');
}

describe("Of Flask's sessions and flash messages,", () => {
  // DESIGN §6: encrypted, not only signed.
  it('Format: keeps dates, bigints, maps, sets and bytes, and tells nobody', async () => {
    const value = { at: new Date(0), big: 5n, map: new Map([['a', 1]]), set: new Set([1]), bytes: Buffer.from('x') };
    const client = sessionOf((session) => session.set('all', value) && null);
    await client.get('/');
    expect(await client.session((session) => session.get('all'))).toEqual(value);
    expect(Buffer.from(client.cookies.get('session')!, 'base64url').toString()).not.toContain('all');
  });

  it('API: a dictionary', async () => {
    const client = sessionOf((session) => {
      session.set('a', 1).set('b', 2);
      return [session.get('c', 3), session.has('a'), session.pop('b'), [...session.keys()], session.modified];
    });
    expect((await client.get('/')).json()).toEqual({ value: [3, true, 2, ['a'], true] });
  });

  // Unlike Flask's `new`, which is always false.
  it('API: tells whether it is new', async () => {
    const client = sessionOf((session) => [session.isNew, session.set('a', 1) && 0]);
    expect([(await client.get('/')).text, (await client.get('/')).text]).toEqual([
      '{"value":[true,0]}',
      '{"value":[false,0]}',
    ]);
  });

  // DESIGN §6: a change inside a stored object is saved, too.
  it('modified: a nested change is saved', async () => {
    const client = sessionOf((session) => session.get<number[]>('list', []).push(1));
    await client.session((session) => session.set('list', []));
    await client.get('/');
    expect(await client.session((session) => session.get('list'))).toEqual([1]);
  });

  // DESIGN §6: SameSite=Lax, and Secure over https.
  it('Cookie defaults: HttpOnly, for all paths, SameSite=Lax', async () => {
    const response = await sessionOf((session) => session.set('a', 1) && null).get('/');
    expect(cookieOf(response)).toMatch(/^session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('Cookie defaults: each can be changed', async () => {
    const options = {
      cookieName: 'mine',
      path: '/a',
      domain: 'example.com',
      sameSite: 'strict',
      secure: true,
    } as const;
    const response = await sessionOf((session) => session.set('a', 1) && null, { session: options }).get('/');
    expect(cookieOf(response)).toMatch(/^mine=/);
    for (const part of ['Path=/a', 'Domain=example.com', 'SameSite=Strict', 'Secure'])
      expect(cookieOf(response)).toContain(part);
  });

  it.each([
    [false, /^(?!.*(?:Expires|Max-Age))/],
    [true, /Expires|Max-Age/],
  ])('Lifetime: permanent %s', async (permanent, expected) => {
    const client = sessionOf((session) => {
      session.set('a', 1);
      session.permanent = permanent;
    });
    expect(cookieOf(await client.get('/'))).toMatch(expected);
  });

  // DESIGN §6: written when it changed; a permanent one is renewed when half its lifetime has passed.
  it('SESSION_REFRESH_EACH_REQUEST: an untouched session is not sent again', async () => {
    const client = sessionOf((session) => session.size);
    await client.session((session) => {
      session.set('a', 1);
      session.permanent = true;
    });
    expect(cookieOf(await client.get('/'))).toBe('');
  });

  it('Vary: Cookie: once it is read, and not otherwise', async () => {
    expect((await sessionOf((session) => session.has('a')).get('/')).headers['vary']).toBe('Cookie');
    expect(
      (
        await appOf(() => 'a')
          .testClient()
          .get('/')
      ).headers['vary'],
    ).toBeUndefined();
  });

  it('Emptied: the cookie is deleted', async () => {
    const client = sessionOf((session) => session.clear());
    await client.session((session) => session.set('a', 1));
    expect(cookieOf(await client.get('/'))).toMatch(/^session=; .*1970/);
  });

  it.each(['nonsense', ''])('Bad cookie: an empty session, no error, %j', async (cookie) => {
    const client = sessionOf((session) => session.size);
    const { status, text } = await client.get('/', { headers: { cookie: `session=${cookie}` } });
    expect([status, text]).toEqual([200, '{"value":0}']);
  });

  it('No SECRET_KEY: reads are empty, a write throws and says why', async () => {
    const options = { secretKey: undefined } as AppOptions;
    expect((await sessionOf((session) => session.size, options).get('/')).text).toBe('{"value":0}');
    const client = appOf((request) => void request.session.set('a', 1), options).testClient({ throwErrors: true });
    await expect(client.get('/')).rejects.toThrow('no secret key was set');
  });

  const [older, newer] = ['an older secret key', 'a newer secret key'];

  it('SECRET_KEY_FALLBACKS: older keys still read', async () => {
    const before = sessionOf((session) => session.set('a', 1) && null, { secretKey: older });
    await before.get('/');
    const after = sessionOf((session) => session.get('a'), { secretKey: [newer, older] });
    const cookie = `session=${before.cookies.get('session')}`;
    expect((await after.get('/', { headers: { cookie } })).text).toBe('{"value":1}');
  });

  it.each([[['']], [['short']], [5]])('SECRET_KEY_FALLBACKS: %j is refused at the start', (secretKey) => {
    expect(() => appOf(() => '', { secretKey: secretKey as never })).toThrow('secretKey');
  });

  it.each(['abort', 'redirect', 'error'])('Order: saved after all hooks, also after %s', async (how) => {
    const client = sessionOf((session) => {
      session.set('a', 1);
      throw how === 'error' ? new Error() : how === 'abort' ? new Abort(403) : new Redirect('/');
    });
    expect(cookieOf(await client.get('/'))).toContain('session=');
  });

  // DESIGN §6: an error, not a silent loss.
  it('Too big: an error that names the largest keys', async () => {
    const client = appOf((request) => request.session.set('cart', 'x'.repeat(5000)) && null);
    await expect(client.testClient({ throwErrors: true }).get('/')).rejects.toThrow("'cart'");
  });

  it('session_interface: a store', async () => {
    const client = sessionOf((session) => session.get('a'), { session: { store: new MemorySessionStore() } });
    await client.session((session) => session.set('a', 1));
    expect(client.cookies.get('session')).toBeDefined();
  });

  it('flash(): waits for the next page, as a message unless a category is given', async () => {
    const client = sessionOf((session) => session.flashes());
    await client.session((session) => {
      session.flash('Saved.');
      session.flash('Too short.', 'error');
    });
    expect((await client.get('/')).json()).toEqual({
      value: [
        { category: 'message', message: 'Saved.' },
        { category: 'error', message: 'Too short.' },
      ],
    });
    expect((await client.get('/')).text).toBe('{"value":[]}');
  });

  it('get_flashed_messages(): takes all at first, tells them again in the request, and only filters', async () => {
    const client = sessionOf((session) => [session.flashes({ category: 'error' }).length, session.flashes().length]);
    await client.session((session) => {
      session.flash('Saved.');
      session.flash('Too short.', 'error');
    });
    expect((await client.get('/')).text).toBe('{"value":[1,2]}');
    expect((await client.get('/')).text).toBe('{"value":[0,0]}');
  });
});
