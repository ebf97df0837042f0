import { randomUUID } from 'node:crypto';

import type { Queue, Worker, Job as BullJob } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { Abort, type Logger } from 'phial';

import { KEPT_FAILURES, LISTED, type Backend, type FailedJob, type JobState, type QueueCounts } from './backend.js';
import { asError, unknownJob, withoutCommand, type TellFailure } from './failures.js';
import { failedOf, optionsOf, runOf, stateIn, stateOf, type Kept } from './kept.js';
import { loadPackages, type Packages } from './packages.js';
import { makeSchedules, restoreSchedules } from './schedules.js';
import type { RedisSettings } from './settings.js';
import type { Task } from './task.js';

/** Milliseconds that Redis has to answer. */
const PATIENCE = 3000;

/** As jobs have them. Anything else may be a key of BullMQ's own: `wait`, `events`. */
const ID = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|repeat:.+)$/;

/** Keeps jobs in Redis, by BullMQ: processes add them, and others work them. */
export class RedisBackend implements Backend {
  readonly #queues = new Map<string, Queue<Kept>>();
  readonly #client: Redis;
  #workersClient: Redis | undefined = undefined;
  #workers: Worker<Kept>[] = [];
  #isAway = false;
  #hasScheduled = false;
  #isStopping = false;
  #isClosed = false;

  /** @param packages the two packages, which are loaded for it alone */
  private constructor(
    private readonly settings: RedisSettings,
    private readonly tasks: readonly Task[],
    private readonly log: Logger,
    private readonly tell: TellFailure,
    private readonly packages: Packages,
  ) {
    // One that is away fails what is asked of it, instead of keeping whoever asks waiting.
    this.#client = this.#connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: PATIENCE });
  }

  static async open(
    settings: RedisSettings,
    tasks: readonly Task[],
    log: Logger,
    tell: TellFailure,
  ): Promise<RedisBackend> {
    return new RedisBackend(settings, tasks, log, tell, await loadPackages());
  }

  async add({ name, queue, ...task }: Task, data: string | undefined, delay: number): Promise<string> {
    const kept = data === undefined ? {} : { data: JSON.parse(data) as unknown };
    // BullMQ's own are numbers of a queue, and those of another are the same.
    const jobId = randomUUID();
    await this.#ask(queue, (one) => one.add(name, kept, { ...optionsOf(task), delay, jobId }));
    return jobId;
  }

  async work(queues: readonly string[], concurrency: number): Promise<void> {
    const client = (this.#workersClient = this.#connect({ maxRetriesPerRequest: null }));
    // BullMQ's workers give up for good when they are made while Redis is away.
    client.once('ready', () => {
      if (!this.#isStopping) this.#workers = queues.map((queue) => this.#worker(queue, concurrency, client));
    });
    client.connect().catch(() => undefined);
    // Each time: a Redis that has lost its data has lost its schedules, too.
    const schedule = (): void => void this.#schedule(queues).catch((error: unknown) => this.#noteError(error));
    this.#client.on('ready', schedule);
    if (this.#client.status === 'ready') schedule();
    else void this.#client.connect().catch(() => undefined);
    await Promise.resolve();
  }

  counts(): Promise<QueueCounts[]> {
    return Promise.all(
      this.#names().map(async (queue) => {
        const counts = await this.#ask(queue, (one) => one.getJobCounts('wait', 'active', 'delayed', 'failed'));
        const { wait = 0, active = 0, delayed = 0, failed = 0 } = counts;
        return { queue, waiting: wait, running: active, delayed, failed };
      }),
    );
  }

  async failed(): Promise<FailedJob[]> {
    const lists = await Promise.all(
      this.#names().map((queue) => this.#ask(queue, (one) => one.getFailed(0, KEPT_FAILURES - 1))),
    );
    const jobs = lists.flat().map((job) => failedOf(job as BullJob<Kept>));
    return jobs.sort((one, other) => other.failedAt.getTime() - one.failedAt.getTime());
  }

  async running(): Promise<JobState[]> {
    const lists = await Promise.all(
      this.#names().map((queue) => this.#ask(queue, (one) => one.getActive(0, LISTED - 1))),
    );
    return lists.flat().map((job) => stateOf(job as BullJob<Kept>, 'running'));
  }

  async find(id: string): Promise<JobState | undefined> {
    if (!ID.test(id)) return undefined;
    const states = await Promise.all(this.#names().map((queue) => this.#ask(queue, (one) => stateIn(one, id))));
    return states.find((state) => state !== undefined);
  }

  async retry(queue: string, id: string): Promise<boolean> {
    if (!this.#names().includes(queue) || !ID.test(id)) return false;
    const job = await this.#ask(queue, (one) => one.getJob(id));
    if (job === undefined || !(await this.#ask(queue, () => job.isFailed()))) return false;
    await this.#ask(queue, () => job.retry('failed', { resetAttemptsMade: true }));
    return true;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    // Once: ioredis would wait two seconds for the end of a connection that has ended.
    const client = this.#workersClient;
    this.#workersClient = undefined;
    // What runs cannot be told to a Redis that is away.
    const force = client?.status !== 'ready';
    await Promise.all(this.#workers.splice(0).map((worker) => worker.close(force)));
    client?.disconnect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stop();
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#client.disconnect();
  }

  #names(): string[] {
    return [...new Set(this.tasks.map(({ queue }) => queue))];
  }

  #connect(options: RedisOptions): Redis {
    const { redis } = this.settings;
    const { Redis } = this.packages.ioredis;
    const all: RedisOptions = { ...options, lazyConnect: true, retryStrategy: (times) => Math.min(times * 100, 2000) };
    const client = typeof redis === 'string' ? new Redis(redis, all) : new Redis({ ...redis, ...all });
    client.on('error', (error: unknown) => this.#noteError(error));
    client.on('ready', () => {
      if (this.#isAway) this.log.info('The Redis of jobs is back.');
      this.#isAway = false;
    });
    return client;
  }

  /** Told once, until it is back: clients try again and again. */
  #noteError(error: unknown): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    this.log.error(
      withoutCommand(error),
      'The Redis of jobs({ redis }) does not answer. Until it is back, none is added and none is worked.',
    );
  }

  /** Asks the Redis of a queue, for so long. @throws Abort 503 */
  async #ask<Answer>(name: string, question: (queue: Queue<Kept>) => Promise<Answer>): Promise<Answer> {
    try {
      await this.#ready();
      return await question(this.#queue(name));
    } catch (error) {
      this.log.error(
        withoutCommand(error),
        `The Redis of jobs({ redis }) was asked about the queue '${name}', and has failed.`,
      );
      throw new Abort(503, 'Jobs are not available at the moment.', { headers: { 'Retry-After': '10' } });
    }
  }

  #ready(): Promise<void> {
    const client = this.#client;
    if (client.status === 'ready') return Promise.resolve();
    if (client.status === 'wait') client.connect().catch(() => undefined);
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        client.off('ready', done);
        resolve();
      };
      const timer = setTimeout(() => {
        client.off('ready', done);
        reject(new Error(`Redis was not there for ${PATIENCE / 1000} s.`));
      }, PATIENCE);
      client.on('ready', done);
    });
  }

  #queue(name: string): Queue<Kept> {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      const { Queue } = this.packages.bullmq;
      queue = new Queue<Kept>(name, { connection: this.#client, prefix: this.settings.keyPrefix });
      // The client has told it.
      queue.on('error', () => undefined);
      this.#queues.set(name, queue);
    }
    return queue;
  }

  #worker(queue: string, concurrency: number, connection: Redis): Worker<Kept> {
    const { Worker, UnrecoverableError } = this.packages.bullmq;
    const { keyPrefix, stalledAfter } = this.settings;
    const worker = new Worker<Kept>(
      queue,
      async (job) => {
        const { name, data } = job;
        const task = this.tasks.find((one) => one.name === name && one.queue === queue);
        if (task === undefined) throw new UnrecoverableError(unknownJob(name, queue));
        // BullMQ reads the message and the stack of what is thrown.
        await task.work(data.data, runOf(job)).catch((thrown: unknown) => Promise.reject(asError(thrown)));
      },
      { connection, prefix: keyPrefix, concurrency, lockDuration: stalledAfter, stalledInterval: stalledAfter },
    );
    worker.on('error', (error) => this.#noteError(error));
    worker.on('stalled', (id) => this.log.warn({ queue, id }, `A worker has left the job ${id}: it runs again.`));
    worker.on('failed', (job, error) => this.#failed(job, queue, error));
    return worker;
  }

  #failed(job: BullJob<Kept> | undefined, queue: string, error: Error): void {
    const { name = '?', id = '?', attemptsMade: attempt = 1, opts } = job ?? {};
    // It is not tried again when nobody knows it, or has left it too often.
    const attempts = job?.finishedOn === undefined ? (opts?.attempts ?? 1) : attempt;
    this.tell({ name, queue, id, attempt, attempts }, error);
  }

  async #schedule(queues: readonly string[]): Promise<void> {
    const keep = this.#hasScheduled ? restoreSchedules : makeSchedules;
    for (const name of queues) {
      const tasks = this.tasks.filter((task) => task.queue === name && task.every !== undefined);
      await keep(this.#queue(name), tasks);
    }
    this.#hasScheduled = true;
  }
}
