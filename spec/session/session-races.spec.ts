import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jest } from '@jest/globals';
import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';

import {
  FileSessionStore,
  MemorySessionStore,
  Route,
  Session,
  type App,
  type SessionStore,
  type TestClient,
} from 'phial';
import { recording, sessionsIn } from '../support/recording-store.js';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis-server.js';
import { sessionApp } from '../support/session-app.js';

/** A point that a request waits at, and at which others meet it. */
class Gate {
  reached!: () => void;
  open!: () => void;
  readonly arrival = new Promise<void>((resolve) => (this.reached = resolve));
  readonly opening = new Promise<void>((resolve) => (this.open = resolve));

  async pass(): Promise<void> {
    this.reached();
    await this.opening;
  }
}

/** An app in which `/slow/...` waits at the gate between opening the session and saving it. */
function appWith(store: SessionStore, gate: Gate): App {
  class Pages {
    @Route('/read')
    read(session: Session) {
      return session.toObject();
    }

    @Route('/slow/:act', ['POST'])
    async slow(act: string, session: Session) {
      await gate.pass();
      if (act === 'regenerate' || act === 'login') session.regenerate();
      if (act === 'destroy') session.destroy();
      if (act === 'flashes') session.flashes();
      if (act === 'set' || act === 'login') session.set('slow', true);
      return null;
    }

    @Route('/:act', ['POST'])
    act(act: string, session: Session) {
      if (act === 'destroy') session.destroy();
      else if (act === 'clear') session.clear();
      else if (act === 'regenerate') session.regenerate();
      else if (act === 'flashes') session.flashes();
      else if (act === 'delete') session.delete('name');
      else {
        if (act === 'login') session.regenerate();
        session.set(act, true);
      }
      return null;
    }
  }
  const app = sessionApp([Pages], { session: { store } });
  apps.push(app);
  return app;
}

// Half a minute after a session has ended, an app that is open asks its store again, which may be gone by then.
const apps: App[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

/** Another browser with the same cookie, as a thief has it. */
function copy(browser: TestClient, app: App): TestClient {
  const other = app.testClient();
  other.cookies.set('session', browser.cookies.get('session')!);
  return other;
}

/** What a session that began with `{ name: 'Ada' }` holds when one request has ended while another ran; by the old cookie, and by the slow request's. */
async function race(
  store: SessionStore,
  slowAct: string,
  act: string,
  apps = 1,
): Promise<{ byOldCookie: unknown; bySlowOne: unknown }> {
  const gate = new Gate();
  const app = appWith(store, gate);
  const other = apps === 1 ? app : appWith(store, gate);
  const browser = app.testClient();
  await browser.session((session) => session.set('name', 'Ada'));
  const [slow, quick, thief] = [copy(browser, app), copy(browser, other), copy(browser, app)];
  const running = slow.post(`/slow/${slowAct}`);
  await gate.arrival;
  await quick.post(`/${act}`);
  gate.open();
  expect((await running).status).toBe(200);
  return { byOldCookie: (await thief.get('/read')).json(), bySlowOne: (await slow.get('/read')).json() };
}

function racesIn(open: () => SessionStore): void {
  it.each([['destroy'], ['clear'], ['delete']])(
    'does not come back when another request ends it by %s() meanwhile',
    async (act) => {
      expect(await race(open(), 'set', act)).toEqual({ byOldCookie: {}, bySlowOne: {} });
    },
  );

  it('does not come back under another id either', async () => {
    expect(await race(open(), 'regenerate', 'destroy')).toEqual({ byOldCookie: {}, bySlowOne: {} });
  });

  it('does not come back under the id that it had before regenerate()', async () => {
    expect(await race(open(), 'set', 'regenerate')).toEqual({ byOldCookie: {}, bySlowOne: {} });
  });

  it('does not come back when another app ends it', async () => {
    expect(await race(open(), 'set', 'destroy', 2)).toEqual({ byOldCookie: {}, bySlowOne: {} });
  });

  it.each([1, 2])('is renewed for both of two logins at the same time, in %d processes', async (apps) => {
    expect(await race(open(), 'regenerate', 'regenerate', apps)).toEqual({
      byOldCookie: {},
      bySlowOne: { name: 'Ada' },
    });
  });

  it('is ended twice without an error', async () => {
    expect(await race(open(), 'destroy', 'destroy')).toEqual({ byOldCookie: {}, bySlowOne: {} });
  });

  it('holds what the last of two writers holds', async () => {
    expect(await race(open(), 'set', 'quick')).toMatchObject({ byOldCookie: { name: 'Ada', slow: true } });
  });
}

describe('a session in memory that is changed while another request runs', () =>
  racesIn(() => new MemorySessionStore()));

describe('a session in a Keyv that is changed while another request runs', () => racesIn(() => new Keyv()));

describe('a session in a file that is changed while another request runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phial-races-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  racesIn(() => new FileSessionStore({ folder }));
});

describeWithRedis('a session in Redis that is changed while another request runs', () => {
  let server: RedisServer;
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.kill());
  racesIn(() => new Keyv(new KeyvRedis(server.url)));
});

describe('a session that is written at the very moment', () => {
  /** A slow request has found its session, and its write is held up until another request has ended it. */
  async function overtaken(
    act: string,
    { apps = 1, slowAct = 'set', beforeTheWrite = async (_: SessionStore) => {} } = {},
  ) {
    const { store, records } = recording();
    const { set } = store;
    const gate = new Gate();
    const writing = new Gate();
    const app = appWith(store, gate);
    const browser = app.testClient();
    await browser.session((session) => session.set('name', 'Ada'));
    const [slow, thief, ending] = [
      copy(browser, app),
      copy(browser, app),
      copy(browser, apps === 1 ? app : appWith(store, gate)),
    ];
    store.set = async (...record) => {
      store.set = set;
      await writing.pass();
      await set.apply(store, record);
    };
    gate.open();
    const running = slow.post(`/slow/${slowAct}`);
    await writing.arrival;
    await ending.post(`/${act}`);
    await beforeTheWrite(store);
    writing.open();
    return { running, records, look: async () => (await thief.get('/read')).json() as unknown };
  }

  it.each([1, 2])('is deleted again when it was destroyed, in one of %d processes', async (apps) => {
    const { running, records, look } = await overtaken('destroy', { apps });
    await running;
    expect([await look(), sessionsIn(records)]).toEqual([{}, []]);
  });

  it.each([1, 2])('is deleted again when it was given another id, in one of %d processes', async (apps) => {
    const { running, records, look } = await overtaken('regenerate', { apps });
    await running;
    expect([await look(), sessionsIn(records).length]).toEqual([{}, 1]);
  });

  it('is deleted again under its new id when it was destroyed', async () => {
    const { running, records } = await overtaken('destroy', { apps: 2, slowAct: 'regenerate' });
    expect((await running).headers['set-cookie']).toBeUndefined();
    expect(sessionsIn(records)).toEqual([]);
  });

  it('is deleted within half a minute when its writer was killed before it could look', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const beforeTheWrite = async (store: SessionStore) => void (store.get = () => new Promise(() => {}));
      const { running, records } = await overtaken('destroy', { apps: 2, beforeTheWrite });
      while (sessionsIn(records).length === 0) await new Promise((resolve) => setImmediate(resolve));
      await jest.advanceTimersByTimeAsync(30_000);
      expect(sessionsIn(records)).toEqual([]);
      await running;
    } finally {
      jest.useRealTimers();
    }
  });

  it('is deleted again when the write is so late that nobody has waited for it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const beforeTheWrite = () => jest.advanceTimersByTimeAsync(60_000);
      const { running, records, look } = await overtaken('destroy', { apps: 2, beforeTheWrite });
      expect((await running).status).toBe(503);
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect([await look(), sessionsIn(records)]).toEqual([{}, []]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a session that is ended', () => {
  /** A logout has found its session, and is held up until another process has given it a new id. */
  it('is ended under the id that another request has just given it, too', async () => {
    const { store, records } = recording();
    const gate = new Gate();
    const [app, other] = [appWith(store, gate), appWith(store, gate)];
    const browser = app.testClient();
    await browser.session((session) => session.set('name', 'Ada'));
    const [slow, quick] = [copy(browser, app), copy(browser, other)];
    const running = slow.post('/slow/destroy');
    await gate.arrival;
    await quick.post('/regenerate');
    gate.open();
    await running;
    expect([(await quick.get('/read')).json(), sessionsIn(records)]).toEqual([{}, []]);
  });

  it('is ended under all ids that other requests have just given it', async () => {
    const { store, records } = recording();
    const [renewing, ending] = [new Gate(), new Gate()];
    const [app, other] = [appWith(store, renewing), appWith(store, ending)];
    const browser = app.testClient();
    await browser.session((session) => session.set('name', 'Ada'));
    const [first, second, last] = [copy(browser, app), copy(browser, app), copy(browser, other)];
    const running = [second.post('/slow/regenerate'), last.post('/slow/destroy')];
    await Promise.all([renewing.arrival, ending.arrival]);
    await first.post('/regenerate');
    renewing.open();
    await running[0];
    ending.open();
    await running[1];
    expect([(await first.get('/read')).json(), (await second.get('/read')).json()]).toEqual([{}, {}]);
    expect(sessionsIn(records)).toEqual([]);
  });

  it('is ended by clear(), too, when it holds something new afterwards', async () => {
    const { store } = recording();
    const gate = new Gate();
    const app = appWith(store, gate);
    const browser = app.testClient();
    await browser.session((session) => session.set('name', 'Ada'));
    const slow = copy(browser, app);
    const running = slow.post('/slow/set');
    await gate.arrival;
    await browser.session((session) => {
      session.clear();
      session.set('new', true);
    });
    gate.open();
    await running;
    expect([(await browser.get('/read')).json(), (await slow.get('/read')).json()]).toEqual([{ new: true }, {}]);
  });
});

describe('a session of flash messages alone', () => {
  /** What a slow request sets and sees when a quick one with the same cookie has run meanwhile; and what the quick one sees then. */
  async function meeting(slowAct: string, act: string) {
    const gate = new Gate();
    const app = appWith(new MemorySessionStore(), gate);
    const browser = app.testClient();
    await browser.session((session) => session.flash('Saved.'));
    const [slow, quick] = [copy(browser, app), copy(browser, app)];
    const running = slow.post(`/slow/${slowAct}`);
    await gate.arrival;
    await quick.post(`/${act}`);
    gate.open();
    const cookie = (await running).headers['set-cookie'];
    return { cookie, slow: (await slow.get('/read')).json(), quick: (await quick.get('/read')).json() };
  }

  it.each(['login', 'set'])('goes on after a %s, while another request has read the last of them', async (act) => {
    expect((await meeting(act, 'flashes')).slow).toEqual({ slow: true });
  });

  it.each(['login', 'set'])('is left to the %s of another request by who reads the last of them', async (act) => {
    expect(await meeting('flashes', act)).toMatchObject({ cookie: undefined, quick: { [act]: true } });
  });

  it.each(['login', 'set'])('does not come back by a %s when another request ends it meanwhile', async (act) => {
    expect((await meeting(act, 'destroy')).slow).toEqual({});
  });
});
