import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import KeyvRedis from '@keyv/redis';
import { createClient } from '@redis/client';
import {
  Abort,
  Controller,
  ErrorHandler,
  FileSessionStore,
  Get,
  MemorySessionStore,
  Request,
  type SessionStore,
  type TestClient,
  type TestResponse,
} from 'phial';
import { ApiTokens, Visitor, type Mail } from 'phial-login';
import { Keyv } from 'keyv';

import { loggedBy } from '../../../spec/support/log-of.js';
import { describeWithRedis, startRedis, type RedisServer } from '../../../spec/support/redis-server.js';
import { until } from '../../../spec/support/until.js';
import { ada, appWith, Members } from './support/members.js';

@Controller()
class Pages {
  @Get('/')
  home({ user, by }: Visitor) {
    return { id: user?.id ?? null, by: by ?? null };
  }
}

const NOBODY = { id: null, by: null };
const REMEMBERED = { id: 1, by: 'remember' };
const members = new Members();
const appOver = (store: SessionStore) => appWith({ remember: { store } }, { controllers: [Pages], members }).app;

async function loggedIn(client: TestClient) {
  await client.post('/account/login', { form: { ...ada, remember: 'yes' } });
  client.cookies.delete('session');
  return client;
}

const asked = async (client: TestClient) => (await client.get('/')).json<unknown>();

function withCookie(client: TestClient, cookie: string) {
  client.cookies.set('remember', cookie);
  return client;
}

describe('A store that fails', () => {
  it('is a 503, and nobody is forgotten by it', async () => {
    const store = new MemorySessionStore();
    const client = await loggedIn(appOver(store).testClient());
    const get = store.get.bind(store);
    store.get = () => {
      throw new Error('away');
    };
    const { status, headers } = await client.get('/');
    expect([status, headers['retry-after'], headers['set-cookie']]).toEqual([503, '10', undefined]);
    store.get = get;
    expect(await asked(client)).toEqual(REMEMBERED);
  });

  describe('while a password is to be changed', () => {
    const newPassword = 'sesame open';

    function failing() {
      const store = new MemorySessionStore();
      const mails: Mail[] = [];
      const { app } = appWith(
        { remember: { store }, mail: (mail) => mails.push(mail) },
        { controllers: [Pages], baseUrl: 'https://example.com' },
      );
      const set = store.set.bind(store);
      const whileAway = async (work: () => Promise<TestResponse>) => {
        Object.assign(store, { set: () => Promise.reject(new Error('away')) });
        const { status } = await work();
        Object.assign(store, { set });
        return status;
      };
      const logIn = async (client: TestClient, password: string) =>
        (await client.post('/account/login', { form: { ...ada, password } })).status;
      return { app, mails, whileAway, logIn };
    }

    it('leaves the old one, and the login', async () => {
      const { app, whileAway, logIn } = failing();
      const client = app.testClient();
      await logIn(client, ada.password);
      const form = { password: ada.password, newPassword };
      expect(await whileAway(() => client.post('/account/password', { form }))).toBe(503);
      expect(await asked(client)).toEqual({ id: 1, by: 'session' });
      expect(await logIn(app.testClient(), ada.password)).toBe(302);
      expect((await client.post('/account/password', { form })).status).toBe(302);
      expect(await logIn(app.testClient(), newPassword)).toBe(302);
    });

    it('leaves the link of the mail as good as it was', async () => {
      const { app, mails, whileAway, logIn } = failing();
      await app.testClient().post('/account/forgot', { form: { username: 'ada' } });
      await until(() => mails.length > 0);
      const [link] = /\/account\/reset\S+/.exec(mails[0]!.text)!;
      const reset = () => app.testClient().post(link, { form: { newPassword } });
      expect(await whileAway(reset)).toBe(503);
      expect((await reset()).location).toBe('/account/login');
      expect(await logIn(app.testClient(), newPassword)).toBe(302);
    });
  });

  it('is logged without what was to be written: the errors of ioredis have the whole command', async () => {
    const store = new MemorySessionStore();
    const { logger, entries } = loggedBy();
    const { app } = appWith({ remember: { store } }, { controllers: [Pages], fastify: { logger } });
    const command = { name: 'set', args: ['remember:a series'] };
    store.get = () => Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED', command }));
    await app.testClient().get('/', { headers: { cookie: 'remember=a.b' } });
    expect(entries.map(({ err }) => err)).toContainEqual({
      type: 'Error',
      message: 'away',
      stack: expect.stringContaining('stores.spec') as string,
      code: 'ECONNREFUSED',
    });
    expect(JSON.stringify(entries)).not.toContain('a series');
  });
});

describe('Apps that share a store', () => {
  it('let in their own users alone, each with a keyPrefix', async () => {
    const store = new MemorySessionStore();
    const [shop, blog] = ['shop', 'blog'].map(
      (keyPrefix) =>
        appWith({ remember: { store, keyPrefix }, apiTokens: { store, keyPrefix } }, { controllers: [Pages] }).app,
    );
    const client = await loggedIn(shop!.testClient());
    const token = await shop!.service(ApiTokens).create(1, 'backup');
    const headers = { authorization: `Bearer ${token}` };
    const copy = client.cookies.get('remember')!;
    expect(await asked(withCookie(blog!.testClient(), copy))).toEqual(NOBODY);
    expect((await blog!.testClient().get('/', { headers })).json()).toEqual(NOBODY);
    expect(await asked(client)).toEqual(REMEMBERED);
    expect((await shop!.testClient().get('/', { headers })).json()).toEqual({ id: 1, by: 'token' });
  });
});

describe('Files', () => {
  it('keep who is remembered, and who no longer is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'remember-'));
    const app = appOver(new FileSessionStore({ folder }));
    const thief = await loggedIn(app.testClient());
    const copy = thief.cookies.get('remember')!;
    expect(await asked(thief)).toEqual(REMEMBERED);
    for (let use = 0; use < 2; use += 1) {
      thief.cookies.delete('session');
      await asked(thief);
    }
    expect(await asked(withCookie(app.testClient(), copy))).toEqual(NOBODY);
    thief.cookies.delete('session');
    expect(await asked(thief)).toEqual(NOBODY);
    await app.close();
    await rm(folder, { recursive: true });
  });
});

describe('An answer that was lost', () => {
  it('costs nobody the login: the token before gets the same one again', async () => {
    const app = appOver(new MemorySessionStore());
    const client = await loggedIn(app.testClient());
    const before = client.cookies.get('remember')!;
    await asked(client);
    const again = withCookie(app.testClient(), before);
    await asked(again);
    expect(again.cookies.get('remember')).toBe(client.cookies.get('remember'));
  });
});

describe('A logout', () => {
  it.each([undefined, new MemorySessionStore()])(
    'forgets the browser also when its store is away for a moment, sessions in %p',
    async (sessions) => {
      const store = new MemorySessionStore();
      const session = sessions && { store: sessions };
      const { app } = appWith({ remember: { store } }, { controllers: [Pages], ...(session && { session }) });
      const client = app.testClient();
      await client.post('/account/login', { form: { ...ada, remember: 'yes' } });
      const get = store.get.bind(store);
      store.get = () => {
        store.get = get;
        throw new Error('away');
      };
      expect((await client.post('/account/logout')).status).toBe(503);
      expect(client.cookies.get('remember')).toBeUndefined();
      expect(await asked(client)).toEqual(NOBODY);
    },
  );

  it('is not undone by an error page that asks who is there', async () => {
    @Controller()
    class Errors {
      @ErrorHandler(503, { scope: 'app' })
      away(_error: Abort, _request: Request, { user }: Visitor) {
        return { id: user?.id ?? null };
      }
    }
    const store = new MemorySessionStore();
    const { app } = appWith({ remember: { store } }, { controllers: [Pages, Errors], members });
    const client = await loggedIn(app.testClient());
    const get = store.get.bind(store);
    store.get = () => {
      store.get = get;
      throw new Error('away');
    };
    expect((await client.post('/account/logout')).json()).toEqual({ id: null });
    expect(await asked(client)).toEqual(NOBODY);
  });

  it('holds when a page that is asked for at the same time writes its token afterwards', async () => {
    const store = new MemorySessionStore();
    const app = appOver(store);
    const client = await loggedIn(app.testClient());
    const page = withCookie(app.testClient(), client.cookies.get('remember')!);
    const set = store.set.bind(store);
    const setLate = async (id: string, data: unknown, ttlMs: number) => {
      store.set = set;
      await client.post('/account/logout');
      set(id, data, ttlMs);
    };
    Object.assign(store, { set: setLate });
    await asked(page);
    page.cookies.delete('session');
    expect(await asked(page)).toEqual(NOBODY);
  });
});

describe('An API token', () => {
  it('stays deleted when another process writes the list that had it', async () => {
    const store = new MemorySessionStore();
    const [one, other] = [new ApiTokens({ store }), new ApiTokens({ store })];
    const token = await one.create(1, 'backup');
    const id = (await one.list(1))[0]!.id;
    await Promise.all([one.delete(1, id), other.create(1, 'other')]);
    store.set('api-tokens:number:1', store.get('api-tokens:number:1'), 10_000);
    expect(await other.ownerOf(token)).toBeUndefined();
    expect((await other.list(1)).map(({ name }) => name)).toEqual(['other']);
  });

  it('is there although another process made one at the same time', async () => {
    const store = new MemorySessionStore();
    const made = await Promise.all(['a', 'b', 'c'].map((name) => new ApiTokens({ store }).create(1, name)));
    const owners = await Promise.all(made.map((token) => new ApiTokens({ store }).ownerOf(token)));
    expect(owners).toEqual([1, 1, 1]);
  });
});

describeWithRedis('Two processes with a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  const appOfProcess = () => appOver(new Keyv(new KeyvRedis(redis.url), { namespace: 'login' }));

  it('remember the same people, also in one moment, and end what a thief has copied', async () => {
    const apps = [appOfProcess(), appOfProcess()];
    const client = await loggedIn(apps[0]!.testClient());
    const cookie = client.cookies.get('remember')!;
    const tabs = [0, 1, 0, 1, 0, 1].map((index) => withCookie(apps[index]!.testClient(), cookie));
    expect(await Promise.all(tabs.map(asked))).toEqual(Array(6).fill(REMEMBERED));
    expect(new Set(tabs.map((tab) => tab.cookies.get('remember'))).size).toBe(1);
    await asked(withCookie(apps[1]!.testClient(), tabs[0]!.cookies.get('remember')!));
    expect(await asked(withCookie(apps[1]!.testClient(), cookie))).toEqual(NOBODY);
    expect(await asked(withCookie(apps[0]!.testClient(), tabs[0]!.cookies.get('remember')!))).toEqual(NOBODY);
    for (const app of apps) await app.close();
  });

  it('count guesses together, unless the keys of each begin otherwise', async () => {
    const client = await createClient({ url: redis.url }).connect();
    const statusOf = async (keyPrefix?: string) => {
      const { app } = appWith({ guesses: { perAccount: 1, redis: client, ...(keyPrefix && { keyPrefix }) } });
      const { status } = await app.testClient().post('/account/login', { form: { ...ada, password: 'wrong' } });
      await app.close();
      return status;
    };
    expect([await statusOf(), await statusOf(), await statusOf('shop'), await statusOf('shop')]).toEqual([
      200, 429, 200, 429,
    ]);
    await client.close();
  });

  it('forget the guesses at who logs in, and none at another of nearly that name', async () => {
    const client = await createClient({ url: redis.url }).connect();
    const { app, members } = appWith({ guesses: { perAccount: 2, redis: client, keyPrefix: 'spelled' } });
    members.create({ name: 'ADA', passwordHash: members.rows.get(1)!.passwordHash });
    const post = async (username: string, password: string) =>
      (await app.testClient().post('/account/login', { form: { username, password } })).status;
    const statuses = [];
    for (const [username, password] of [
      ['ada', 'wrong'],
      ['ada', ada.password],
      ['ADA', 'wrong'],
      ['ada', ada.password],
      ['ADA', 'wrong'],
      ['ADA', 'wrong'],
    ])
      statuses.push(await post(username!, password!));
    expect(statuses).toEqual([200, 302, 200, 302, 200, 429]);
    await app.close();
    await client.close();
  });

  it('forget nobody while it is away', async () => {
    const app = appOfProcess();
    const client = await loggedIn(app.testClient());
    await redis.kill();
    const { status, headers } = await client.get('/');
    expect([status, headers['set-cookie']]).toEqual([503, undefined]);
    await redis.start();
    await app.close();
  });
});
