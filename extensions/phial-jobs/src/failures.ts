import { inspect } from 'node:util';

import type { Logger } from 'phial';

/** An attempt that failed. */
export interface Failure {
  name: string;
  queue: string;
  id: string;
  attempt: number;
  attempts: number;
}

/** Logs it as the error of a request would be: with what failed, and its stack. */
export function logFailure(log: Logger, failure: Failure, error: Error): void {
  const { name, attempt, attempts, ...rest } = failure;
  const next = attempt < attempts ? 'It is tried again.' : 'It is not tried again, and is kept with the failed jobs.';
  log.error(
    { err: error, job: name, attempt, attempts, ...rest },
    `The job ${name} failed, attempt ${attempt} of ${attempts}. ${next}`,
  );
}

/** What a job has thrown, as an error whose message and stack can be read: a job that throws oddly fails like any other. */
export function asError(thrown: unknown): Error {
  try {
    if (isReadable(thrown)) return thrown;
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

/** What is kept of a text: an error may quote whatever the job was given. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} ...` : text;
}

const LONGEST = 10_000;

/** What a worker says of a job whose method is not there any more. */
export function unknownJob(name: string, queue: string): string {
  return `There is no method ${name} with @Job('${queue}'). It was added by another version of the app: write the method again, or let the job go.`;
}
