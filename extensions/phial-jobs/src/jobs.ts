import { inspect } from 'node:util';

import { SetupError, type App, type Class } from 'phial';

import type { Backend, FailedJob, JobState, QueueCounts } from './backend.js';
import { asJson, type DataOf, type JobName } from './data.js';
import { readDuration } from './durations.js';
import { stopBeforeServices } from './ending.js';
import { tellerOf } from './failures.js';
import { MemoryBackend } from './memory.js';
import type { Settings } from './settings.js';
import type { Task } from './task.js';

/** Adds jobs: a service. */
export class Jobs {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'jobs()';

  #tasks: readonly Task[] = [];
  #backend: Backend | undefined;
  #opening: Promise<void> | undefined;
  /** Whose jobs they are. */
  #app: App | undefined;
  readonly #ready = new WeakSet<App>();
  readonly #closed = new WeakSet<App>();

  constructor(readonly settings: Settings) {}

  /**
   * Adds a job: a worker calls the method later, with the data.
   *
   * @example
   * ```ts
   * await jobs.add(Mails, 'welcome', { userId: 1 }, { delay: '10m' });
   * ```
   *
   * @returns its id, for `find()`
   * @throws Abort 503 when Redis does not answer within three seconds
   * @throws TypeError for data that is not JSON, or a method without `@Job()`
   */
  async add<C extends Class, Name extends JobName<C>>(type: C, name: Name, ...given: DataOf<C, Name>): Promise<string> {
    // As queues elsewhere take it: a name, and the data.
    if (typeof type !== 'function' || typeof name !== 'string')
      throw new TypeError(
        "jobs.add() takes a class, the name of its method, and the data: jobs.add(Mails, 'welcome', { userId: 1 }).",
      );
    const [data, options = {}] = given;
    checkOptions(options);
    const { delay } = options;
    const who = `${type.name}.${name}`;
    const task = this.#taskOf(type, name);
    if (task === undefined && this.#backend !== undefined)
      throw new TypeError(this.#several(type, name) ?? this.#unknown(who));
    const json = asJson(data, task?.name ?? who);
    const time = delay === undefined ? 0 : readDuration(delay, 'jobs.add(), { delay },');
    return this.#opened.add(task!, json, time);
  }

  /** How many jobs there are, for each queue. */
  counts(): Promise<QueueCounts[]> {
    return this.#opened.counts();
  }

  /** Those that were tried as often as they may be, the last first: at most 100 of each queue. */
  failed(): Promise<FailedJob[]> {
    return this.#opened.failed();
  }

  /** Those that are at work: at most 100 of each queue. */
  running(): Promise<JobState[]> {
    return this.#opened.running();
  }

  /** How far a job is, by the id that `add()` gave; undefined when it is done, or was never there. */
  find(id: string): Promise<JobState | undefined> {
    return this.#opened.find(id);
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

  /** Whether an app has it already, under another name. @internal */
  isOf(app: App): boolean {
    return this.#app === app;
  }

  /** @internal */
  open(tasks: readonly Task[], app: App): Promise<void> {
    this.#take(app);
    this.#tasks = tasks;
    return (this.#opening = this.#begin(tasks, app));
  }

  async #begin(tasks: readonly Task[], app: App): Promise<void> {
    await checkCron(tasks);
    const { log } = app;
    const { redis, concurrency, onFailure } = this.settings;
    const tell = tellerOf(log, onFailure);
    const backend =
      redis === undefined
        ? new MemoryBackend(tasks, concurrency, log, tell)
        : await (await import('./redis.js')).RedisBackend.open(redis, tasks, log, tell);
    // Another may have taken it meanwhile.
    if (this.isOf(app)) this.#backend = backend;
  }

  /** @internal */
  work(queues = this.queues, concurrency = this.settings.concurrency): Promise<void> {
    return this.#opened.work(queues, concurrency);
  }

  /** @internal */
  async stop(): Promise<void> {
    await this.#backend?.stop();
  }

  /** Phial calls it when the app is closed, and likewise for one that had it before. @internal */
  async close(): Promise<void> {
    if (this.#app !== undefined && this.#closed.has(this.#app)) await this.#backend?.close();
  }

  /** What is added could be either's when two apps have it: one after the other may. */
  #take(app: App): void {
    const before = this.#app;
    if (before !== undefined && this.#ready.has(before) && !this.#closed.has(before)) throw inTwoApps();
    this.#app = app;
    this.#backend = undefined;
    app.fastify.addHook('onReady', async () => {
      if (!this.isOf(app)) throw inTwoApps();
      this.#ready.add(app);
      // Fastify, told to listen without app.ready(), does not wait for blueprints.
      await this.#opening;
    });
    stopBeforeServices(app, async () => {
      this.#closed.add(app);
      if (this.isOf(app)) await this.#backend?.stop();
    });
  }

  get #opened(): Backend {
    if (this.#backend === undefined)
      throw new Error('Jobs are there when the app is ready: await app.ready(), or ask in a method with @OnStart().');
    return this.#backend;
  }

  /** The job of the object that the app has of a class, or of one that extends it. */
  #taskOf(type: Class, method: string): Task | undefined {
    const made = this.#classOf(type);
    const task = this.#tasks.find(({ name }) => name === `${made.name}.${method}`);
    return task !== undefined && hasPrototype(made, task.home) ? task : undefined;
  }

  /** A controller, which is no service, has jobs by its own class alone. */
  #classOf(type: Class): Class {
    try {
      return this.#app!.service(type).constructor as Class;
    } catch {
      return type;
    }
  }

  /** What to write instead of a base class of which the app has several objects; undefined where that is not why there is no job. */
  #several(type: Class, method: string): string | undefined {
    const fitting = this.#tasks.filter(({ name, home }) => name.endsWith(`.${method}`) && isRelated(type, home));
    const several = severalIn(this.#app!, type);
    if (fitting.length === 0 || several === undefined) return undefined;
    const [own] = fitting[0]!.name.split('.');
    return `jobs.add(): ${type.name}.${method} could be a job of each: ${several}. Write the class of one: jobs.add(${own}, '${method}', ...).`;
  }

  #unknown(who: string): string {
    const known = this.#tasks.map(({ name }) => name).join(', ');
    const rest = known === '' ? 'There are none yet' : `There are ${known}`;
    return `jobs.add(): ${who} is not a job. Write @Job('queue') on the method, and give the app an object of its class: createApp({ services }). ${rest}.`;
  }
}

/** @throws TypeError for what would add the job without a word: `{ dealy: '5m' }` */
function checkOptions(options: object): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`jobs.add() was given ${inspect(options)} for its options. Write { delay: '10m' }.`);
  const unknown = Object.keys(options).find((name) => name !== 'delay');
  if (unknown === undefined) return;
  const cure = OF_JOB.has(unknown)
    ? `It is one of @Job(): @Job('mail', { ${unknown}: ... }).`
    : "Write { delay: '10m' }.";
  throw new TypeError(`jobs.add() has no option '${unknown}', only delay. ${cure}`);
}

/** The names of `JobOptions`. */
const OF_JOB: ReadonlySet<string> = new Set(['attempts', 'backoff', 'every', 'timeZone']);

function hasPrototype({ prototype }: Class, home: object): boolean {
  return prototype === home || Object.prototype.isPrototypeOf.call(home, prototype as object);
}

/** Whether a method's class is a class, one that it extends, or one that extends it. */
function isRelated(type: Class, home: object): boolean {
  return hasPrototype(type, home) || Object.prototype.isPrototypeOf.call(Object(type.prototype), home);
}

/** `2 services are an instance of it, A and B`: what Phial says where it cannot tell which one is meant. */
function severalIn(app: App, type: Class): string | undefined {
  try {
    app.service(type);
    return undefined;
  } catch (error) {
    return /\d+ services are an instance of it, .*(?=\. )/.exec((error as Error).message)?.[0];
  }
}

function inTwoApps(): SetupError {
  const cause =
    'what it returned was given to two apps that are open at once, and jobs.add() could not tell them apart';
  const cure = 'Make one for each: createApp({ blueprints: [jobs()] }), or close the other app first.';
  return new SetupError([{ who: 'jobs()', cause, cure }]);
}

/** @throws SetupError for mistakes in cron, which are told at the start, and not when it would be time */
async function checkCron(tasks: readonly Task[]): Promise<void> {
  const scheduled = tasks.filter(({ every }) => every !== undefined && 'cron' in every);
  if (scheduled.length === 0) return;
  const { CronExpressionParser } = await import('cron-parser');
  const findings = scheduled.flatMap(({ name, every }) => {
    const { cron, timeZone } = every as { cron: string; timeZone: string | undefined };
    try {
      // A time zone is looked at with the first time.
      CronExpressionParser.parse(cron, timeZone === undefined ? {} : { tz: timeZone }).next();
      return [];
    } catch (error) {
      const orZone = timeZone === undefined ? '' : `, or '${timeZone}' is not a time zone`;
      const cause = `the every of its @Job(), '${cron}', is not cron${orZone}: ${(error as Error).message}`;
      return [{ code: 'PH401', who: name, cause, cure: CRON_CURE } as const];
    }
  });
  if (findings.length > 0) throw new SetupError(findings);
}

const CRON_CURE = "Write minute, hour, day, month and weekday, as in '0 3 * * *', and a zone such as 'Europe/Berlin'.";
