import { isPromise } from '../plain/promises.js';
import type { Helper } from './helpers.js';

/** A user's helper, which is told of when it is asynchronous. */
export function checkedHelper(name: string, helper: Helper): Helper {
  return function (...args) {
    const value: unknown = helper.apply(this, args);
    if (!isPromise(value)) return value;
    if (value instanceof Promise) value.catch(() => {});
    throw new TypeError(
      `The template helper '${name}' returned a promise, and templates do not wait. Await the value in the handler and pass it to render().`,
    );
  };
}
