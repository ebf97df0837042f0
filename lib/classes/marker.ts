import { isExamined, mark, type MarkDecorator } from './mark.js';
import type { Class, InjectOptions } from './metadata.js';
import { isForeignClass, markClass, ONE_COPY, TWO_COPIES } from '../plain/copies.js';
import { callingFile } from '../plain/call-site.js';
import { checkNames } from '../plain/option-names.js';
import { shownBriefly } from '../plain/shown.js';

/** A decorator of an extension's own: what it was given, `app.marked()` lists. */
export interface Marker<Options extends object> {
  /** Marks a method, with options that `app.marked()` gives back. */
  (
    ...options: Partial<Options> extends Options
      ? [options?: Options & InjectOptions]
      : [options: Options & InjectOptions]
  ): MarkDecorator;
}

/**
 * Makes a decorator that writes down which methods it stands on, with its options. `app.marked()` lists them, for what is
 * neither a route nor a hook: WebSockets, schedules, workers of queues.
 *
 * @example
 * ```ts
 * export const Socket = marker<{ path: string }>('Socket');
 *
 * class Chat {
 *   @Socket({ path: '/chat' })
 *   join(socket: WebSocket, user: CurrentUser) {}
 * }
 * ```
 *
 * @param name its name, for messages: `Socket`
 * @param needs `service`: the one of the extension that serves these methods: an app that has some and not the service does not start
 */
export function marker<Options extends object = object>(
  name: string,
  needs: { service?: Class } = {},
): Marker<Options> {
  // What was compiled as JavaScript, or without a check.
  if (typeof name !== 'string' || name === '')
    throw new TypeError(
      `marker() was given ${shownBriefly(name)} for its name. Write the name of the decorator: const Socket = marker('Socket').`,
    );
  checkNeeds(name, needs);
  const { service } = needs;
  // Where a decorator stands is asked of who calls it, not of a function around it, `Job(queue)`.
  const home = isExamined() ? callingFile() : undefined;
  const by: Marker<Options> = (options = {} as never, ...bare: unknown[]) =>
    mark({ kind: 'own', by, name, service, options }, [options, ...bare], `@${name}()`, home);
  markers.add(by);
  markClass(by);
  return by;
}

const markers = new WeakSet<object>();

/** @throws TypeError for options of another kind, which would need nothing and say nothing */
function checkNeeds(name: string, needs: { service?: unknown }): void {
  const who = `marker('${name}')`;
  if (typeof needs !== 'object' || needs === null)
    throw new TypeError(`${who} was given ${shownBriefly(needs)} for its options. Write { service: Jobs }.`);
  checkNames(who, needs, ['service']);
  if (needs.service !== undefined && typeof needs.service !== 'function')
    throw new TypeError(
      `${who} was given ${shownBriefly(needs.service)} for its service. Write the class: { service: Jobs }.`,
    );
}

/** @throws TypeError for what `marker()` has not made: nothing would be found, and nobody told */
export function refuseOthers(given: unknown): void {
  if (typeof given === 'function' && markers.has(given)) return;
  const isForeign = typeof given === 'function' && isForeignClass(given as Class);
  const [cause, cure] = isForeign
    ? [`a marker of another copy of Phial: ${TWO_COPIES}`, ONE_COPY]
    : [`${shownBriefly(given)}, which is not a marker`, CURE];
  throw new TypeError(`app.marked() was given ${cause}. ${cure}`);
}

const CURE =
  "Give it what marker() returned, without brackets: const Socket = marker('Socket'), and app.marked(Socket).";
