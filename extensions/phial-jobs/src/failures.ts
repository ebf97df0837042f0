import { inspect } from 'node:util';

import type { Logger } from 'phial';

import type { Attempt } from './run.js';
import type { JobsOptions } from './settings.js';

/** Hears of each attempt that failed, and whether the job is forgotten with the process. */
export type TellFailure = (attempt: Attempt, error: Error, isForgotten?: boolean) => void;

/** Tells the log, and what the app has for such things. */
export function tellerOf(log: Logger, onFailure: JobsOptions['onFailure']): TellFailure {
  return (attempt, error, isForgotten = false) => {
    logFailure(log, attempt, error, isForgotten);
    if (onFailure !== undefined) void hear(log, onFailure, attempt, error);
  };
}

/** Logs it as the error of a request would be: with what failed, and its stack. */
function logFailure(log: Logger, failure: Attempt, error: Error, isForgotten: boolean): void {
  const { name, attempt, attempts, ...rest } = failure;
  const next = isForgotten
    ? 'It is not tried again, since the app is closed.'
    : attempt < attempts
      ? 'It is tried again.'
      : 'It is not tried again, and is kept with the failed jobs.';
  log.error(
    { err: error, job: name, attempt, attempts, ...rest },
    `The job ${name} failed, attempt ${attempt} of ${attempts}. ${next}`,
  );
}

async function hear(
  log: Logger,
  onFailure: NonNullable<JobsOptions['onFailure']>,
  attempt: Attempt,
  error: Error,
): Promise<void> {
  try {
    await onFailure(error, attempt);
  } catch (thrown) {
    log.error(asError(thrown), 'jobs({ onFailure }) failed itself. The job is treated as without it.');
  }
}

/** What a job has thrown, as an error whose message and stack can be read: a job that throws oddly fails like any other. */
export function asError(thrown: unknown): Error {
  try {
    if (isReadable(thrown)) return hasCommand(thrown) ? withoutCommand(thrown) : thrown;
    return new Error(typeof thrown === 'string' ? thrown : inspect(thrown, { breakLength: Infinity }));
  } catch {
    return new Error('What the job has thrown cannot be read.');
  }
}

function isReadable(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  const { message, stack } = thrown as { message: unknown; stack?: unknown };
  return typeof message === 'string' && (stack === undefined || typeof stack === 'string');
}

/**
 * A copy of what a client of Redis has thrown, for logs. ioredis puts the command on it with all that it was told, such as the data of
 * a job, and a log writes whatever an error has.
 */
export function withoutCommand(thrown: Error, depth?: number): Error;
export function withoutCommand(thrown: unknown, depth?: number): unknown;
export function withoutCommand(thrown: unknown, depth = 0): unknown {
  // A cause may go round in a circle.
  if (!(thrown instanceof Error) || depth === 5) return depth === 5 ? undefined : thrown;
  const { name, message, stack, cause, code } = thrown as Error & { code?: unknown };
  const copy = new Error(message, cause === undefined ? {} : { cause: withoutCommand(cause, depth + 1) });
  Object.setPrototypeOf(copy, Object.getPrototypeOf(thrown) as object);
  for (const [member, value] of Object.entries({ name, stack }))
    Object.defineProperty(copy, member, { value, configurable: true, writable: true });
  return code === undefined ? copy : Object.assign(copy, { code });
}

/** As ioredis has it. A job's own errors may have another. */
function hasCommand(thrown: object): boolean {
  const { name, args } = Object((thrown as { command?: unknown }).command) as { name?: unknown; args?: unknown };
  return typeof name === 'string' && Array.isArray(args);
}

/** What is kept of a text: an error may quote whatever the job was given. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} ...` : text;
}

const LONGEST = 10_000;

/** What a worker says of a job whose method is not there any more. */
export function unknownJob(name: string, queue: string): string {
  return `There is no method ${name} with @Job('${queue}'). It was added by another version of the app: write the method again, or let the job go.`;
}
