import { inspect, types } from 'node:util';

import { marker, SetupError } from 'phial';
import type { Finding, InjectOptions, Logger, MarkDecorator, Marked } from 'phial';

import { millisecondsOf, wantedTime, type Duration } from './durations.js';
import { Jobs } from './jobs.js';
import { mistakesIn, type Kinds } from './mistakes.js';
import { JobRun } from './run.js';
import { isCount } from './settings.js';
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

/** What `@Job()` writes down. */
interface Mark extends JobOptions {
  queue: string;
  /** The prototype that has the method: of a base class, perhaps. */
  home: object;
}

export const jobMark = marker<Mark>('Job', { service: Jobs });

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
  refuseBare(queue, options);
  return (home, name, descriptor) => jobMark({ ...options, queue, home })(home, name, descriptor);
}

/** Without brackets it is called with the class or its prototype, and the name of a method, which would be no job. */
function refuseBare(home: unknown, name: unknown): void {
  if (typeof name !== 'string' || (typeof home !== 'object' && typeof home !== 'function') || home === null) return;
  const type = typeof home === 'function' ? home : home.constructor;
  const cause = '@Job stands there without brackets';
  throw new SetupError([{ code: 'PH310', who: `${type.name}.${name}`, cause, cure: "Write @Job('mail')." }]);
}

type JobMark = Marked<Mark>;

/**
 * The jobs of an app. Of those of two objects of one class, which have one name, the first object's.
 *
 * @throws SetupError that lists all that is wrong with the methods
 */
export function tasksOf(all: readonly JobMark[], log: Logger): Task[] {
  const first = new Map([...all].reverse().map((marked) => [marked.who, marked]));
  const twice = all.filter((marked) => first.get(marked.who) !== marked);
  const clashes = twice.filter(({ who, options }) => first.get(who)!.options.home !== options.home).map(clashOf);
  const findings = all.flatMap((marked) => [
    ...optionsMistakes(marked),
    ...generatorMistakes(marked),
    ...parameterMistakes(marked),
  ]);
  if (findings.length + clashes.length > 0) throw new SetupError([...findings, ...clashes]);
  for (const { who } of twice)
    log.warn(`The app has ${who} of two objects, and jobs have a name alone: the first works it.`);
  return all.filter((marked) => !twice.includes(marked)).map(taskOf);
}

function clashOf({ who }: JobMark): Finding {
  const cause = `another class of this name has the same job, and a queue keeps jobs by '${who}' alone`;
  return { who, cause, cure: 'Give one of the classes another name.' };
}

function optionsMistakes({ who, options: { queue, home: _home, ...options } }: JobMark): Finding[] {
  const findings = mistakesIn(options, who, '@Job()', KINDS);
  if (options.timeZone !== undefined && !isCron(options.every))
    findings.push({
      code: 'PH401',
      who,
      cause: '@Job() was given a timeZone, and no cron that it is for',
      cure: "Write cron as every, as in '0 3 * * *', or leave timeZone out.",
    });
  if (typeof queue === 'string' && /^[\w-]+$/.test(queue)) return findings;
  const cause = `@Job() was given ${inspect(queue)} as the name of a queue`;
  const cure = "Write one of letters, digits, - and _: @Job('mail').";
  return [{ code: 'PH401', who, cause, cure }, ...findings];
}

const KINDS: Kinds<JobOptions> = {
  attempts: (value) => (isCount(value) ? undefined : 'a whole number above 0'),
  backoff: (value) => wantedTime(value),
  every: (value) =>
    isCron(value) ? undefined : wantedTime(value, 1) && `${wantedTime(value, 1)}, or cron: '0 3 * * *'`,
  timeZone: (value) => (typeof value === 'string' ? undefined : "a time zone: 'Europe/Berlin'"),
  // Phial has looked at it by now.
  inject: () => undefined,
};

/** Whether it looks like it. What it says is looked at later. */
function isCron(every: unknown): boolean {
  return millisecondsOf(every) === undefined && /^\S+( +\S+){4,5}$|^@\w+$/.test(String(every));
}

/** To call one is to run nothing of it. */
function generatorMistakes({ who, options: { home } }: JobMark): Finding[] {
  const name = who.slice(who.indexOf('.') + 1);
  if (!types.isGeneratorFunction((home as Record<string, unknown>)[name])) return [];
  const cause = '@Job() stands on a generator, whose code nobody would run';
  return [{ who, cause, cure: `Write the method without the star: ${name}() { ... }.` }];
}

/** Phial's own, of a parameter that nothing fills. */
function parameterMistakes(marked: JobMark): readonly Finding[] {
  try {
    workOf(marked);
    return [];
  } catch (error) {
    if (error instanceof SetupError) return error.findings;
    throw error;
  }
}

function taskOf(marked: JobMark): Task {
  const { queue, attempts = 1, backoff = '1s', every, timeZone } = marked.options;
  return {
    name: marked.who,
    home: marked.options.home,
    queue,
    attempts,
    backoff: millisecondsOf(backoff)!,
    every: every === undefined ? undefined : everyOf(every, timeZone),
    work: workOf(marked),
  };
}

function workOf(marked: JobMark): Task['work'] {
  if (marked.options.every === undefined) return marked.bindAlone(1, [JobRun]);
  // A schedule has no data to give.
  const work = marked.bindAlone(0, [JobRun]);
  return (_data, run) => work(run);
}

function everyOf(every: string, timeZone: string | undefined): Every {
  const milliseconds = millisecondsOf(every);
  return milliseconds === undefined ? { cron: every, timeZone } : { milliseconds };
}
