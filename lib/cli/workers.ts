import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { STOP_SIGNALS } from '../plain/signals.js';
import type { FromApp, FromWorker, ToApp } from './parent.js';

/** A worker that dies within so many milliseconds of its start to listen has died soon: the next one may, too. */
const SOON = 5000;

/** Milliseconds before a worker is replaced that keeps failing: the first time, and at most. */
const FIRST_DELAY = 200;
const LONGEST_DELAY = 30_000;

/** Milliseconds until a worker that does not listen is told of, and a new one of a reload is killed. */
const STARTING = 30_000;

/** Milliseconds that a worker has to stop, which is longer than its requests have to finish. */
const STOPPING = 15_000;

/** Runs the app in several processes that share a port. This one starts them, and answers nothing itself. */
export async function runWorkers(count: number): Promise<void> {
  const pool = new Pool();
  for (const signal of STOP_SIGNALS) process.on(signal, () => void pool.stop());
  process.on('SIGHUP', () => void pool.replaceAll());
  await pool.start(count);
}

class Pool {
  /** How many workers in a row have died soon. */
  #failures = 0;
  #isStopping = false;
  #replacing: Promise<void> = Promise.resolve();

  /** Starts one worker before the others: what keeps it from starting would keep them, too. */
  async start(count: number): Promise<void> {
    const first = cluster.fork();
    const tell = (): void => console.error(`phial: the first worker does not listen yet, after ${STARTING / 1000} s`);
    if (!(await listens(first, tell))) {
      if (this.#isStopping) return;
      // It has said why, unless it has come to its end.
      if (first.process.exitCode !== 1) console.error('phial: the first worker ended before it listened');
      process.exit(1);
    }
    this.#watch(first, Date.now());
    for (let number = 1; number < count && !this.#isStopping; number++) this.#fork();
    console.error(`phial: ${count} workers of process ${process.pid}`);
  }

  /** Lets all workers finish what runs. A second signal ends them at once. */
  async stop(): Promise<void> {
    if (this.#isStopping) {
      for (const worker of workers()) worker.process.kill('SIGKILL');
      process.exit(1);
    }
    this.#isStopping = true;
    console.error('phial: the workers finish what runs');
    await Promise.all(workers().map((worker) => stopWorker(worker)));
    process.exit(0);
  }

  /** Replaces the workers one by one: a new one listens before an old one stops. */
  replaceAll(): Promise<void> {
    return (this.#replacing = this.#replacing.then(async () => {
      for (const old of workers()) {
        if (old.isDead() || this.#isStopping) continue;
        const fresh = cluster.fork();
        const giveUp = (): void => {
          console.error(`phial: the new worker has not listened for ${STARTING / 1000} s, and is killed`);
          fresh.process.kill('SIGKILL');
        };
        if (!(await listens(fresh, giveUp))) {
          console.error('phial: the new worker does not start, so that the old ones stay');
          return;
        }
        this.#watch(fresh, Date.now());
        await stopWorker(old);
      }
      console.error('phial: all workers are replaced');
    }));
  }

  #fork(): void {
    this.#watch(cluster.fork());
  }

  /** @param listening when it began to, if it has */
  #watch(worker: Worker, listening?: number): void {
    worker.once('listening', () => (listening = Date.now()));
    worker.on('exit', (code, signal) => {
      const lived = listening === undefined ? 0 : Date.now() - listening;
      if (!this.#isStopping && !stopping.has(worker)) void this.#replace(worker, lived, signal ?? `exit code ${code}`);
    });
  }

  async #replace(worker: Worker, lived: number, how: string): Promise<void> {
    if (lived >= SOON) this.#failures = 0;
    const delay = lived < SOON ? Math.min(FIRST_DELAY * 2 ** this.#failures++, LONGEST_DELAY) : 0;
    console.error(
      `phial: worker ${worker.process.pid} died (${how}); another starts${delay === 0 ? '' : ` in ${delay} ms`}`,
    );
    await sleep(delay);
    if (!this.#isStopping) this.#fork();
  }
}

/** Workers that were told to stop. */
const stopping = new WeakSet<Worker>();

/** Workers whose code runs, so that they hear messages. */
const hearing = new WeakSet<Worker>();
cluster.on('listening', (worker) => hearing.add(worker));

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

/**
 * Whether a worker comes to listen.
 *
 * @param late is called when it takes long: its code may wait for what never comes
 */
async function listens(worker: Worker, late: () => void): Promise<boolean> {
  const timer = setTimeout(late, STARTING);
  const listening = Promise.race([once(worker, 'listening').then(() => true), once(worker, 'exit').then(() => false)]);
  return listening.finally(() => clearTimeout(timer));
}

async function stopWorker(worker: Worker): Promise<void> {
  stopping.add(worker);
  if (worker.isDead()) return;
  const exited = once(worker, 'exit');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), STOPPING);
  worker.on('message', ({ type }: FromApp | FromWorker) => {
    if (type === 'stopped' && worker.isConnected()) worker.send({ type: 'leave' } satisfies ToApp, () => {});
  });
  // A message, not a signal: Ctrl-C has sent the worker one already, and a second would end it at once. One that still
  // starts has nothing to finish, and may not hear messages yet.
  if (!hearing.has(worker)) worker.process.kill('SIGTERM');
  else if (worker.isConnected()) worker.send({ type: 'stop' } satisfies ToApp, () => {});
  await exited;
  clearTimeout(timer);
}
