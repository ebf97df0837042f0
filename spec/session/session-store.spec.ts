import { inspect } from 'node:util';

import { jest } from '@jest/globals';
import { Keyv } from 'keyv';

import {
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  createApp,
  ErrorHandler,
  FromRequest,
  html,
  MemorySessionStore,
  Redirect,
  render,
  Request,
  Route,
  Session,
  Abort,
  SetupError,
  type AppOptions,
  type SessionStore,
  type TestClient,
} from 'phial';
import { recording } from '../support/recording-store.js';
import { secretKey, sessionApp } from '../support/session-app.js';

type Act = (session: Session) => unknown;

/** An app whose `/` does something with a session that is kept in a store, and a browser in front of it. */
function client(store: SessionStore, act: Act = () => null, options: AppOptions = {}): TestClient {
  class Pages {
    @Route('/', ['GET', 'POST'])
    page(session: Session) {
      return act(session) ?? null;
    }

    @Route('/read')
    read(session: Session) {
      return session.toObject();
    }

    @Route('/plain')
    plain() {
      return 'plain';
    }
  }
  const { session, ...others } = options;
  return sessionApp([Pages], { session: { store, ...session }, ...others }).testClient();
}

/** The calls of the store while a visitor with a session asks for a page. */
async function callsOf(act: Act, path = '/'): Promise<string[]> {
  const { store, calls } = recording();
  const browser = client(store, act);
  await browser.session((session) => session.set('name', 'Ada'));
  calls.length = 0;
  await browser.get(path);
  return calls;
}

describe('a session in a store', () => {
  it('comes back with the next request', async () => {
    const browser = client(new MemorySessionStore(), (session) =>
      session.set('when', new Date(5)).set('many', new Map([[1, new Set([2n])]])),
    );
    await browser.get('/');
    expect(await browser.session((session) => session.toObject())).toEqual({
      when: new Date(5),
      many: new Map([[1, new Set([2n])]]),
    });
  });

  it('is one of a cookie that holds an id of 256 bits alone, encrypted', async () => {
    const { store, records } = recording();
    const browser = client(store, (session) => session.set('name', 'Ada'.repeat(5000)));
    await browser.get('/');
    const [id] = [...records.keys()];
    expect(Buffer.from(id!, 'base64url')).toHaveLength(32);
    expect(browser.cookies.get('session')).not.toContain(id);
    expect(browser.cookies.get('session')!.length).toBeLessThan(200);
  });

  it('has an id of its own for each visitor', async () => {
    const { store, records } = recording();
    for (let visitor = 0; visitor < 5; visitor++) await client(store, (session) => session.set('a', 1)).get('/');
    expect(records.size).toBe(5);
  });

  it('tells caches that the response is private, and varies by cookie', async () => {
    const response = await client(new MemorySessionStore(), (session) => session.set('a', 1)).get('/');
    expect(response.headers).toMatchObject({ vary: 'Cookie', 'cache-control': 'private' });
  });

  it('has the flags of the options in its cookie', async () => {
    const browser = client(new MemorySessionStore(), (session) => session.set('a', 1), {
      session: { cookieName: 'sid', path: '/app', sameSite: 'strict', secure: true },
    });
    expect((await browser.get('/')).headers['set-cookie']).toMatch(
      /^sid=[^;]+; Path=\/app; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  it('keeps flash messages for the next page', async () => {
    const browser = client(new MemorySessionStore(), (session) => session.flashes());
    await browser.session((session) => session.flash('Saved.'));
    expect([(await browser.get('/')).json(), (await browser.get('/')).json()]).toEqual([
      [{ category: 'message', message: 'Saved.' }],
      [],
    ]);
  });

  it('is as it was when it could not be saved, even in a store that keeps the very object', async () => {
    const browser = client(
      new Map() as SessionStore,
      (session) => session.flashes() && session.get<unknown[]>('list', []).push(() => {}),
    );
    await browser.session((session) => session.set('list', [1]).flash('Saved.'));
    expect((await browser.get('/')).status).toBe(500);
    expect(await browser.session((session) => [session.toObject(), session.flashes()])).toEqual([
      { list: [1] },
      [{ category: 'message', message: 'Saved.' }],
    ]);
  });

  it('is saved when the handler aborts or redirects', async () => {
    const browser = client(new MemorySessionStore(), (session) => {
      session.set('count', session.get('count', 0) + 1);
      throw session.get('count') === 1 ? new Abort(404) : new Redirect('/');
    });
    await browser.get('/');
    await browser.get('/');
    expect((await browser.get('/read')).json()).toEqual({ count: 2 });
  });

  it('is empty when its record is gone, and gets another id', async () => {
    const { store, records } = recording();
    const browser = client(store, (session) => session.set('isNew', session.isNew));
    await browser.get('/');
    const [old] = [...records.keys()];
    records.clear();
    await browser.get('/');
    expect([...records.keys()]).not.toEqual([old]);
    expect((await browser.get('/read')).json()).toEqual({ isNew: true });
  });

  it('is empty for an id that was made up', async () => {
    const { store, calls } = recording();
    const browser = client(store);
    browser.cookies.set('session', 'x'.repeat(43));
    expect((await browser.get('/read')).json()).toEqual({});
    expect(calls).toEqual([]);
  });

  it('is reached with every secret key, and its cookie moves to the first with the next change', async () => {
    const store = new MemorySessionStore();
    const old = client(store);
    await old.session((session) => session.set('a', 1));
    const both = client(store, (session) => session.set('b', 2), {
      secretKey: ['a new secret key for the specs', secretKey],
    });
    both.cookies.set('session', old.cookies.get('session')!);
    await both.get('/');
    const now = client(store, undefined, { secretKey: 'a new secret key for the specs' });
    now.cookies.set('session', both.cookies.get('session')!);
    expect((await now.get('/read')).json()).toEqual({ a: 1, b: 2 });
  });

  it('sends a young cookie again as it came, since its id stays the same', async () => {
    const browser = client(new MemorySessionStore(), (session) => session.set('visits', session.get('visits', 0) + 1));
    await browser.get('/');
    const cookie = browser.cookies.get('session');
    expect((await browser.get('/')).headers['set-cookie']).toBe(`session=${cookie}; Path=/; HttpOnly; SameSite=Lax`);
    expect(await browser.session((session) => session.get('visits'))).toBe(2);
  });

  it.each([
    ['its session has another identity', (session: Session) => session.regenerate(), 0],
    ['it is a minute old', (session: Session) => session.set('a', 2), 61_000],
  ])('encrypts its cookie anew when %s', async (_when, change, later) => {
    const browser = client(new MemorySessionStore(), (session) =>
      session.has('a') ? change(session) : session.set('a', 1),
    );
    await browser.get('/');
    const cookie = browser.cookies.get('session');
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now + later);
    await browser.get('/');
    clock.mockRestore();
    expect(browser.cookies.get('session')).not.toBe(cookie);
  });

  it('encrypts its cookie anew when it has aged while the handler was at work', async () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    const browser = client(new MemorySessionStore(), (session) => {
      if (session.has('a')) clock.mockImplementation(() => now + 61_000);
      session.set('a', session.get('a', 0) + 1);
    });
    await browser.get('/');
    const cookie = browser.cookies.get('session');
    await browser.get('/');
    clock.mockRestore();
    expect(browser.cookies.get('session')).not.toBe(cookie);
  });

  it('is not shown with its cookie when it is logged', async () => {
    let shown = '';
    const browser = client(new MemorySessionStore(), (session) => {
      shown = inspect(session, { depth: 9, showHidden: true, getters: true });
      session.set('a', 1);
    });
    await browser.get('/');
    await browser.get('/');
    expect(shown).toContain('Session');
    expect(shown).not.toContain(browser.cookies.get('session'));
  });

  it('is there for templates when a context processor declares it', async () => {
    class Pages {
      @Route('/')
      page() {
        return render('page');
      }

      @ContextProcessor()
      open(_session: Session) {
        return {};
      }
    }
    const app = sessionApp([Pages], { root: 'spec/fixtures/sessions', session: { store: new MemorySessionStore() } });
    const browser = app.testClient();
    await browser.session((session) => session.set('name', 'Ada').flash('Saved.'));
    expect((await browser.get('/')).text).toBe('Ada: Saved.\n');
  });

  it('explains itself where nothing has declared it', async () => {
    class Pages {
      @Route('/')
      page(request: Request) {
        return html`${request.session.size}`;
      }

      @ErrorHandler(500)
      explain({ cause }: Abort) {
        return (cause as Error).message;
      }
    }
    const app = sessionApp([Pages], { session: { store: new MemorySessionStore() } });
    expect((await app.testClient().get('/')).text).toContain('Declare a parameter `session: Session`');
  });
});

describe('the calls of a session store', () => {
  it.each<[string, Act, string[]]>([
    ['reads', (session) => session.get('name'), ['get']],
    ['sets what was there', (session) => session.set('name', 'Ada'), ['get']],
    ['changes the session', (session) => session.set('name', 'Bob'), ['get', 'get', 'set', 'get', 'get']],
    ['destroys it', (session) => session.destroy(), ['get', 'set', 'get', 'delete']],
    ['clears it', (session) => session.clear(), ['get', 'set', 'get', 'delete']],
    ['deletes its only key', (session) => session.delete('name'), ['get', 'set', 'get', 'delete']],
    ['gives it a new id', (session) => session.regenerate(), ['get', 'get', 'set', 'get', 'set', 'delete', 'get']],
    [
      'destroys it and flashes a message',
      (session) => (session.destroy(), session.flash('Bye.')),
      ['get', 'set', 'set', 'get', 'delete'],
    ],
  ])('are no more than these when a handler %s', async (_what, act, calls) => {
    expect(await callsOf(act)).toEqual(calls);
  });

  it('are none for a route that declares no session', async () => {
    expect(await callsOf(() => null, '/plain')).toEqual([]);
  });

  it('are none for a visitor without a session who is only shown a page', async () => {
    const { store, calls } = recording();
    await client(store, (session) => session.get('a')).get('/');
    expect(calls).toEqual([]);
  });

  it('are shared by hooks, factories and the handler', async () => {
    class Visitor {
      constructor(readonly session: Session) {}

      @FromRequest()
      static load(session: Session) {
        return new Visitor(session);
      }
    }
    class Pages {
      @BeforeRequest()
      before(_session: Session, _visitor: Visitor) {}

      @Route('/')
      page(session: Session, visitor: Visitor, request: Request) {
        return session === visitor.session && session === request.session;
      }

      @AfterRequest()
      after(_session: Session) {}
    }
    const { store, calls } = recording();
    const browser = sessionApp([Pages], { session: { store } }).testClient();
    await browser.session((session) => session.set('a', 1));
    calls.length = 0;
    expect((await browser.get('/')).json()).toBe(true);
    expect(calls).toEqual(['get']);
  });
});

describe('the life of a session in a store', () => {
  const day = 24 * 3600 * 1000;

  beforeEach(
    () =>
      void jest.useFakeTimers({
        doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask'],
      }),
  );
  afterEach(() => void jest.useRealTimers());

  async function browserWith(permanent: boolean): Promise<{ browser: TestClient; ttls: number[] }> {
    const { store, ttls } = recording();
    const browser = client(store, (session) => session.get('a'));
    await browser.session((session) => {
      session.set('a', 1);
      session.permanent = permanent;
    });
    return { browser, ttls };
  }

  it('is asked of the store in milliseconds: 31 days when it is permanent, and else 24 hours', async () => {
    expect([(await browserWith(true)).ttls, (await browserWith(false)).ttls]).toEqual([[31 * day], [day]]);
  });

  it('is never longer, even if the store forgets nothing', async () => {
    const { browser } = await browserWith(false);
    jest.setSystemTime(Date.now() + day + 1000);
    expect((await browser.get('/')).json()).toBeNull();
  });

  it('is renewed when half of it has passed, also by who only reads', async () => {
    const { browser, ttls } = await browserWith(true);
    jest.setSystemTime(Date.now() + 15 * day);
    expect((await browser.get('/')).headers['set-cookie']).toBeUndefined();
    jest.setSystemTime(Date.now() + day);
    expect((await browser.get('/')).headers['set-cookie']).toContain(`Max-Age=${31 * 24 * 3600}`);
    expect(ttls).toEqual([31 * day, 31 * day]);
  });
});

describe('session: { store }', () => {
  const refusal = (store: unknown): string => {
    try {
      createApp({ secretKey, session: { store: store as SessionStore } });
      return 'none';
    } catch (error) {
      return (error as SetupError).message;
    }
  };

  it.each([[{}], ['redis://localhost'], [MemorySessionStore], [null]])(
    'is refused when it is no store: %p',
    (store) => {
      expect(refusal(store)).toContain('session.store: it is ');
    },
  );

  it('is refused when it is an adapter of Keyv without a Keyv around it', async () => {
    const { default: KeyvRedis } = await import('@keyv/redis');
    expect(refusal(new KeyvRedis('redis://user:password@localhost'))).toMatch(
      /it is a KeyvRedis.*new Keyv\(new KeyvRedis\(url\)\)/s,
    );
  });

  it('takes a Keyv, which lives in memory when it has no adapter', async () => {
    const browser = client(new Keyv(), (session) => session.set('a', 1));
    await browser.get('/');
    expect((await browser.get('/read')).json()).toEqual({ a: 1 });
  });
});
