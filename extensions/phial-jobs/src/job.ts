import { marker, type InjectOptions, type MarkDecorator, type Marked } from 'phial';

import { millisecondsOf, readDuration, type Duration } from './durations.js';
import { Jobs } from './jobs.js';
import type { Every, Task } from './task.js';

/** Options of `@Job()`. */
export interface JobOptions extends InjectOptions {
  /** How often a job is tried until it counts as failed; default 1. */
  attempts?: number;
  /** How long it waits before it is tried again, and twice as long each time after that; default `'1s'`. */
  backoff?: Duration;
  /** Adds it by itself, without data: every `'5m'`, or by cron, `'0 3 * * *'`. */
  every?: string;
  /** The time zone of cron; default that of the process. */
  timeZone?: string;
}

export const jobMark = marker<JobOptions & { queue: string }>('Job', { service: Jobs });

/**
 * Makes a method of a service one that is called later, by a worker. Its first parameter is the data, and the others are services.
 *
 * @example
 * ```ts
 * class Mails {
 *   @Job('mail', { attempts: 5, backoff: '10s' })
 *   async welcome({ userId }: { userId: number }, users: Users) {}
 * }
 * ```
 *
 * @param queue jobs of one queue are taken in turn
 */
export function Job(queue: string, options: JobOptions = {}): MarkDecorator {
  return jobMark({ ...options, queue });
}

const OPTIONS = ['queue', 'attempts', 'backoff', 'every', 'timeZone', 'inject'];

/** @throws TypeError for an option that there is not, or whose value is wrong */
export function taskOf(marked: Marked<JobOptions & { queue: string }>): Task {
  const { who, options } = marked;
  const { queue, attempts = 1, backoff = '1s', every, timeZone } = options;
  const decorator = `${who}: @Job()`;
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${decorator} has no option '${unknown}'. There are ${OPTIONS.slice(1).join(', ')}.`);
  if (typeof queue !== 'string' || !/^[\w-]+$/.test(queue))
    throw new TypeError(`${decorator} takes the name of a queue, of letters, digits, - and _: @Job('mail').`);
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw new TypeError(`${decorator} takes a whole number above 0 as attempts, not ${String(attempts)}.`);
  return {
    name: who,
    queue,
    attempts,
    backoff: readDuration(backoff, `${decorator}, { backoff },`),
    every: every === undefined ? undefined : everyOf(every, timeZone, decorator),
    // A schedule has no data to give.
    run: marked.bindAlone(every === undefined ? 1 : 0),
  };
}

function everyOf(every: string, timeZone: string | undefined, decorator: string): Every {
  const milliseconds = millisecondsOf(every);
  if (milliseconds === undefined && !/^\S+( +\S+){4,5}$|^@\w+$/.test(every))
    throw new TypeError(
      `${decorator}, { every }, takes a time such as '5m', or cron: '0 3 * * *'. '${every}' is neither.`,
    );
  if (milliseconds === undefined) return { cron: every, timeZone };
  return { milliseconds: readDuration(every, `${decorator}, { every },`, 1) };
}
