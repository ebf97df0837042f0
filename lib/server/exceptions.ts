import { isError } from '../plain/is-error.js';
import type { Logger } from '../plain/logger.js';
import { shown } from '../plain/shown.js';
import { writesAtOnce } from './log.js';

/** What has a log for it. */
interface Listening {
  readonly log: Logger;
}

/** The apps of this process that listen. */
const listening = new Set<Listening>();

/** Logs the exception that ends the process: Node's own words would stand among the lines of the log as no line of it. */
export function logExceptions(app: Listening): void {
  if (listening.size === 0) process.on('uncaughtExceptionMonitor', logException);
  listening.add(app);
}

/** For an app that listens no longer. */
export function leaveExceptions(app: Listening): void {
  if (listening.delete(app) && listening.size === 0) process.off('uncaughtExceptionMonitor', logException);
}

function logException(thrown: unknown): void {
  const [app] = listening;
  if (app === undefined) return;
  const { log } = app;
  const err = isError(thrown) ? thrown : new Error(`${shown(thrown)}, which is no Error`, { cause: thrown });
  log.fatal({ err }, 'An exception that nothing caught ended the process.');
  if (writesAtOnce(log) && !isDecidedByOthers()) process.once('uncaughtException', exit);
}

/** Monitoring may want to send it, and ends the process then. */
function isDecidedByOthers(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
}

/** In place of Node, which says it in its own words where nobody listens, and ends with the same code. */
function exit(): void {
  process.exit(1);
}
