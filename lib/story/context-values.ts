import type { Call } from '../injection/call.js';
import { typeOf } from '../plain/shown.js';

/** Keeps whose call it is, for messages. */
export function namedContext({ call, who }: { call: Call; who: string }): Call {
  names.set(call, who);
  return call;
}

const names = new WeakMap<Call, string>();

/**
 * What context processors gave, whose members are a template's values. Nothing is no values.
 *
 * @throws TypeError for what has no names: text, a list, a number
 */
export function checkContextValues(context: readonly Call[], values: readonly unknown[]): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === undefined || (typeof value === 'object' && !Array.isArray(value))) continue;
    const what = Array.isArray(value) ? 'a list' : `a ${typeOf(value)}`;
    throw new TypeError(
      `${names.get(context[index]!)} returned ${what}, and what a context processor returns has the names of a template's values. Give it a name: return { title }.`,
    );
  }
}
