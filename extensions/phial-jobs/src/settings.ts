import { inspect } from 'node:util';

import { SetupError, type Class, type Finding } from 'phial';

import { durationWanted, readDuration, type Duration } from './durations.js';

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
  redis: RedisSettings | undefined;
}

const KINDS: Readonly<Record<keyof JobsOptions, (value: unknown) => string | undefined>> = {
  redis: (value) =>
    (typeof value === 'string' && /^(?:rediss?:\/\/|\/)./.test(value)) || (typeof value === 'object' && value !== null)
      ? undefined
      : "redis://127.0.0.1:6379, the path of a socket, or ioredis' options",
  path: (value) => (typeof value === 'string' && value.startsWith('/') ? undefined : "a path such as '/jobs'"),
  guard: (value) => (typeof value === 'function' ? undefined : 'a class with a static @FromRequest() method'),
  concurrency: (value) => (isCount(value) ? undefined : 'a whole number above 0'),
  work: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  stalledAfter: (value) => durationWanted(value, 1),
  keyPrefix: (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text'),
};

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

/**
 * What the options say, with their defaults.
 *
 * @throws SetupError that lists the options that there are not, and those whose values are wrong
 */
export function settingsOf(options: JobsOptions): Settings {
  const findings = Object.entries(options).flatMap(([name, value]) => checkOption(name as keyof JobsOptions, value));
  const {
    redis,
    path = '/jobs',
    guard,
    concurrency = 5,
    work,
    stalledAfter = '30s',
    keyPrefix = 'phial-jobs',
  } = options;
  if (redis === undefined && work === false) findings.push(NOBODY_WORKS);
  if (findings.length > 0) throw new SetupError(findings);
  const milliseconds = readDuration(stalledAfter, 'stalledAfter', 1);
  return {
    path,
    guard,
    concurrency,
    works: work ?? redis === undefined,
    redis: redis === undefined ? undefined : { redis, keyPrefix, stalledAfter: milliseconds },
  };
}

function checkOption(name: keyof JobsOptions, value: unknown): Finding[] {
  const kind = KINDS[name] as ((value: unknown) => string | undefined) | undefined;
  if (kind === undefined) {
    const cure = `There are ${Object.keys(KINDS).join(', ')}.`;
    return [{ who: 'jobs()', cause: `there is no option '${name}'`, cure }];
  }
  const wanted = value === undefined ? undefined : kind(value);
  if (wanted === undefined) return [];
  return [{ who: `jobs({ ${name} })`, cause: `it is ${inspect(value)}`, cure: `Give it ${wanted}.` }];
}

const NOBODY_WORKS: Finding = {
  who: 'jobs({ work: false })',
  cause: 'without a Redis, nobody else can work the jobs of a process',
  cure: 'Give it redis, or leave work out.',
};
