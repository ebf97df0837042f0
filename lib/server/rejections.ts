import { isError } from '../plain/is-error.js';
import type { Logger } from '../plain/logger.js';
import { shown } from '../plain/shown.js';
import type { RouteListing } from '../routes/routes.js';

/** What logs a rejection, and may know where it comes from. */
interface Listening {
  readonly log: Logger;
  readonly routes: readonly RouteListing[];
}

/** The apps of this process that listen. */
const listening = new Set<Listening>();

/**
 * Logs promises that are rejected while nobody awaits them. Node would end the process, and with it the requests of all
 * other visitors.
 */
export function logRejections(app: Listening): void {
  if (listening.size === 0) process.on('unhandledRejection', logRejection);
  listening.add(app);
}

/** For an app that listens no longer. */
export function leaveRejections(app: Listening): void {
  if (listening.delete(app) && listening.size === 0) process.off('unhandledRejection', logRejection);
}

function logRejection(reason: unknown): void {
  const err = isError(reason) ? reason : new Error(`${shown(reason)}, which is no Error`, { cause: reason });
  const callers = callersIn(err.stack ?? '');
  for (const { log, routes } of listening) {
    const route = routes.find(({ handler }) => callers.has(handler));
    if (route === undefined) continue;
    log.error(
      { err, handler: route.handler, route: route.path },
      `${route.handler} left a promise behind that was rejected. Await it, or catch its error.`,
    );
    return;
  }
  const [first] = listening;
  first?.log.error(err, 'A promise was rejected that nobody awaits. Await it, or catch its error.');
}

/** What to ask for a request is known of the stack alone: to follow each request would cost all of them. @internal */
export function callersIn(stack: string): Set<string> {
  return new Set([...stack.matchAll(/^ {4}at (?:async )?([\w$.]{1,200}) \(/gm)].map(([, name]) => name!));
}
