import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import { createApp } from 'phial';
import { Job, Jobs, jobs } from 'phial-jobs';

import { ChildApp } from '../../../spec/support/child-app.js';
import { until } from '../../../spec/support/until.js';
import { describeWithRedis, startRedis, type RedisServer } from '../../../spec/support/redis-server.js';

/** As the workers have it, by name. */
class Mails {
  @Job('mail', { attempts: 2, backoff: '1ms' })
  async send(_data: { name: string; hangs?: boolean; slow?: boolean; fails?: boolean }) {
    // The workers have their own.
  }
}

describeWithRedis('Jobs in Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phial-jobs-'));
  const story = join(folder, 'story');
  let redis: RedisServer;
  let workers: ChildApp[] = [];

  beforeEach(async () => {
    writeFileSync(story, '');
    redis = await startRedis();
  });

  afterEach(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(workers.map((worker) => worker.exit));
    workers = [];
    await redis.kill();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const lines = () => readFileSync(story, 'utf8').split('\n').filter(Boolean);

  /** For as long as it takes: the machine may be slow. */
  const noted = async (isSo: (all: string[]) => boolean) => {
    while (!isSo(lines())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  const startWorker = (env: Record<string, string> = {}) => {
    const worker = new ChildApp('../../extensions/phial-jobs/spec/fixtures/jobs-app.ts', {
      REDIS_URL: redis.url,
      STORY: story,
      WORKS: '1',
      ...env,
    });
    workers.push(worker);
    return worker;
  };

  const webApp = async () => {
    const app = createApp({
      services: [new Mails()],
      blueprints: [jobs({ redis: redis.url })],
      fastify: { logger: false },
    });
    await app.ready();
    return { app, queue: app.service(Jobs) };
  };

  it('are worked by another process, which finishes them when it is told to stop', async () => {
    const { app, queue } = await webApp();
    await queue.add(Mails, 'send', { name: 'a', slow: true });
    const worker = startWorker({ ARGS: '--concurrency 2' });
    await noted((all) => all.includes('begun a'));
    worker.kill('SIGTERM');
    expect(await worker.exit).toBe(0);
    expect(lines()).toEqual(['begun a', 'done a']);
    await app.close();
  });

  it('run again when their worker was killed', async () => {
    const { app, queue } = await webApp();
    await queue.add(Mails, 'send', { name: 'a', hangs: true });
    const first = startWorker({ HANGS: '1' });
    await noted((all) => all.includes('begun a'));
    first.kill('SIGKILL');
    await first.exit;
    startWorker();
    await noted((all) => all.includes('done a'));
    expect(lines()).toEqual(['begun a', 'begun a', 'done a']);
    await app.close();
  });

  it('are kept with the failed ones, and can be tried again', async () => {
    const { app, queue } = await webApp();
    await queue.add(Mails, 'send', { name: 'a', fails: true });
    const worker = startWorker();
    await worker.line('attempt 2 of 2. It is not tried again');
    let failed = await queue.failed();
    while (failed.length === 0) failed = await queue.failed();
    expect(failed[0]).toMatchObject({ queue: 'mail', name: 'Mails.send', attempts: 2, message: 'No luck' });
    expect(await queue.retry('mail', failed[0]!.id)).toBe(true);
    await noted((all) => all.length === 4);
    expect(await queue.retry('mail', 'none')).toBe(false);
    await app.close();
  });

  it('say how far they are, to another process', async () => {
    const { app, queue } = await webApp();
    const id = await queue.add(Mails, 'send', { name: 'a', hangs: true });
    expect(await queue.find(id)).toEqual({ queue: 'mail', id, name: 'Mails.send', state: 'waiting', progress: 0 });
    startWorker({ HANGS: '1' });
    while ((await queue.find(id))?.progress !== 40) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await queue.running()).toEqual([{ queue: 'mail', id, name: 'Mails.send', state: 'running', progress: 40 }]);
    // The others are keys of BullMQ's own.
    for (const none of ['none', 'wait', 'id', 'events']) expect(await queue.find(none)).toBeUndefined();
    await app.close();
  });

  it('that are done are not found any more', async () => {
    const { app, queue } = await webApp();
    const id = await queue.add(Mails, 'send', { name: 'a' });
    startWorker();
    while ((await queue.find(id)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lines()).toEqual(['begun a', 'done a']);
    await app.close();
  });

  it('that fail are told to what the app has for that', async () => {
    const { app, queue } = await webApp();
    await queue.add(Mails, 'send', { name: 'a', fails: true });
    startWorker({ HEARS: '1' });
    await noted((all) => all.includes('heard RangeError, 2 of 2'));
    expect(lines()).toContain('heard RangeError, 1 of 2');
    await app.close();
  });

  it("are worked by the app's own processes where it says so", async () => {
    const done: string[] = [];
    class Letters {
      @Job('letter')
      post(name: string) {
        done.push(name);
      }
    }
    const app = createApp({
      services: [new Letters()],
      blueprints: [jobs({ redis: redis.url, work: true })],
      fastify: { logger: false },
    });
    await app.run({ port: 0 });
    await app.service(Jobs).add(Letters, 'post', 'a');
    await until(() => done.length > 0);
    expect(done).toEqual(['a']);
    await app.close();
  });

  it('of a schedule are added once, by however many workers', async () => {
    startWorker({ SWEEPS: '1' });
    startWorker({ SWEEPS: '1' });
    await Promise.all(workers.map((worker) => worker.line('Working')));
    await noted((all) => all.length >= 6);
    const { app, queue } = await webApp();
    // Two schedules would have two jobs that wait for their time.
    const { createConnection } = await import('node:net');
    const { port } = new URL(redis.url);
    const socket = createConnection(Number(port), '127.0.0.1');
    socket.write('ZCARD phial-jobs:sweep:repeat\r\n');
    const [answer] = (await new Promise<unknown[]>((resolve) => socket.once('data', (data) => resolve([data])))) as [
      Buffer,
    ];
    socket.destroy();
    expect(answer.toString()).toBe(':1\r\n');
    expect(await queue.counts()).toHaveLength(1);
    await app.close();
  });

  it('are worked on when Redis comes back, and refused meanwhile', async () => {
    const { app, queue } = await webApp();
    const worker = startWorker();
    await queue.add(Mails, 'send', { name: 'a' });
    await noted((all) => all.includes('done a'));
    await redis.kill();
    await expect(queue.add(Mails, 'send', { name: 'lost' })).rejects.toMatchObject({ status: 503 });
    await worker.line('does not answer');
    await redis.start();
    await worker.line('is back');
    await queue.add(Mails, 'send', { name: 'b' });
    await noted((all) => all.includes('done b'));
    expect(lines()).toEqual(['begun a', 'done a', 'begun b', 'done b']);
    await app.close();
  });

  it('wait for a Redis that is not there when a worker starts', async () => {
    await redis.kill();
    const worker = startWorker();
    await worker.line('does not answer');
    await redis.start();
    const { app, queue } = await webApp();
    await queue.add(Mails, 'send', { name: 'a' });
    await noted((all) => all.includes('done a'));
    await app.close();
  });

  it('are refused within seconds by a Redis that hangs', async () => {
    const { app, queue } = await webApp();
    await queue.add(Mails, 'send', { name: 'a' });
    redis.freeze();
    await expect(queue.add(Mails, 'send', { name: 'b' })).rejects.toMatchObject({ status: 503 });
    redis.thaw();
    await app.close();
  });

  it('are not in the log with their data when Redis refuses them', async () => {
    let log = '';
    const app = createApp({
      services: [new Mails()],
      blueprints: [jobs({ redis: redis.url })],
      fastify: { logger: { level: 'info', stream: { write: (line: string) => void (log += line) } } as never },
    });
    await app.ready();
    const admin = new Redis(redis.url);
    await admin.config('SET', 'maxmemory', '1');
    await expect(app.service(Jobs).add(Mails, 'send', { name: 'a token' })).rejects.toMatchObject({ status: 503 });
    expect(log).toContain("OOM command not allowed when used memory > 'maxmemory'");
    expect(log).not.toContain('a token');
    await admin.config('SET', 'maxmemory', '0');
    admin.disconnect();
    await app.close();
  });

  it('of an unknown queue are not worked', async () => {
    const worker = startWorker({ ARGS: '--queue post' });
    expect(await worker.exit).toBe(1);
    expect(worker.said.join('\n')).toContain("There is no queue 'post'. There are mail.");
  });
});
