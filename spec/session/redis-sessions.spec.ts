import { once } from 'node:events';

import { jest } from '@jest/globals';
import KeyvRedis, { createClient } from '@keyv/redis';
import { Keyv } from 'keyv';

import { Route, Session, type TestClient } from 'phial';
import { ChildApp } from '../support/child-app.js';
import { loggedBy, type Entry } from '../support/log-of.js';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis-server.js';
import { Counter, sessionApp } from '../support/session-app.js';

class Pages extends Counter {
  @Route('/remember', ['POST'])
  remember(session: Session) {
    session.set('name', 'Ada');
    session.permanent = true;
    return null;
  }

  @Route('/:act', ['POST'])
  act(act: string, session: Session) {
    if (act === 'logout') session.destroy();
    else session.regenerate();
    return null;
  }
}

// A store that does not answer is waited for, for seconds, and processes take their time to start.
jest.setTimeout(60_000);

let redis: RedisServer;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => void (redis = await startRedis()));
afterEach(async () => {
  redis.thaw();
  await redis.kill();
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** An app behind the Redis, as the README shows it. */
async function client(lifetime?: number): Promise<{ browser: TestClient; entries: Entry[]; store: Keyv }> {
  const { logger, entries } = loggedBy();
  const store = new Keyv(new KeyvRedis(redis.url));
  const app = sessionApp([Pages], {
    fastify: { logger },
    session: { store, ...(lifetime !== undefined && { lifetime }) },
  });
  closers.push(() => app.close());
  return { browser: app.testClient(), entries, store };
}

/** A connection of the spec's own, to look what is there. */
async function look<Answer>(question: (server: ReturnType<typeof connectionTo>) => Promise<Answer>): Promise<Answer> {
  const server = connectionTo(redis.url);
  await server.connect();
  try {
    return await question(server);
  } finally {
    server.destroy();
  }
}

function connectionTo(url: string) {
  return createClient({ url });
}

function keys(): Promise<string[]> {
  return look((server) => server.keys('*'));
}

/** Milliseconds that the only record has to live. */
async function timeLeft(): Promise<number> {
  const [key, ...others] = await keys();
  expect(others).toEqual([]);
  return await look((server) => server.pTTL(key!));
}

/** Asks until an app is well again: its connection comes back by itself. */
async function recovered(browser: TestClient, method = 'GET'): Promise<unknown> {
  for (;;) {
    const response = await browser.request(method, '/');
    if (response.status === 200) return response.json();
    expect(response.status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describeWithRedis('sessions in Redis', () => {
  it('are the same for two processes', async () => {
    const children = [
      new ChildApp('redis-app.ts', { REDIS_URL: redis.url }),
      new ChildApp('redis-app.ts', { REDIS_URL: redis.url }),
    ];
    const [one, other] = await Promise.all(children.map((child) => child.address()));
    const cookie = (await fetch(one!, { method: 'POST' })).headers.get('set-cookie')!.split(';')[0]!;
    await fetch(other!, { method: 'POST', headers: { cookie } });
    expect(await (await fetch(one!, { headers: { cookie } })).json()).toEqual({ count: 2 });
    for (const child of children) child.kill('SIGTERM');
    expect(await Promise.all(children.map((child) => child.exit))).toEqual([0, 0]);
  });

  it('live as long there as in the browser', async () => {
    const { browser } = await client(1000);
    await browser.post('/remember');
    const left = await timeLeft();
    expect([left > 990_000, left <= 1_000_000]).toEqual([true, true]);
  });

  it('live for a day there when they are not permanent', async () => {
    const { browser } = await client();
    await browser.post('/');
    const left = await timeLeft();
    expect([left > 86_390_000, left <= 86_400_000]).toEqual([true, true]);
  });

  it('are gone when their time is over', async () => {
    const { browser } = await client();
    await browser.post('/');
    const [key] = await keys();
    await look((server) => server.pExpire(key!, 1));
    while ((await keys()).length > 0);
    expect((await browser.get('/')).json()).toEqual({});
  });

  it('leave there a mark for an hour when they are ended, and no data', async () => {
    const { browser } = await client();
    await browser.post('/');
    const [old] = await keys();
    await browser.post('/logout');
    expect(await keys()).toEqual([`${old}.destroyed`]);
    const left = await timeLeft();
    expect([left > 3_590_000, left <= 3_600_000]).toEqual([true, true]);
  });

  it('leave no data there under the id that they had', async () => {
    const { browser } = await client();
    await browser.post('/');
    const [old] = await keys();
    await browser.post('/login');
    expect((await keys()).filter((key) => !key.endsWith('.renewed'))).toEqual([expect.not.stringMatching(old!)]);
    expect((await browser.get('/')).json()).toEqual({ count: 1 });
  });

  it('are closed with the app', async () => {
    const { browser, store } = await client();
    await browser.get('/');
    await browser.post('/');
    await closers.pop()!();
    expect((store.store as KeyvRedis<unknown>).client.isOpen).toBe(false);
  });
});

describeWithRedis('a Redis that goes away', () => {
  it('is a 503 with a line in the log, and serves again when it is back, without a restart', async () => {
    const { browser, entries } = await client();
    await browser.post('/');
    await redis.kill();
    const response = await browser.get('/');
    expect(response.status).toBe(503);
    expect(entries.map(({ msg }) => msg)).toContain('The session store failed to read a session');
    await redis.start();
    expect(await recovered(browser)).toEqual({});
    await browser.post('/');
    expect((await browser.get('/')).json()).toEqual({ count: 1 });
  });

  it('lets nobody wait once it is known to be away', async () => {
    const { browser } = await client();
    await browser.post('/');
    await redis.kill();
    // The first may be told of the end of its connection; one of them has to find out that nobody answers.
    await browser.get('/');
    await browser.get('/');
    const start = performance.now();
    expect((await browser.get('/')).status).toBe(503);
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('is a 503 too when it is away from the start, and serves when it comes', async () => {
    await redis.kill();
    const { browser } = await client();
    expect((await browser.post('/')).status).toBe(503);
    await redis.start();
    await recovered(browser, 'POST');
    expect((await browser.get('/')).json()).toEqual({ count: 1 });
  });

  it('is a 503 when it is frozen, and the session is there when it is thawed', async () => {
    const { browser } = await client();
    await browser.post('/');
    redis.freeze();
    expect((await browser.get('/')).status).toBe(503);
    redis.thaw();
    expect(await recovered(browser)).toEqual({ count: 1 });
  });

  it('does not keep an app from closing', async () => {
    const { browser } = await client();
    await browser.post('/');
    redis.freeze();
    await browser.get('/');
    const start = performance.now();
    await closers.pop()!();
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('fails at once with a client that queues nothing', async () => {
    const { logger } = loggedBy();
    const connection = createClient({ url: redis.url, disableOfflineQueue: true });
    connection.on('error', () => {});
    await connection.connect();
    const app = sessionApp([Pages], { fastify: { logger }, session: { store: new Keyv(new KeyvRedis(connection)) } });
    closers.push(() => app.close());
    const browser = app.testClient();
    await browser.post('/');
    const gone = once(connection as never, 'error');
    await redis.kill();
    await gone;
    const start = performance.now();
    expect((await browser.get('/')).status).toBe(503);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
