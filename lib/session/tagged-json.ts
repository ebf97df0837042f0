// Session values as JSON in which `Date`, `Map`, `Set`, `bigint`, `Buffer` and `html` come back as they were: such a value is
// an object with one key that begins with a space, and a real object of that form gets the tag ' '. After Flask's
// TaggedJSONSerializer.

import { SafeHtml } from '../response/html.js';

/** How many objects and lists may lie in each other. A client can send thousands, on which JSON.stringify gives up. */
const DEEPEST = 1000;

/**
 * A value as plain JSON data.
 *
 * @param name names the value in errors: `cart`, and what lies in it `cart.items[0]`
 * @throws TypeError for what JSON cannot hold: functions, symbols, class instances, circles; and for more than
 *   1000 objects inside each other
 */
export function tag(value: unknown, name: string): unknown {
  return tagWithin(value, { steps: [name], objects: new Set() });
}

/** Where a walk through a value is: the time for each step must not depend on how deep it is. */
interface Place {
  readonly steps: string[];
  /** The objects and lists around it. */
  readonly objects: Set<object>;
}

function tagWithin(value: unknown, place: Place): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new TypeError(`The session cannot hold ${value} (${pathOf(place)}).`);
  }
  if (typeof value === 'bigint') return { ' n': String(value) };
  if (value === undefined) return { ' u': 1 };
  if (typeof value !== 'object')
    throw new TypeError(`The session cannot hold a ${typeof value} (${pathOf(place)}). Store plain data.`);
  enter(value, place);
  const data = tagObject(value, place);
  place.objects.delete(value);
  return data;
}

function enter(value: object, place: Place): void {
  if (place.objects.has(value))
    throw new TypeError(`The session cannot hold data that contains itself (${pathOf(place)}).`);
  if (place.objects.size === DEEPEST) {
    throw new TypeError(
      `The session cannot hold more than ${DEEPEST} objects inside each other (${place.steps[0]}). Store less of it, and check what a client sends before.`,
    );
  }
  place.objects.add(value);
}

function tagObject(value: object, place: Place): unknown {
  if (Array.isArray(value)) return tagList(value, place);
  // The time of an invalid date is NaN, which JSON writes as null.
  if (value instanceof Date) return { ' d': value.getTime() };
  if (value instanceof Uint8Array)
    return { ' b': Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (value instanceof Set) return { ' s': tagList([...value], place) };
  if (value instanceof SafeHtml) return taggedHtml(value);
  if (value instanceof Map) return { ' m': tagList([...value], place) };
  if (isPlain(value)) return tagRecord(value as Record<string, unknown>, place);
  throw new TypeError(
    `The session cannot hold an instance of ${value.constructor?.name ?? 'a class'} (${pathOf(place)}), which would come back without its methods. Store plain data, for instance its id.`,
  );
}

/** Text that only looks like this stays a string, and an object that does gets the tag ' '. */
export function taggedHtml(html: SafeHtml): object {
  return { ' h': html.toString() };
}

/** Whether data is html that was tagged. */
export function isTaggedHtml(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || Object.keys(data).length !== 1) return false;
  return typeof (data as { ' h'?: unknown })[' h'] === 'string';
}

function pathOf({ steps }: Place): string {
  return steps.join('');
}

/** A key as it is kept. JSON, and stores that write it, would call what is under `toJSON`, and a client may have sent it. */
export function storedKey(key: string): string {
  return key.endsWith('toJSON') && key.trimStart() === 'toJSON' ? ` ${key}` : key;
}

/** The key that was kept so. */
export function realKey(key: string): string {
  return key.startsWith(' ') && key.trimStart() === 'toJSON' ? key.slice(1) : key;
}

/** The value that was tagged. */
export function untag(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(untag);
  const keys = Object.keys(data);
  const only = keys.length === 1 ? keys[0]! : '';
  const inner = (data as Record<string, unknown>)[only];
  switch (only) {
    case ' u':
      return undefined;
    case ' n':
      return BigInt(inner as string);
    case ' d':
      return new Date((inner as number | null) ?? NaN);
    case ' h':
      return new SafeHtml(String(inner));
    case ' b':
      return Buffer.from(inner as string, 'base64');
    case ' s':
      return new Set(untag(inner) as unknown[]);
    case ' m':
      return new Map(untag(inner) as [unknown, unknown][]);
    case ' ':
      return untagObject(inner as object);
    default:
      return untagObject(data);
  }
}

function tagList(list: readonly unknown[], place: Place): unknown[] {
  return Array.from(list, (item, index) => tagStep(item, `[${index}]`, place));
}

function tagRecord(value: Record<string, unknown>, place: Place): unknown {
  const pairs = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [storedKey(key), tagStep(item, `.${key}`, place)]);
  const object: unknown = Object.fromEntries(pairs);
  return pairs.length === 1 && String(pairs[0]![0]).startsWith(' ') ? { ' ': object } : object;
}

function tagStep(item: unknown, step: string, place: Place): unknown {
  place.steps.push(step);
  const data = tagWithin(item, place);
  place.steps.pop();
  return data;
}

/** `Object.fromEntries` defines even `__proto__` as an ordinary key, as JSON.parse does. */
function untagObject(data: object): unknown {
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [realKey(key), untag(item)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
