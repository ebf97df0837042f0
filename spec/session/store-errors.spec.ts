import { jest } from '@jest/globals';
import { Keyv } from 'keyv';

import {
  Abort,
  AfterRequest,
  BeforeRequest,
  ErrorHandler,
  Route,
  Session,
  type SessionStore,
  type TestClient,
} from 'phial';
import { loggedBy, type Entry } from '../support/log-of.js';
import { recording, sessionsIn } from '../support/recording-store.js';
import { sessionApp } from '../support/session-app.js';

class Pages {
  @Route('/')
  read(session: Session) {
    return session.get('count', 'empty');
  }

  @Route('/', ['POST'])
  write(session: Session) {
    session.set('count', session.get('count', 0) + 1);
    return 'written';
  }

  @Route('/logout', ['POST'])
  logout(session: Session) {
    session.destroy();
    return 'gone';
  }

  @Route('/plain')
  plain() {
    return 'plain';
  }
}

/** A visitor with a session in a store, whose methods are replaced afterwards. */
async function visitor(
  broken: Partial<SessionStore>,
  controller: object = Pages,
): Promise<{ browser: TestClient; entries: Entry[]; records: Map<string, unknown>; store: SessionStore }> {
  const { store, records } = recording();
  const { logger, entries } = loggedBy();
  const browser = sessionApp([controller], { fastify: { logger }, session: { store } }).testClient();
  await browser.session((session) => session.set('count', 1));
  Object.assign(store, broken);
  return { browser, entries, records, store };
}

const fails = (): Promise<never> => Promise.reject(new Error('The store is down.'));
const throws = (): never => {
  throw new Error('The store is down.');
};

describe('a session store that fails', () => {
  it.each<[string, Partial<SessionStore>, 'get' | 'post', string]>([
    ['to read', { get: fails }, 'get', '/'],
    ['to read, and throws', { get: throws }, 'get', '/'],
    ['to keep', { set: fails }, 'post', '/'],
    ['to keep, and says so', { set: () => false }, 'post', '/'],
    ['to delete', { delete: fails }, 'post', '/logout'],
  ])('%s is a 503 with a line in the log, and the session stays as it was', async (_what, broken, method, path) => {
    const { browser, entries, records } = await visitor(broken);
    const cookie = browser.cookies.get('session');
    const response = await browser[method](path);
    expect([response.status, response.headers['retry-after'], response.text.includes('down')]).toEqual([
      503,
      '10',
      false,
    ]);
    expect(entries.map(({ msg, err }) => [msg, err?.message])).toEqual([
      [
        expect.stringMatching(/^The session store failed to (read|keep|delete) a session$/),
        expect.stringMatching(/is down|returned false/),
      ],
    ]);
    expect([browser.cookies.get('session'), sessionsIn(records).map((id) => records.get(id))]).toEqual([
      cookie,
      [{ d: { count: 1 } }],
    ]);
  });

  it('is no matter for routes that need no session', async () => {
    expect((await (await visitor({ get: fails })).browser.get('/plain')).text).toBe('plain');
  });

  it('is answered by error handlers', async () => {
    class Explained extends Pages {
      @ErrorHandler(503)
      explain(error: Abort) {
        return `Back soon. ${error.message}`;
      }
    }
    const response = await (await visitor({ get: fails }, Explained)).browser.get('/');
    expect([response.status, response.text]).toEqual([503, 'Back soon. Sessions are not available at the moment.']);
  });

  it('is a 503 too for an error handler that asks for the session, and for hooks', async () => {
    class Asking {
      @Route('/:what')
      page(what: string) {
        return what === 'fail' ? new Abort(404) : what;
      }

      @ErrorHandler(404)
      explain(session: Session) {
        return session.toObject();
      }
    }
    class Before {
      @Route('/before')
      page() {
        return 'page';
      }

      @BeforeRequest()
      before(_session: Session) {}
    }
    class After {
      @Route('/after')
      page() {
        return 'page';
      }

      @AfterRequest()
      after(_session: Session) {}
    }
    const statuses = [
      [Asking, '/fail'],
      [Before, '/before'],
      [After, '/after'],
    ] as const;
    for (const [controller, path] of statuses) {
      expect([path, (await (await visitor({ get: fails }, controller)).browser.get(path)).status]).toEqual([path, 503]);
    }
  });

  it('serves again as soon as it does', async () => {
    const { browser, store } = await visitor({});
    const { get } = store;
    store.get = fails;
    await browser.get('/');
    store.get = get;
    expect((await browser.get('/')).json()).toBe(1);
  });

  it('lets the visitor go on under the old id when it fails to give a new one', async () => {
    class Login extends Pages {
      @Route('/login', ['POST'])
      login(session: Session) {
        session.regenerate();
        return null;
      }
    }
    const { browser, store, records } = await visitor({}, Login);
    const remove = store.delete;
    store.delete = (id) => (id.includes('.') ? remove.call(store, id) : fails());
    expect((await browser.post('/login')).status).toBe(503);
    store.delete = remove;
    await browser.post('/');
    expect((await browser.get('/')).json()).toBe(2);
    expect([...records.keys()].filter((key) => key.includes('.'))).toEqual([]);
  });

  it('lets the visitor try again to log out', async () => {
    const { browser, store, records } = await visitor({});
    const remove = store.delete;
    store.delete = fails;
    await browser.post('/logout');
    store.delete = remove;
    expect((await browser.get('/')).json()).toBe(1);
    await browser.post('/logout');
    expect(sessionsIn(records)).toEqual([]);
  });
});

describe('a session store that does not answer', () => {
  const never = (): Promise<never> => new Promise(() => {});

  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  /** Lets the requests begin, and then the time pass that a store has. */
  async function wait(milliseconds: number): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(milliseconds);
  }

  it('is a 503 after three seconds', async () => {
    const { browser, entries } = await visitor({ get: never });
    const response = browser.get('/');
    await wait(3000);
    expect([(await response).status, entries[0]!.err!.message]).toEqual([503, 'The store has not answered for 3 s.']);
  });

  it('is waited for by one visitor a second from then on, and the others need not wait', async () => {
    let calls = 0;
    const { browser } = await visitor({ get: () => (calls++, never()) });
    const first = browser.get('/');
    await wait(3000);
    await first;
    expect([(await browser.get('/')).status, (await browser.get('/')).status, calls]).toEqual([503, 503, 1]);
    await wait(1000);
    const asking = browser.get('/');
    await wait(0);
    expect([(await browser.get('/')).status, calls]).toEqual([503, 2]);
    await wait(3000);
    expect((await asking).status).toBe(503);
  });

  it('serves all again when its answer comes, however late', async () => {
    let answer: (record: unknown) => void = () => {};
    const { browser, store } = await visitor({ get: () => new Promise((resolve) => (answer = resolve)) });
    const first = browser.get('/');
    await wait(3000);
    await first;
    answer(undefined);
    store.get = () => ({ d: { count: 5 } });
    await wait(0);
    expect((await browser.get('/')).json()).toBe(5);
  });
});

describe('a damaged session record', () => {
  it.each([
    ['text', 'text'],
    ['a list', []],
    ['data that are a list', { d: [1] }],
    ['messages that are none', { f: [['a']] }],
    ['a number that is none', { d: { a: { ' n': 'x' } } }],
    ['a date that is none', { d: { a: { ' m': 5 } } }],
  ])('is an empty session and a line in the log: %s', async (_what, record) => {
    const { browser, entries } = await visitor({ get: () => record });
    const response = await browser.get('/');
    expect([response.status, response.text, entries.map(({ msg }) => msg)]).toEqual([
      200,
      'empty',
      ['A session record is damaged: the session is empty'],
    ]);
  });

  it('is one that Keyv cannot parse', async () => {
    const map = new Map();
    const { logger, entries } = loggedBy();
    const browser = sessionApp([Pages], { fastify: { logger }, session: { store: new Keyv(map) } }).testClient();
    await browser.session((session) => session.set('count', 1));
    for (const key of map.keys()) map.set(key, '{"value":');
    expect([(await browser.get('/')).text, entries.map(({ msg }) => msg)]).toEqual([
      'empty',
      ['A session record is damaged: the session is empty'],
    ]);
  });
});

describe('a session store over ioredis that fails', () => {
  it('is logged without what it was told, which ioredis puts on its errors', async () => {
    const refused = (): Promise<never> => {
      const command = { name: 'set', args: ['key', 'a token'] };
      return Promise.reject(Object.assign(new RangeError('OOM'), { command, code: 'EFULL' }));
    };
    const { browser, entries } = await visitor({ set: refused });
    expect((await browser.post('/')).status).toBe(503);
    expect(entries[0]!.err).toMatchObject({
      message: 'OOM',
      code: 'EFULL',
      stack: expect.stringContaining('RangeError: OOM'),
    });
    expect(JSON.stringify(entries)).not.toContain('a token');
  });
});

describe('a Keyv whose adapter fails', () => {
  class Broken extends Map<string, unknown> {
    isBroken = false;
    throwOnErrors = false;

    /** As the adapters of Keyv do. */
    override get(key: string): unknown {
      if (!this.isBroken) return super.get(key);
      if (this.throwOnErrors) throw new Error('The connection is lost.');
      return undefined;
    }
  }

  it('fails, instead of having no sessions', async () => {
    const adapter = new Broken();
    const { logger, entries } = loggedBy();
    const browser = sessionApp([Pages], { fastify: { logger }, session: { store: new Keyv(adapter) } }).testClient();
    await browser.session((session) => session.set('count', 1));
    adapter.isBroken = true;
    expect([(await browser.get('/')).status, entries[0]!.err!.message]).toEqual([503, 'The connection is lost.']);
  });

  it('has its errors logged, which end the process nowhere', async () => {
    const keyv = new Keyv();
    const { logger, entries } = loggedBy();
    const app = sessionApp([Pages], { fastify: { logger }, session: { store: keyv } });
    await app.ready();
    keyv.emit('error', new Error('ECONNREFUSED'));
    expect(entries.map(({ msg, err }) => [msg, err?.message])).toEqual([
      ['The session store has an error', 'ECONNREFUSED'],
    ]);
    await app.close();
    expect(keyv.listeners('error')).toEqual([]);
  });
});
