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
export function logFailure(log: Logger, failure: Failure, error: unknown): void {
  const { name, attempt, attempts, ...rest } = failure;
  const next = attempt < attempts ? 'It is tried again.' : 'It is not tried again, and is kept with the failed jobs.';
  log.error(
    { err: asError(error), job: name, attempt, attempts, ...rest },
    `The job ${name} failed, attempt ${attempt} of ${attempts}. ${next}`,
  );
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What a worker says of a job whose method is not there any more. */
export function unknownJob(name: string, queue: string): string {
  return `There is no method ${name} with @Job('${queue}'). It was added by another version of the app: write the method again, or let the job go.`;
}
