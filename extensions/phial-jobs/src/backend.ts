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

/** A job that is not done. */
export interface JobState {
  queue: string;
  id: string;
  /** `Mails.welcome` */
  name: string;
  /** `delayed` waits for its time, or for the next attempt. */
  state: 'waiting' | 'delayed' | 'running' | 'failed';
  /** What it has said last by `run.progress()`, from 0 to 100. */
  progress: number;
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
   * @returns its id
   */
  add(task: Task, data: string | undefined, delay: number): Promise<string>;
  /** Begins to work, and to add what schedules say. */
  work(queues: readonly string[], concurrency: number): Promise<void>;
  counts(): Promise<QueueCounts[]>;
  failed(): Promise<FailedJob[]>;
  running(): Promise<JobState[]>;
  find(id: string): Promise<JobState | undefined>;
  /** Whether there was such a job. */
  retry(queue: string, id: string): Promise<boolean>;
  /** Takes no more jobs, and finishes those that run. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** How many failed jobs of a queue are kept. */
export const KEPT_FAILURES = 100;

/** How many running jobs of a queue are listed. */
export const LISTED = 100;
