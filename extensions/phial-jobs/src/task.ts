import type { JobRun } from './run.js';

/** When a schedule adds its job. */
export type Every = { milliseconds: number } | { cron: string; timeZone: string | undefined };

/** A method with `@Job()`, ready to be called. */
export interface Task {
  /** `Mails.welcome` */
  name: string;
  /** The prototype that has the method: of its class, or of a base class. */
  home: object;
  queue: string;
  attempts: number;
  /** Milliseconds before the second attempt. */
  backoff: number;
  every: Every | undefined;
  work: (data: unknown, run: JobRun) => Promise<unknown>;
}
