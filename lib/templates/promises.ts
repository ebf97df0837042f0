import { isPromise } from '../plain/promises.js';
import { refuseWholeAnswer } from '../response/whole-answers.js';

/**
 * A list as text has a promise in it as `[object Promise]`.
 *
 * @throws TypeError for a list with a promise or a whole answer in it, or in a list in it
 */
export function refuseIn(list: readonly unknown[], depth = 0): void {
  // One that contains itself is written without itself.
  if (depth > DEEPEST) return;
  for (const item of list)
    if (Array.isArray(item)) refuseIn(item, depth + 1);
    else {
      refuseWholeAnswer(item);
      refusePromise(item, 'The template writes a list with a promise in it');
    }
}

const DEEPEST = 10;

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
