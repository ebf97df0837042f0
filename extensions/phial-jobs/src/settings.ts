import { SetupError, type Class } from 'phial';

import { millisecondsOf, wantedTime, type Duration } from './durations.js';
import { mistakesIn, type Kinds } from './mistakes.js';
import type { Attempt } from './run.js';

/** Options of `jobs()`. */
export interface JobsOptions {
  /**
   * Where jobs are kept: `redis://...`, the path of a Unix socket, or options of ioredis. Default the process itself, which
   * forgets them when it ends. Redis needs the packages `bullmq` and `ioredis`.
   */
  redis?: string | Readonly<Record<string, unknown>> | undefined;
  /** Where the page of failed jobs lives; default `'/jobs'`. */
  path?: string;
  /** A class that is made of a request, and throws for who may not see the page; default: in debug mode everybody, else nobody. */
  guard?: Class;
  /** Jobs of one queue that a process runs at once; default 5. */
  concurrency?: number;
  /** With a Redis, whether the app's own processes work jobs, too; default `false`: `phial jobs:work` does. */
  work?: boolean;
  /** After how long a job of a worker that is gone runs again, with a Redis; default `'30s'`. */
  stalledAfter?: Duration;
  /**
   * Hears of each attempt that failed, after the log: for monitoring, which hears of failed requests by Fastify's hooks.
   *
   * @example onFailure: (error, { name }) => Sentry.captureException(error, { tags: { job: name } })
   */
  onFailure?: ((error: Error, attempt: Readonly<Attempt>) => unknown) | undefined;
  /** What the keys in Redis begin with; default `'phial-jobs'`. Two apps that share one need two. */
  keyPrefix?: string;
}

/** What Redis needs to know. */
export interface RedisSettings {
  redis: string | Readonly<Record<string, unknown>>;
  stalledAfter: number;
  keyPrefix: string;
}

/** What the options are, with their defaults. */
export interface Settings {
  path: string;
  guard: Class | undefined;
  concurrency: number;
  works: boolean;
  onFailure: JobsOptions['onFailure'];
  redis: RedisSettings | undefined;
}

const KINDS: Kinds<JobsOptions> = {
  redis: (value) =>
    (typeof value === 'string' && /^(?:rediss?:\/\/|\/)./.test(value)) || (typeof value === 'object' && value !== null)
      ? undefined
      : "redis://127.0.0.1:6379, the path of a socket, or ioredis' options",
  path: (value) => (typeof value === 'string' && value.startsWith('/') ? undefined : "a path such as '/jobs'"),
  guard: (value) => (typeof value === 'function' ? undefined : 'a class with a static @FromRequest() method'),
  concurrency: (value) => (isCount(value) ? undefined : 'a whole number above 0'),
  work: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  stalledAfter: (value) => wantedTime(value, 1),
  onFailure: (value) => (typeof value === 'function' ? undefined : 'a function: (error, attempt) => report(error)'),
  keyPrefix: (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text'),
};

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

/**
 * What the options say, with their defaults.
 *
 * @throws SetupError that lists the options that there are not, or whose values are wrong
 */
export function settingsOf(options: JobsOptions): Settings {
  const findings = mistakesIn(options, 'jobs()', 'it', KINDS);
  if (options.redis === undefined && options.work === false)
    findings.push({
      code: 'PH401',
      who: 'jobs()',
      cause: 'it was given false as work, and no Redis',
      cure: NEEDS_REDIS,
    });
  if (findings.length > 0) throw new SetupError(findings);
  const { redis, path = '/jobs', guard, concurrency = 5, work, onFailure } = options;
  const { stalledAfter = '30s', keyPrefix = 'phial-jobs' } = options;
  return {
    path,
    guard,
    concurrency,
    works: work ?? redis === undefined,
    onFailure,
    redis: redis === undefined ? undefined : { redis, keyPrefix, stalledAfter: millisecondsOf(stalledAfter)! },
  };
}

const NEEDS_REDIS = 'Write jobs({ redis, work: false }): without a Redis, nobody else can work the jobs of a process.';
