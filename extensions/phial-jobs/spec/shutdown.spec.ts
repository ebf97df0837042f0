import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';
import { Controller, createApp, OnStop, Post, type App, type AppOptions } from 'phial';
import { Job, Jobs, jobs, type JobsOptions } from 'phial-jobs';

import { loggedBy } from '../../../spec/support/log-of.js';
import { describeWithRedis, startRedis } from '../../../spec/support/redis-server.js';
import { until } from '../../../spec/support/until.js';

class Database {
  isOpen = true;

  @OnStop()
  async stop() {
    this.isOpen = false;
    await sleep(100);
  }
}

/** What each job saw of the database: when it began, and when it ended. */
let begun: boolean[] = [];
let ended: boolean[] = [];
let goOn: () => void;
let gate: Promise<void>;

class Reports {
  constructor(private readonly database: Database) {}

  @Job('reports')
  async make() {
    begun.push(this.database.isOpen);
    await gate;
    ended.push(this.database.isOpen);
  }
}

beforeEach(() => {
  begun = [];
  ended = [];
  gate = new Promise((resolve) => (goOn = resolve));
});

/** Closes it while a job runs, which is done a little later. */
async function close(app: App) {
  await until(() => begun.length === 1);
  const closed = app.close();
  await sleep(100);
  goOn();
  await closed;
}

function appWith(options: JobsOptions, others: AppOptions = {}) {
  const database = new Database();
  const app = createApp({
    services: [new Reports(database), database],
    blueprints: [jobs(options)],
    fastify: { logger: false },
    ...others,
  });
  return { app, database, queue: app.service(Jobs) };
}

describe('An app that is closed', () => {
  it('begins no more jobs, and finishes those that run before @OnStop() methods', async () => {
    const { app, queue } = appWith({ concurrency: 1 });
    await app.ready();
    for (let count = 0; count < 5; count++) await queue.add(Reports, 'make');
    await close(app);
    expect([begun, ended]).toEqual([[true], [true]]);
  });

  it('finishes them before its plugins are closed', async () => {
    const { app, queue, database } = appWith(
      {},
      {
        plugins: [
          (fastify: FastifyInstance, _options: object, done: () => void) => {
            fastify.addHook('onClose', () => void (database.isOpen = false));
            done();
          },
        ],
      },
    );
    await app.ready();
    await queue.add(Reports, 'make');
    await close(app);
    expect(ended).toEqual([true]);
  });

  it('takes jobs of requests that still run, and tells that they are forgotten', async () => {
    @Controller()
    class Pages {
      @Post('/order')
      async order(queue: Jobs) {
        await sleep(100);
        await queue.add(Reports, 'make');
        return 'ordered';
      }
    }
    const { logger, entries } = loggedBy();
    const { app } = appWith({}, { controllers: [Pages], fastify: { logger } });
    await app.ready();
    const answer = app.testClient().post('/order');
    await sleep(30);
    await app.close();
    expect((await answer).text).toBe('ordered');
    expect([begun, entries.map(({ msg }) => msg)]).toEqual([
      [],
      ['Jobs that waited are forgotten with this process: 1. A Redis would keep them.'],
    ]);
  });
});

describeWithRedis('An app that works jobs in Redis, and is closed', () => {
  it('begins no more jobs, and finishes those that run before @OnStop() methods', async () => {
    const redis = await startRedis();
    const { app, queue } = appWith({ redis: redis.url, work: true, concurrency: 1 });
    await app.run({ port: 0 });
    for (let count = 0; count < 5; count++) await queue.add(Reports, 'make');
    await close(app);
    await redis.kill();
    expect([begun, ended]).toEqual([[true], [true]]);
  });

  it('leaves no timer of Redis behind, which would keep the process', async () => {
    const redis = await startRedis();
    const { app } = appWith({ redis: redis.url, work: true });
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await app.run({ port: 0 });
    await sleep(300);
    await app.close();
    await sleep(300);
    expect(timers()).toBe(before);
    await redis.kill();
  });
});
