import { isError } from '../plain/is-error.js';
import type { Class } from '../classes/metadata.js';
import type { Route } from '../classes/scanner.js';
import type { Logger } from '../plain/logger.js';
import { shown } from '../plain/shown.js';
import type { RouteListing } from '../routes/listing.js';

/** What logs a rejection, and may know where it comes from. */
interface Listening {
  readonly log: Logger;
  readonly routes: readonly RouteListing[];
}

/** The apps of this process that listen, and the routes of each with their classes. */
const listening = new Map<Listening, () => readonly Route[]>();

/**
 * Logs promises that are rejected while nobody awaits them. Node would end the process, and with it the requests of all
 * other visitors.
 */
export function logRejections(app: Listening, routes: () => readonly Route[]): void {
  if (listening.size === 0) process.on('unhandledRejection', logRejection);
  listening.set(app, routes);
}

/** For an app that listens no longer. */
export function leaveRejections(app: Listening): void {
  if (listening.delete(app) && listening.size === 0) process.off('unhandledRejection', logRejection);
}

function logRejection(reason: unknown): void {
  const err = isError(reason) ? reason : new Error(`${shown(reason)}, which is no Error`, { cause: reason });
  const stack = err.stack ?? '';
  const callers = callersIn(stack);
  for (const { log, routes } of listening.keys()) {
    const route = routes.find(({ handler }) => callers.has(handler));
    if (route === undefined) continue;
    log.error(
      { err, handler: route.handler, route: route.path },
      `${route.handler} left a promise behind that was rejected. Await it, or catch its error.`,
    );
    return;
  }
  logByName(err, outermostIn(stack));
}

/** After its first await a function that nobody awaits has lost who called it: the sources tell. */
function logByName(err: Error, name: string | undefined): void {
  for (const [{ log }, routes] of listening) {
    const [caller, ...others] = name === undefined ? [] : callersOf(name, routes());
    if (caller === undefined || others.length > FEW) continue;
    log.error(
      others.length === 0 ? { err, ...caller } : { err },
      `${[caller, ...others].map(({ handler }) => handler).join(' or ')} calls ${name}() without await, and its promise was rejected. Await it, or catch its error.`,
    );
    return;
  }
  const [first] = listening.keys();
  first?.log.error(err, 'A promise was rejected that nobody awaits. Await it, or catch its error.');
}

/** What to ask for a request is known of the stack alone: to follow each request would cost all of them. @internal */
export function callersIn(stack: string): Set<string> {
  return new Set([...stack.matchAll(FRAMES)].map(([, name]) => name!));
}

const FRAMES = /^ {4}at (?:async )?([\w$.]{1,200}) \((?!node:|<anonymous>)/gm;

/** The function of the user's that was called first, without the object before it. */
function outermostIn(stack: string): string | undefined {
  return [...callersIn(stack)].at(-1)?.split('.').at(-1);
}

/** As many callers more are named: it was one of them. */
const FEW = 4;

interface Caller {
  handler: string;
  /** A hook has none. */
  route?: string;
}

/** The handlers and hooks that call a function and neither await nor return what it gives. */
function callersOf(name: string, routes: readonly Route[]): Caller[] {
  const call = new RegExp(`(?<!\\b(?:await|return)\\s[\\w$.]*)(?<![\\w$])${name.replaceAll('$', '\\$')}\\(`);
  const isCaller = (type: Class, method: string): boolean => call.test(bodyOf(type, method));
  const hooks = [...new Set(routes.map(({ controller }) => controller))].flatMap(({ type, methods }) =>
    methods
      .filter(({ mark, method }) => mark.kind !== 'route' && isCaller(type, method))
      .map(({ signature }) => ({ handler: signature.who })),
  );
  const handlers = routes
    .filter(({ controller, method }) => isCaller(controller.type, method.method))
    .map(({ handler, path }) => ({ handler, route: path }));
  return [...handlers, ...hooks];
}

/** Without its own name, which stands before the same bracket. */
function bodyOf(type: Class, method: string): string {
  const found = (type.prototype as Record<string, unknown>)[method];
  const source = typeof found === 'function' ? Function.prototype.toString.call(found) : '';
  return source.slice(source.indexOf('{'));
}
