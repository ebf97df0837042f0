import { Redirect, Route, Session, SetupError, type AppOptions, type SessionOptions, type TestClient } from 'phial';
import { sessionApp } from '../support/session-app.js';

class Pages {
  @Route('/')
  read(session: Session) {
    return session.toObject();
  }

  @Route('/', ['POST'])
  write(session: Session) {
    session.set('user', 1);
    return null;
  }

  @Route('/permanent', ['POST'])
  writePermanent(session: Session) {
    session.permanent = true;
    session.set('user', 1);
    return null;
  }

  @Route('/clear', ['POST'])
  clear(session: Session) {
    session.clear();
    return null;
  }

  @Route('/login', ['POST'])
  login(session: Session) {
    session.clear();
    session.set('user', 2);
    return null;
  }

  @Route('/destroy', ['POST'])
  destroy(session: Session) {
    session.destroy();
    throw new Redirect('/');
  }

  @Route('/regenerate', ['POST'])
  regenerate(session: Session) {
    session.regenerate();
    return null;
  }

  @Route('/nothing', ['POST'])
  nothing(session: Session) {
    session.permanent = true;
    session.set('a', 1).delete('a');
    session.regenerate();
    return null;
  }

  @Route('/delete', ['POST'])
  delete(session: Session) {
    session.delete('user');
    return null;
  }
}

function client(session: SessionOptions = {}, options: AppOptions = {}): TestClient {
  return sessionApp([Pages], { session, ...options }).testClient();
}

/** The session's `Set-Cookie` header, its value cut short. */
async function setCookie(
  browser: TestClient,
  path = '/',
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  const response = await browser.post(path, { headers });
  return (response.headers['set-cookie'] as string | undefined)?.replace(/^([^=]+)=[\w.+/=-]+;/, '$1=...;');
}

/** What `createApp()` says to the options. */
function complaint(session: SessionOptions): string {
  try {
    client(session);
    return 'none';
  } catch (error) {
    return (error as SetupError).message;
  }
}

describe('The session cookie', () => {
  it('is HttpOnly, SameSite=Lax and for all paths by default, and ends with the browser', async () => {
    expect(await setCookie(client())).toBe('session=...; Path=/; HttpOnly; SameSite=Lax');
  });

  it('tells nothing of what it holds', async () => {
    const browser = client();
    await browser.session((session) => session.set('user', 'Ada Lovelace'));
    const [text, nonce] = browser.cookies
      .get('session')!
      .split('.')
      .map((part) => Buffer.from(part, 'base64').toString('latin1'));
    expect(`${text}${nonce}`).not.toMatch(/user|Ada|Lovelace/);
  });

  it('opens also when the client percent-encodes what it sends back', async () => {
    const browser = client();
    await browser.session((session) => session.set('user', 7));
    const cookie = `session=${encodeURIComponent(browser.cookies.get('session')!)}`;
    expect((await client().get('/', { headers: { cookie } })).json()).toEqual({ user: 7 });
  });

  it('takes its attributes from the options', async () => {
    const options = {
      cookieName: 'id',
      path: '/app',
      domain: 'example.com',
      httpOnly: false,
      sameSite: 'strict',
      secure: true,
    } as const;
    expect(await setCookie(client(options))).toBe('id=...; Domain=example.com; Path=/app; Secure; SameSite=Strict');
  });

  it('takes an option that is undefined as one that was not given', async () => {
    expect(await setCookie(client({ lifetime: undefined, path: undefined } as never), '/permanent')).toMatch(
      /^session=...; Max-Age=2678400; Path=\//,
    );
  });

  describe('Secure', () => {
    it('is on when the request came by https through a trusted proxy', async () => {
      expect(
        await setCookie(client({}, { fastify: { trustProxy: true } }), '/', { 'x-forwarded-proto': 'https' }),
      ).toMatch(/; Secure;/);
    });

    it('is off when an untrusted client says https', async () => {
      expect(await setCookie(client(), '/', { 'x-forwarded-proto': 'https' })).not.toMatch(/Secure/);
    });

    it.each<[string, SessionOptions]>([
      ["sameSite 'none'", { sameSite: 'none' }],
      ['partitioned', { partitioned: true }],
      ["a name that begins with '__Host-'", { cookieName: '__Host-id' }],
      ["a name that begins with '__Secure-'", { cookieName: '__Secure-id' }],
    ])('is implied by %s, without which browsers refuse it', async (_name, options) => {
      expect(await setCookie(client(options))).toMatch(/; Secure(?:;|$)/);
    });

    it('can be turned off for good', async () => {
      expect(
        await setCookie(client({ secure: false }, { fastify: { trustProxy: true } }), '/', {
          'x-forwarded-proto': 'https',
        }),
      ).not.toMatch(/Secure/);
    });
  });

  describe('is deleted, with its own path, domain and flags,', () => {
    const DELETED =
      'id=; Max-Age=0; Domain=example.com; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; Partitioned; SameSite=None';

    it.each(['/clear', '/destroy', '/delete'])('by POST %s', async (path) => {
      const browser = client({ cookieName: 'id', domain: 'example.com', sameSite: 'none', partitioned: true });
      await browser.post('/');
      const response = await browser.post(path);
      expect(response.headers['set-cookie']).toBe(DELETED);
      expect(browser.cookies.size).toBe(0);
    });

    it('by clear(), even when there was no valid session', async () => {
      expect(await setCookie(client(), '/clear')).toMatch(/^session=; Max-Age=0;/);
    });

    it('unless something is set after clear()', async () => {
      const browser = client();
      await browser.session((session) => {
        session.set('old', 1);
        session.permanent = true;
      });
      expect(await setCookie(browser, '/login')).toBe('session=...; Path=/; HttpOnly; SameSite=Lax');
      expect((await browser.get('/')).json()).toEqual({ user: 2 });
    });
  });

  it('is not set for a new session that stays empty', async () => {
    expect(await setCookie(client(), '/nothing')).toBeUndefined();
  });

  it('changes with regenerate(), and the data stay', async () => {
    const browser = client();
    await browser.post('/');
    const before = browser.cookies.get('session');
    await browser.post('/regenerate');
    expect(browser.cookies.get('session')).not.toBe(before);
    expect((await browser.get('/')).json()).toEqual({ user: 1 });
  });

  it.each<[SessionOptions, RegExp]>([
    [{ cookieName: 'a b' }, /session\.cookieName: it is "a b"/],
    [{ cookieName: '' }, /session\.cookieName: it is ""/],
    [{ lifetime: 0 }, /session\.lifetime: it is 0\s+Write a number of seconds/],
    [{ lifetime: '31 days' as never }, /session\.lifetime: it is "31 days"/],
    [{ lifetime: Infinity }, /session\.lifetime/],
    [{ path: 'app' }, /session\.path: it is "app"\s+Write a path with a leading slash/],
    [{ path: '/; Domain=evil.example' }, /session\.path/],
    [{ domain: 'https://example.com' }, /session\.domain/],
    [{ httpOnly: 'yes' as never }, /session\.httpOnly: it is "yes"\s+Write true or false/],
    [{ sameSite: 'Lax' as never }, /session\.sameSite: it is "Lax"/],
    [{ secure: 'always' as never }, /session\.secure: it is "always"/],
    [
      { secure: false, sameSite: 'none' },
      /session\.secure: it is false, and browsers refuse a cookie with sameSite 'none' without it/,
    ],
    [{ cookieName: '__Host-id', path: '/app' }, /'__Host-\.\.\.'/],
    [{ maxAge: 5 } as never, /session: it was given 'maxAge', which is no option/],
    [false as never, /session: it is false/],
  ])('has options that are checked at the start: %j', (options, message) => {
    expect(complaint(options)).toMatch(message);
  });
});
