import type { App, Class } from 'phial';

import type { Backend, FailedJob, QueueCounts } from './backend.js';
import { asJson, type DataOf, type JobName } from './data.js';
import { readDuration } from './durations.js';
import { MemoryBackend } from './memory.js';
import type { Settings } from './settings.js';
import type { Task } from './task.js';

/** Adds jobs: a service. */
export class Jobs {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'jobs()';

  #tasks: readonly Task[] = [];
  #backend: Backend | undefined;

  constructor(readonly settings: Settings) {}

  /**
   * Adds a job: a worker calls the method later, with the data.
   *
   * @example
   * ```ts
   * await jobs.add(Mails, 'welcome', { userId: 1 }, { delay: '10m' });
   * ```
   *
   * @throws Abort 503 when Redis does not answer within three seconds
   * @throws TypeError for data that is not JSON, or a method without `@Job()`
   */
  async add<C extends Class, Name extends JobName<C>>(type: C, name: Name, ...given: DataOf<C, Name>): Promise<void> {
    const [data, { delay } = {}] = given;
    const who = `${type.name}.${name}`;
    const task = this.#tasks.find((one) => one.name === who);
    if (task === undefined && this.#backend !== undefined) throw new TypeError(this.#unknown(who));
    const json = asJson(data, who);
    const time = delay === undefined ? 0 : readDuration(delay, 'jobs.add(), { delay },');
    await this.#opened.add(task!, json, time);
  }

  /** How many jobs there are, for each queue. */
  counts(): Promise<QueueCounts[]> {
    return this.#opened.counts();
  }

  /** Those that were tried as often as they may be, the last first: at most 100 of each queue. */
  failed(): Promise<FailedJob[]> {
    return this.#opened.failed();
  }

  /**
   * Adds a failed job anew.
   *
   * @returns whether there was one
   */
  retry(queue: string, id: string): Promise<boolean> {
    return this.#opened.retry(queue, id);
  }

  /** The names of all queues. */
  get queues(): string[] {
    return [...new Set(this.#tasks.map(({ queue }) => queue))];
  }

  /** @internal */
  async open(tasks: readonly Task[], { log }: App): Promise<void> {
    this.#tasks = tasks;
    await checkCron(tasks);
    const { redis, concurrency } = this.settings;
    this.#backend =
      redis === undefined
        ? new MemoryBackend(tasks, concurrency, log)
        : await (await import('./redis.js')).RedisBackend.open(redis, tasks, log);
  }

  /** @internal */
  work(queues = this.queues, concurrency = this.settings.concurrency): Promise<void> {
    return this.#opened.work(queues, concurrency);
  }

  /** @internal */
  async stop(): Promise<void> {
    await this.#backend?.stop();
  }

  /** Phial calls it when the app is closed. @internal */
  async close(): Promise<void> {
    await this.#backend?.close();
  }

  get #opened(): Backend {
    if (this.#backend === undefined)
      throw new Error('Jobs are there when the app is ready: await app.ready(), or ask in a method with @OnStart().');
    return this.#backend;
  }

  #unknown(who: string): string {
    const known = this.#tasks.map(({ name }) => name).join(', ');
    const rest = known === '' ? 'There are none yet' : `There are ${known}`;
    return `jobs.add(): ${who} is not a job. Write @Job('queue') on the method, and give the app an object of its class: createApp({ services }). ${rest}.`;
  }
}

/** A mistake in cron is told at the start, and not when it would be time. */
async function checkCron(tasks: readonly Task[]): Promise<void> {
  for (const { name, every } of tasks) {
    if (every === undefined || !('cron' in every)) continue;
    const { CronExpressionParser } = await import('cron-parser');
    try {
      // A time zone is looked at with the first time.
      CronExpressionParser.parse(every.cron, every.timeZone === undefined ? {} : { tz: every.timeZone }).next();
    } catch (error) {
      const orZone = every.timeZone === undefined ? '' : `, or '${every.timeZone}' is not a time zone`;
      throw new TypeError(
        `${name}: @Job(), { every }: '${every.cron}' is not cron${orZone}: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
}
