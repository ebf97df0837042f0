import { jest } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { createApp } from 'phial';
import { Job, Jobs, jobs } from 'phial-jobs';

import { describeWithRedis, startRedis, type RedisServer } from '../../../spec/support/redis-server.js';
import { until } from '../../../spec/support/until.js';
import { RedisBackend } from '../src/redis.js';

const appWith = (service: object, options = {}) =>
  createApp({ services: [service], blueprints: [jobs(options)], fastify: { logger: false } });

describe('A schedule', () => {
  it('adds no job while its last one waits', async () => {
    class Slow {
      @Job('slow', { every: '10ms' })
      async work() {
        await new Promise((resolve) => setTimeout(resolve, 600));
      }
    }
    const app = appWith(new Slow(), { concurrency: 1 });
    await app.run({ port: 0 });
    const queue = app.service(Jobs);
    while ((await queue.counts())[0]!.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await queue.counts())[0]).toMatchObject({ running: 1, waiting: 1 });
    await app.close();
  });

  it('of cron is kept when the clock jumps ahead', async () => {
    let runs = 0;
    class Hourly {
      @Job('hourly', { every: '0 * * * *' })
      work() {
        runs++;
      }
    }
    const app = appWith(new Hourly());
    await app.ready();
    const { setTimeout: real } = globalThis;
    const { now } = Date;
    // Ten seconds past the hour.
    let shift = 10_000 - (now() % 3_600_000);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + shift);
    const timers = jest
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation((then: () => void, wait = 0) => real(then, wait === 60_000 ? 20 : wait));
    await app.run({ port: 0 });
    await until(() => timers.mock.calls.some(([, wait]) => wait === 60_000));
    shift += 3_600_000;
    await new Promise((resolve) => real(resolve, 300));
    clock.mockRestore();
    timers.mockRestore();
    await app.close();
    expect(runs).toBe(1);
  });
});

describeWithRedis('With Redis', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedis();
  });

  afterEach(() => redis.kill());

  it('a schedule begins after its first interval, as without it, and not anew with each process', async () => {
    let ticks = 0;
    class Clock {
      @Job('clock', { every: '1h' })
      tick() {
        ticks++;
      }
    }
    const client = new Redis(redis.url);
    const next: number[] = [];
    for (const _process of ['first', 'second']) {
      const app = appWith(new Clock(), { redis: redis.url, work: true });
      await app.run({ port: 0 });
      let score: string | null = null;
      while (score === null) score = await client.zscore('phial-jobs:clock:repeat', 'Clock.tick');
      await new Promise((resolve) => setTimeout(resolve, 100));
      next.push(Number(await client.zscore('phial-jobs:clock:repeat', 'Clock.tick')) - Date.now());
      await app.close();
    }
    client.disconnect();
    expect(ticks).toBe(0);
    expect(next[0]).toBeGreaterThan(3_500_000);
    expect(next[1]).toBeLessThan(next[0]!);
  });

  describe('a schedule of a queue that nobody works', () => {
    let client: Redis;
    let mail: Queue;

    beforeEach(async () => {
      client = new Redis(redis.url);
      mail = new Queue('mail', { connection: client, prefix: 'phial-jobs' });
      await mail.pause();
    });

    afterEach(async () => {
      await mail.close();
      client.disconnect();
    });

    const start = async (...services: object[]) => {
      const app = createApp({
        services,
        blueprints: [jobs({ redis: redis.url, work: true })],
        fastify: { logger: false },
      });
      await app.run({ port: 0 });
      return app;
    };

    const scheduled = async (name: string) => {
      for (;;) {
        const { next } = (await mail.getJobScheduler(name)) ?? {};
        if (next !== undefined) return next;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };

    /** By now, a process that has started or connected again has looked at the schedules. */
    const settled = () => new Promise((resolve) => setTimeout(resolve, 400));

    const disconnectAll = () => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

    it('keeps a job of cron that is due when a process starts or connects again', async () => {
      class News {
        @Job('mail', { every: '* * * * * *', timeZone: 'Europe/Berlin', attempts: 3 })
        send() {
          // Nobody works it.
        }
      }
      const first = await start(new News());
      const due = await scheduled('News.send');
      await new Promise((resolve) => setTimeout(resolve, due - Date.now() + 10));
      const second = await start(new News());
      await settled();
      await disconnectAll();
      await settled();
      expect(await scheduled('News.send')).toBe(due);
      expect(await mail.getJob(`repeat:News.send:${due}`)).toBeDefined();
      await Promise.all([first.close(), second.close()]);
    });

    it.each([
      ['cron', '* * * * * *', '0 8 * * 1'],
      ['an interval', '100ms', '7d'],
    ])('keeps a job that is due when the app has another schedule: %s', async (_of, every, other) => {
      const withEvery = (time: string) => {
        class News {
          @Job('mail', { every: time })
          send() {
            // Nobody works it.
          }
        }
        return new News();
      };
      const before = await start(withEvery(every));
      const due = await scheduled('News.send');
      await before.close();
      await new Promise((resolve) => setTimeout(resolve, due - Date.now() + 10));
      const after = await start(withEvery(other));
      await settled();
      const next = await scheduled('News.send');
      expect(next).toBeGreaterThan(due);
      expect(next).toBeLessThanOrEqual(Date.now());
      expect(await mail.getJobScheduler('News.send')).toMatchObject(
        other === '7d' ? { every: 604_800_000 } : { pattern: other },
      );
      await after.close();
    });

    it('is removed by a process that starts without it, and not by one that connects again', async () => {
      class News {
        @Job('mail', { every: '1h' })
        send() {
          // Nobody works it.
        }
      }
      class Digest {
        @Job('mail', { every: '1h' })
        send() {
          // Nobody works it.
        }
      }
      const older = await start(new News());
      await scheduled('News.send');
      const newer = await start(new News(), new Digest());
      await scheduled('Digest.send');
      await newer.close();
      await disconnectAll();
      await settled();
      expect(await mail.getJobScheduler('Digest.send')).toBeDefined();
      await mail.removeJobScheduler('News.send');
      await disconnectAll();
      await settled();
      expect(await mail.getJobScheduler('News.send')).toBeUndefined();
      await older.close();
      const latest = await start(new News());
      await settled();
      expect(await mail.getJobScheduler('Digest.send')).toBeUndefined();
      await latest.close();
    });

    it('is made again in a Redis that has lost it', async () => {
      class News {
        @Job('mail', { every: '0 8 * * 1' })
        send() {
          // Nobody works it.
        }
      }
      const app = await start(new News());
      const next = await scheduled('News.send');
      await client.flushall();
      await disconnectAll();
      expect(await scheduled('News.send')).toBe(next);
      await app.close();
    });
  });

  it('jobs are worked by an app whose Fastify was told to listen, without app.ready()', async () => {
    let works = 0;
    class Clock {
      @Job('clock', { every: '100ms' })
      tick() {
        works++;
      }
    }
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it needs no this
    const { open } = RedisBackend;
    const slowly = jest.spyOn(RedisBackend, 'open').mockImplementation(async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return open(...given);
    });
    const app = appWith(new Clock(), { redis: redis.url, work: true });
    await app.fastify.listen({ port: 0, host: '127.0.0.1' });
    await until(() => works > 0);
    slowly.mockRestore();
    await app.close();
    expect(works).toBeGreaterThan(0);
  });
});
