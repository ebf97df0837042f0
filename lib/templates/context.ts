import { MultiDict } from '../forms/multi-dict.js';
import { isPromise } from '../plain/promises.js';
import { typeOf } from '../plain/shown.js';
import { Session } from '../session/session.js';
import { lookUp } from './lookup.js';
import { AWAIT, refusePromise } from './promises.js';

/** Refuses what has no names for a template: it would be an empty page. */
export function checkContext(name: string, context: unknown): void {
  const mistake = unnamed(context, (values) => `render('${name}', ${values})`);
  if (mistake === undefined) return;
  const [what, cure] = mistake;
  if (context instanceof Promise) context.catch(() => {});
  throw new TypeError(`render('${name}') was given ${what} for its values. ${cure}`);
}

/**
 * What is wrong with an object of values, and what to write instead.
 *
 * @param written how the user gives values: `render('page', values)`
 */
export function unnamed(
  context: unknown,
  written: (values: string) => string,
): [what: string, cure: string] | undefined {
  if (isPromise(context)) return ['a promise', AWAIT];
  if (Array.isArray(context)) return ['a list', `Give it a name: ${written('{ notes }')}.`];
  if (context instanceof Map) return ['a Map', `Write ${written('Object.fromEntries(map)')}.`];
  if (context instanceof Set) return ['a Set', `Give it a name: ${written('{ notes: [...set] }')}.`];
  if (context instanceof MultiDict) return ['a dictionary', `Write ${written('dictionary.toObject()')}.`];
  if (context instanceof Session) return ['the session', `Write ${written('session.toObject()')}.`];
  // In JavaScript null may stand for none.
  if (context == null || typeof context === 'object') return undefined;
  return [`a ${typeOf(context)}`, `Give it a name: ${written('{ title }')}.`];
}

/** A promise would be written as `[object Promise]`, and its members as nothing. `list.map(async ...)` gives a list of them. */
export function refusePromises(root: Record<string, unknown>, template: string): void {
  for (const key in root) {
    const value = root[key];
    const promise = Array.isArray(value) ? (value[0] as unknown) : value;
    const what = promise === value ? 'a promise' : 'a list of promises';
    if (isPromise(promise)) refusePromise(promise, `The context of the template '${template}' has ${what}, '${key}'`);
  }
}

/** Whether values are members of a class, as few are that context processors give. */
export function isInstance(values: unknown): boolean {
  const prototype: unknown = values == null ? null : Object.getPrototypeOf(values);
  return prototype !== null && prototype !== Object.prototype;
}

/**
 * Of a class instance the getters and methods, which a spread leaves behind, and the message of an error.
 *
 * @param winners objects of values that win over this one
 */
export function addMembers(root: object, context: unknown, winners: readonly unknown[] = []): void {
  if (context == null) return;
  for (
    let at: unknown = Object.getPrototypeOf(context);
    at != null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const key of [...Object.getOwnPropertyNames(at), ...hiddenIn(context)]) {
      if (key === 'constructor' || Object.prototype.propertyIsEnumerable.call(context, key)) continue;
      if (winners.some((other) => other != null && key in (other as object))) continue;
      Object.defineProperty(root, key, { configurable: true, enumerable: true, get: () => lookUp(context, key) });
    }
  }
}

/** The stack is nothing for a page. */
function hiddenIn(context: object): string[] {
  return Object.getOwnPropertyNames(context).filter(
    (key) => key !== 'stack' && !Object.prototype.propertyIsEnumerable.call(context, key),
  );
}
