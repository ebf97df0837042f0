import { randomUUID } from 'node:crypto';

import type { Logger } from 'phial';

import { KEPT_FAILURES, LISTED, type Backend, type FailedJob, type JobState, type QueueCounts } from './backend.js';
import { LONGEST } from './durations.js';
import { asError, shortened, type TellFailure } from './failures.js';
import { JobRun } from './run.js';
import type { Every, Task } from './task.js';
import { Waiting } from './waiting.js';

interface Entry {
  id: string;
  task: Task;
  data: string | undefined;
  attempt: number;
  state: JobState['state'];
  progress: number;
}

/** Keeps jobs in the process, and forgets them with it. */
export class MemoryBackend implements Backend {
  readonly #waiting = new Map<string, Waiting<Entry>>();
  readonly #running = new Map<string, Set<Promise<void>>>();
  readonly #failed = new Map<string, FailedJob & { entry: Entry }>();
  /** All that are not done, by their ids. */
  readonly #known = new Map<string, Entry>();
  /** What schedules have added last. */
  readonly #scheduled = new Map<Task, Entry>();
  readonly #timers = new Map<NodeJS.Timeout, Entry | undefined>();
  #isStopping = false;
  #isClosed = false;
  /** Jobs that failed while it stopped, and would have been tried again. */
  #untried = 0;

  constructor(
    private readonly tasks: readonly Task[],
    private readonly concurrency: number,
    private readonly log: Logger,
    private readonly tell: TellFailure,
  ) {}

  add(task: Task, data: string | undefined, delay: number): Promise<string> {
    if (this.#isClosed) throw new Error(`jobs.add(): the app is closed, and ${task.name} is not added.`);
    return Promise.resolve(this.#add(task, data, delay).id);
  }

  /** Jobs are worked as they come: this begins the schedules. */
  async work(): Promise<void> {
    for (const task of this.tasks) {
      const { every } = task;
      if (every === undefined) continue;
      if ('milliseconds' in every) this.#repeat(task, every.milliseconds);
      else this.#schedule(task, await timesOf(every));
    }
  }

  counts(): Promise<QueueCounts[]> {
    const delayed = [...this.#timers.values()].filter((entry) => entry !== undefined);
    const queues = [...new Set(this.tasks.map(({ queue }) => queue))];
    return Promise.resolve(
      queues.map((queue) => ({
        queue,
        waiting: this.#waiting.get(queue)?.size ?? 0,
        running: this.#running.get(queue)?.size ?? 0,
        delayed: delayed.filter(({ task }) => task.queue === queue).length,
        failed: [...this.#failed.values()].filter((one) => one.queue === queue).length,
      })),
    );
  }

  failed(): Promise<FailedJob[]> {
    return Promise.resolve([...this.#failed.values()].reverse());
  }

  running(): Promise<JobState[]> {
    const queues = [...new Set(this.tasks.map(({ queue }) => queue))];
    const running = [...this.#known.values()].filter(({ state }) => state === 'running').map(stateOf);
    return Promise.resolve(queues.flatMap((name) => running.filter(({ queue }) => queue === name).slice(0, LISTED)));
  }

  find(id: string): Promise<JobState | undefined> {
    const entry = this.#known.get(id);
    return Promise.resolve(entry && stateOf(entry));
  }

  retry(_queue: string, id: string): Promise<boolean> {
    const failed = this.#failed.get(id);
    if (failed === undefined) return Promise.resolve(false);
    this.#failed.delete(id);
    this.#enqueue(Object.assign(failed.entry, { attempt: 1 }), 0);
    return Promise.resolve(true);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#forgetWaiting();
    await Promise.all([...this.#running.values()].flatMap((running) => [...running]));
    this.#forgetWaiting();
  }

  /** What requests have added since they were told to finish is forgotten as well. */
  close(): Promise<void> {
    this.#isStopping = this.#isClosed = true;
    this.#forgetWaiting();
    return Promise.resolve();
  }

  #forgetWaiting(): void {
    const waiting = [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
    const delayed = [...this.#timers.values()].filter((entry) => entry !== undefined).length;
    for (const timer of this.#timers.keys()) clearTimeout(timer);
    const forgotten = waiting + delayed + this.#untried;
    this.#waiting.clear();
    this.#timers.clear();
    this.#untried = 0;
    if (forgotten > 0)
      this.log.warn(`Jobs that waited are forgotten with this process: ${forgotten}. A Redis would keep them.`);
  }

  #add(task: Task, data: string | undefined, delay: number): Entry {
    const entry: Entry = { id: randomUUID(), task, data, attempt: 1, state: 'waiting', progress: 0 };
    this.#known.set(entry.id, entry);
    this.#enqueue(entry, delay);
    return entry;
  }

  /** For a schedule: while its last one waits, another would wait as well. */
  #addScheduled(task: Task): void {
    if (this.#scheduled.get(task)?.state === 'waiting') return;
    this.#scheduled.set(task, this.#add(task, undefined, 0));
  }

  #enqueue(entry: Entry, delay: number): void {
    const { queue } = entry.task;
    entry.state = delay > 0 ? 'delayed' : 'waiting';
    const wait = Math.min(delay, LONGEST);
    if (delay > 0) return this.#later(wait, entry, () => this.#enqueue(entry, delay - wait));
    if (!this.#waiting.has(queue)) this.#waiting.set(queue, new Waiting());
    this.#waiting.get(queue)!.add(entry);
    // Whoever added it goes on first.
    setImmediate(() => this.#next(queue));
  }

  #next(queue: string): void {
    const running = this.#running.get(queue) ?? new Set();
    this.#running.set(queue, running);
    if (this.#isStopping || running.size >= this.concurrency) return;
    const entry = this.#waiting.get(queue)?.take();
    if (entry === undefined) return;
    const run = this.#run(entry).finally(() => {
      running.delete(run);
      this.#next(queue);
    });
    running.add(run);
  }

  async #run(entry: Entry): Promise<void> {
    const { task, data, attempt, id } = entry;
    const { name, queue, attempts, backoff } = task;
    const run = new JobRun({ name, queue, id, attempt, attempts }, (percent) => {
      entry.progress = percent;
      return Promise.resolve();
    });
    entry.state = 'running';
    try {
      await task.work(data === undefined ? undefined : JSON.parse(data), run);
      this.#known.delete(id);
    } catch (thrown) {
      const error = asError(thrown);
      const isForgotten = this.#isStopping && attempt < attempts;
      this.tell({ name, queue, id, attempt, attempts }, error, isForgotten);
      if (attempt >= attempts) return this.#keep(entry, error);
      if (isForgotten) return this.#forget(entry);
      this.#enqueue(Object.assign(entry, { attempt: attempt + 1 }), backoff * 2 ** (attempt - 1));
    }
  }

  #forget({ id }: Entry): void {
    this.#known.delete(id);
    this.#untried++;
  }

  #keep(entry: Entry, { message, stack = message }: Error): void {
    const { id, data = '', attempt, task } = entry;
    const { name, queue } = task;
    const texts = { message: shortened(message), stack: shortened(stack) };
    entry.state = 'failed';
    this.#failed.set(id, { entry, id, name, queue, data, attempts: attempt, failedAt: new Date(), ...texts });
    const old = [...this.#failed.values()].filter((one) => one.queue === queue).slice(0, -KEPT_FAILURES);
    for (const one of old) {
      this.#failed.delete(one.id);
      this.#known.delete(one.id);
    }
  }

  #repeat(task: Task, milliseconds: number): void {
    if (this.#isStopping) return;
    this.#later(milliseconds, undefined, () => {
      this.#addScheduled(task);
      this.#repeat(task, milliseconds);
    });
  }

  /** @param next tells the next time, as the clock has it */
  #schedule(task: Task, next: () => number): void {
    if (this.#isStopping) return;
    const due = next();
    // No timer hears of a clock that is set: it is looked at again and again.
    this.#later(Math.min(due - Date.now(), LOOK), undefined, () => {
      if (Date.now() >= due) this.#addScheduled(task);
      this.#schedule(task, next);
    });
  }

  #later(delay: number, entry: Entry | undefined, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, delay);
    // What only waits keeps no process.
    timer.unref();
    this.#timers.set(timer, entry);
  }
}

/** Milliseconds between two looks at the clock. */
const LOOK = 60_000;

function stateOf({ id, task: { queue, name }, state, progress }: Entry): JobState {
  return { queue, id, name, state, progress };
}

/** Tells the next time of cron. */
async function timesOf({ cron, timeZone }: Extract<Every, { cron: string }>): Promise<() => number> {
  const { CronExpressionParser } = await import('cron-parser');
  const options = timeZone === undefined ? {} : { tz: timeZone };
  return () => CronExpressionParser.parse(cron, options).next().getTime();
}
