import { isDeepStrictEqual } from 'node:util';

import type { JobSchedulerJson, Queue, RepeatOptions } from 'bullmq';

import { optionsOf, type Kept } from './kept.js';
import type { Task } from './task.js';

/** Makes the schedules of a queue what a process that starts has, and removes those that the app has not any more. */
export async function makeSchedules(queue: Queue<Kept>, tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) {
    const known = await find(queue, task);
    if (known === undefined || !isOf(task, known.schedule)) await make(queue, task, known?.isDue);
  }
  for (const { key } of await queue.getJobSchedulers())
    if (!tasks.some(({ name }) => name === key)) await queue.removeJobScheduler(key);
}

/** Makes them in a queue that has lost all. In others, some may be changed, or taken away, by a newer version of the app. */
export async function restoreSchedules(queue: Queue<Kept>, tasks: readonly Task[]): Promise<void> {
  if ((await queue.getJobSchedulersCount()) > 0) return;
  for (const task of tasks) await make(queue, task);
}

interface Known {
  schedule: JobSchedulerJson;
  /** Whether its job should have begun by now. */
  isDue: boolean;
}

/** Undefined for one without a job, too: it would add no more, since each adds the next one when it begins. */
async function find(queue: Queue<Kept>, { name }: Task): Promise<Known | undefined> {
  const schedule = await queue.getJobScheduler(name);
  if (schedule === undefined) return undefined;
  const { next = 0 } = schedule;
  const job = await queue.getJob(`repeat:${name}:${next}`);
  if (job === undefined || job.finishedOn !== undefined) return undefined;
  return { schedule, isDue: next <= Date.now() && job.processedOn === undefined };
}

function isOf(task: Task, { every, pattern, tz, template }: JobSchedulerJson): boolean {
  const wanted = repeatOf(task);
  return (
    every === wanted.every &&
    pattern === wanted.pattern &&
    tz === wanted.tz &&
    isDeepStrictEqual(template?.opts, optionsOf(task))
  );
}

/** BullMQ throws away the job of the one before. @param isDue whether that should have begun: its successor does at once */
async function make(queue: Queue<Kept>, task: Task, isDue = false): Promise<void> {
  const { name } = task;
  await queue.upsertJobScheduler(name, repeatOf(task, isDue), { name, data: {}, opts: optionsOf(task) });
}

/** When BullMQ is to add a job: the first time after an interval, and not at once. It reads that date for a new schedule alone. */
function repeatOf({ every }: Task, isDue = false): RepeatOptions {
  if ('milliseconds' in every!)
    return { every: every.milliseconds, startDate: Date.now() + (isDue ? 0 : every.milliseconds) };
  return { pattern: every!.cron, immediately: isDue, ...(every!.timeZone !== undefined && { tz: every!.timeZone }) };
}
