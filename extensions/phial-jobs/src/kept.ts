import type { Job as BullJob, JobsOptions as BullOptions, Queue } from 'bullmq';

import { KEPT_FAILURES, type FailedJob, type JobState } from './backend.js';
import { shortened } from './failures.js';
import { JobRun } from './run.js';
import type { Task } from './task.js';

/** What BullMQ keeps of a job. */
export interface Kept {
  data?: unknown;
}

/** How BullMQ is to try a job. */
export function optionsOf({ attempts, backoff }: Pick<Task, 'attempts' | 'backoff'>): BullOptions {
  return {
    attempts,
    backoff: { type: 'exponential', delay: backoff },
    removeOnComplete: true,
    removeOnFail: { count: KEPT_FAILURES },
  };
}

export function failedOf({
  queueName,
  id = '',
  name,
  data,
  attemptsMade,
  finishedOn,
  failedReason,
  stacktrace,
}: BullJob<Kept>): FailedJob {
  return {
    queue: queueName,
    id,
    name,
    data: data.data === undefined ? '' : JSON.stringify(data.data),
    attempts: attemptsMade,
    failedAt: new Date(finishedOn ?? 0),
    message: shortened(failedReason),
    stack: shortened(stacktrace?.at(-1) ?? failedReason),
  };
}

/** The attempt that a worker makes. */
export function runOf(job: BullJob<Kept>): JobRun {
  const { name, queueName: queue, id = '', attemptsMade, opts } = job;
  const attempt = { name, queue, id, attempt: attemptsMade + 1, attempts: opts.attempts ?? 1 };
  return new JobRun(attempt, (percent) => job.updateProgress(percent));
}

/** How far a job of a queue is; undefined when it is not there. */
export async function stateIn(queue: Queue<Kept>, id: string): Promise<JobState | undefined> {
  const job = await queue.getJob(id);
  const state = STATES[(await job?.getState()) ?? ''];
  return state && stateOf(job!, state);
}

/** As BullMQ says it. One that has just been completed is not there any more. */
const STATES: Readonly<Record<string, JobState['state'] | undefined>> = {
  waiting: 'waiting',
  prioritized: 'waiting',
  'waiting-children': 'waiting',
  delayed: 'delayed',
  active: 'running',
  failed: 'failed',
};

export function stateOf(
  { queueName: queue, id = '', name, progress }: BullJob<Kept>,
  state: JobState['state'],
): JobState {
  return { queue, id, name, state, progress: typeof progress === 'number' ? progress : 0 };
}
