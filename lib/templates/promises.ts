import { isPromise } from '../plain/promises.js';

/** What to do about a promise. */
export const AWAIT = 'Templates do not wait: await it before render().';

/**
 * A promise is true in each condition, and as text `[object Promise]`.
 *
 * @throws TypeError for a promise, and for any other object with a `then()`
 */
export function refusePromise(value: unknown, what: string): void {
  if (!isPromise(value)) return;
  // It would end the process when it fails. Others may begin their work with the first that asks.
  if (value instanceof Promise) value.catch(() => {});
  throw new TypeError(`${what}. ${AWAIT}`);
}
