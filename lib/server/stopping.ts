import { setTimeout } from 'node:timers/promises';

import type { Logger } from '../plain/logger.js';
import { STOP_SIGNALS } from '../plain/signals.js';

/** What stops when the process is told to. */
interface Stoppable {
  readonly log: Logger;
  stop(): Promise<void>;
}

/** The apps of this process that listen, or are about to: the first signal stops them all, and a second ends the process. */
const listening = new Set<Stoppable>();
/** Those of them that cannot be closed before their start is over. */
const starting = new Set<Stoppable>();
let isStopping = false;

/** Milliseconds for which a start may hold up the end. */
const LONGEST_START = 5000;

/** From its start on. */
export function stopAtSignal(app: Stoppable): void {
  if (listening.size === 0) for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  listening.add(app);
  starting.add(app);
}

/** For an app that can be closed. */
export function noteStarted(app: Stoppable): void {
  starting.delete(app);
}

/** For an app that has stopped already. While others still stop, a second signal has to be heard. */
export function ignoreSignals(app: Stoppable): void {
  starting.delete(app);
  if (!listening.delete(app) || listening.size > 0 || isStopping) return;
  for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
}

/** Whether an app that was to stop at a signal has not been closed since. */
export function isToListen(app: Stoppable): boolean {
  return listening.has(app);
}

/** Never comes once a signal has come, and at once before. */
export async function endOfProcess(): Promise<void> {
  if (isStopping) await new Promise(() => {});
}

function onSignal(signal: NodeJS.Signals): void {
  if (isStopping) process.exit(1);
  isStopping = true;
  const stops = [...listening].map(async (app) => {
    app.log.info(`${signal}: finishing the requests that run`);
    try {
      await (starting.has(app) ? Promise.race([app.stop(), afterLongStart()]) : app.stop());
      return true;
    } catch (error) {
      app.log.error(error, 'Stopping failed');
      return false;
    }
  });
  void Promise.all(stops).then((good) => process.exit(good.includes(false) ? 1 : 0));
}

async function afterLongStart(): Promise<never> {
  await setTimeout(LONGEST_START);
  throw new Error(
    `The start, in which a plugin or an @OnStart() method waits, has gone on for ${LONGEST_START / 1000} s, and services are not closed.`,
  );
}
