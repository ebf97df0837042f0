import { inspect } from 'node:util';

import { mark, type MarkDecorator } from './mark.js';
import type { Class, InjectOptions } from './metadata.js';

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
 * @param name its name, for messages
 * @param needs `service`: the one of the extension that serves these methods: an app that has some and not the service does not start
 */
export function marker<Options extends object = object>(
  name: string,
  { service }: { service?: Class } = {},
): Marker<Options> {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(
      `marker() takes a name, not ${inspect(name)}. Write marker('Socket'), as the decorator is called.`,
    );
  const by: Marker<Options> = (options = {} as never) => mark({ kind: 'own', by, name, service, options });
  MARKERS.add(by);
  return by;
}

/** Whether something was made by `marker()`. */
export function isMarker(value: unknown): boolean {
  return MARKERS.has(Object(value) as object);
}

const MARKERS = new WeakSet<object>();
