import type { Task } from './task.js';

/** A job that was tried as often as it may be. */
export interface FailedJob {
  queue: string;
  id: string;
  /** `Mails.welcome` */
  name: string;
  /** As JSON. */
  data: string;
  attempts: number;
  failedAt: Date;
  message: string;
  stack: string;
}

/** How many jobs of a queue there are. */
export interface QueueCounts {
  queue: string;
  waiting: number;
  running: number;
  /** What waits for its time, or for the next attempt. */
  delayed: number;
  failed: number;
}

/** What keeps jobs: the process, or Redis. */
export interface Backend {
  /**
   * @param data JSON
   * @param delay milliseconds
   */
  add(task: Task, data: string | undefined, delay: number): Promise<void>;
  /** Begins to work, and to add what schedules say. */
  work(queues: readonly string[], concurrency: number): Promise<void>;
  counts(): Promise<QueueCounts[]>;
  failed(): Promise<FailedJob[]>;
  /** Whether there was such a job. */
  retry(queue: string, id: string): Promise<boolean>;
  /** Takes no more jobs, and finishes those that run. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** How many failed jobs of a queue are kept. */
export const KEPT_FAILURES = 100;
