import { MultiDict } from '../forms/multi-dict.js';
import { isPromise } from '../plain/promises.js';
import { typeOf } from '../plain/shown.js';
import { lookUp } from './lookup.js';
import { AWAIT, refusePromise } from './promises.js';

/** Refuses what has no names for a template: it would be an empty page. */
export function checkContext(name: string, context: unknown): void {
  const mistake = unnamed(name, context);
  if (mistake === undefined) return;
  const [what, cure] = mistake;
  if (context instanceof Promise) context.catch(() => {});
  throw new TypeError(`render('${name}') was given ${what} for its values. ${cure}`);
}

function unnamed(name: string, context: unknown): [what: string, cure: string] | undefined {
  if (isPromise(context)) return ['a promise', AWAIT];
  if (Array.isArray(context)) return ['a list', `Give it a name: render('${name}', { notes }).`];
  if (context instanceof Map) return ['a Map', `Write render('${name}', Object.fromEntries(map)).`];
  if (context instanceof Set) return ['a Set', `Give it a name: render('${name}', { notes: [...set] }).`];
  if (context instanceof MultiDict) return ['a dictionary', `Write render('${name}', dictionary.toObject()).`];
  // In JavaScript null may stand for none.
  if (context == null || typeof context === 'object') return undefined;
  return [`a ${typeOf(context)}`, `Give it a name: render('${name}', { title }).`];
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

/** Of a class instance the getters and methods, which a spread leaves behind. */
export function addMembers(root: object, context: object): void {
  for (
    let at: unknown = context && Object.getPrototypeOf(context);
    at != null && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const key of Object.getOwnPropertyNames(at)) {
      if (key === 'constructor' || Object.hasOwn(context, key)) continue;
      Object.defineProperty(root, key, { configurable: true, enumerable: true, get: () => lookUp(context, key) });
    }
  }
}
