import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A worker that dies within so many milliseconds has failed to start. */
const STARTING = 5000;

/** Milliseconds before a worker is replaced that keeps failing: the first time, and at most. */
const FIRST_DELAY = 200;
const LONGEST_DELAY = 30_000;

/**
 * Runs the app in several processes that share a port: in the first process, which starts the others and answers nothing
 * itself.
 *
 * @returns false in a worker, which is to run the app
 */
export async function runWorkers(count: number): Promise<boolean> {
  if (cluster.isWorker) return false;
  const pool = new Pool(count);
  pool.start();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void pool.stop());
  process.on('SIGHUP', () => void pool.replaceAll());
  return true;
}

class Pool {
  /** How many workers in a row have failed to start. */
  #failures = 0;
  #hasListened = false;
  #isStopping = false;
  #replacing: Promise<void> = Promise.resolve();

  constructor(private readonly count: number) {
    cluster.on('listening', () => {
      this.#hasListened = true;
      this.#failures = 0;
    });
  }

  start(): void {
    for (let number = 0; number < this.count; number++) this.#fork();
    console.log(`phial: ${this.count} workers, of process ${process.pid}`);
  }

  /** Lets all workers finish what runs. A second signal ends them at once. */
  async stop(): Promise<void> {
    if (this.#isStopping) {
      for (const worker of workers()) worker.process.kill('SIGKILL');
      process.exit(1);
    }
    this.#isStopping = true;
    await Promise.all(workers().map(stopWorker));
    process.exit(0);
  }

  /** Replaces the workers one by one: a new one listens before an old one stops. */
  replaceAll(): Promise<void> {
    this.#replacing = this.#replacing.then(async () => {
      for (const old of workers()) {
        const fresh = this.#fork();
        // Nobody needs another in its place when it does not start.
        stopping.add(fresh);
        const listens = await Promise.race([once(fresh, 'listening').then(() => true), once(fresh, 'exit').then(() => false)]);
        if (!listens) {
          console.error('phial: the new worker does not start, so that the old ones stay');
          return;
        }
        stopping.delete(fresh);
        await stopWorker(old);
      }
      console.log('phial: all workers are replaced');
    });
    return this.#replacing;
  }

  #fork(): Worker {
    const worker = cluster.fork();
    const started = Date.now();
    worker.on('exit', (code, signal) => {
      if (this.#isStopping || stopping.has(worker)) return;
      void this.#replace(worker, Date.now() - started, signal ?? `exit code ${code}`);
    });
    return worker;
  }

  async #replace(worker: Worker, lived: number, how: string): Promise<void> {
    if (!this.#hasListened) {
      // The first ones did not start: neither would others, and they have said why.
      for (const other of workers()) other.process.kill('SIGKILL');
      process.exit(1);
    }
    const delay = lived < STARTING ? Math.min(FIRST_DELAY * 2 ** this.#failures++, LONGEST_DELAY) : 0;
    console.error(`phial: worker ${worker.process.pid} died (${how}); another starts${delay === 0 ? '' : ` in ${delay} ms`}`);
    await sleep(delay);
    if (!this.#isStopping) this.#fork();
  }
}

/** Workers that were told to stop. */
const stopping = new WeakSet<Worker>();

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

async function stopWorker(worker: Worker): Promise<void> {
  stopping.add(worker);
  if (worker.isDead()) return;
  const exited = once(worker, 'exit');
  // A message, not a signal: Ctrl-C has sent the worker one already, and a second would end it at once.
  worker.send({ type: 'stop' });
  await exited;
}
