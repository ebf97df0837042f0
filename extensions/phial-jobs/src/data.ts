import type { Class } from 'phial';

import type { Duration } from './durations.js';

/** What of a type JSON keeps; `never` stands where it does not. */
export type JsonOf<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends (...args: never[]) => unknown
    ? never
    : Value extends bigint | symbol
      ? never
      : { [Key in keyof Value]: JsonOf<Value[Key]> };

/** The names of a class's methods, of which those with `@Job()` can be added. */
export type JobName<C extends Class> = {
  [Key in keyof InstanceType<C>]: InstanceType<C>[Key] extends (...args: never[]) => unknown ? Key : never;
}[keyof InstanceType<C>] &
  string;

type First<C extends Class, Name extends JobName<C>> = InstanceType<C>[Name] extends (...args: infer Given) => unknown
  ? Given[0]
  : never;

/** What stands behind the name: the data of the method's first parameter, unless that is a service, which has methods. */
export type DataOf<C extends Class, Name extends JobName<C>> =
  undefined extends First<C, Name>
    ? [data?: JsonOf<First<C, Name>>, options?: AddOptions]
    : true extends HasMethods<First<C, Name>>
      ? [data?: undefined, options?: AddOptions]
      : [data: JsonOf<First<C, Name>>, options?: AddOptions];

type HasMethods<Value> = Value extends object
  ? { [Key in keyof Value]: Value[Key] extends (...args: never[]) => unknown ? true : false }[keyof Value]
  : false;

/** Options of `jobs.add()`. */
export interface AddOptions {
  /** How long it waits at least; default not at all. */
  delay?: Duration;
}

/**
 * Data as a queue keeps it.
 *
 * @throws TypeError for what would come out of JSON as something else
 */
export function asJson(data: unknown, who: string): string | undefined {
  if (data === undefined) return undefined;
  const odd = oddityIn(data, 'data', new Set());
  if (odd !== undefined)
    throw new TypeError(
      `jobs.add(): the data of ${who} is kept as JSON, which ${odd}. Give text, numbers, lists and plain objects; the job finds the rest by an id.`,
    );
  return JSON.stringify(data);
}

/** What in a value JSON does not keep. */
function oddityIn(value: unknown, path: string, within: Set<object>): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `has no ${value} (${path})`;
  if (typeof value !== 'object') return `has no ${typeof value} (${path})`;
  if (within.has(value)) return `has no circles (${path})`;
  if (!isPlain(value)) return `has no ${nameOf(value)} (${path})`;
  if (within.size === DEEPEST) return `is at most ${DEEPEST} levels deep here`;
  within.add(value);
  for (const [key, member] of membersOf(value)) {
    const odd = oddityIn(member, `${path}.${key}`, within);
    if (odd !== undefined) return odd;
  }
  within.delete(value);
  return undefined;
}

/** Deeper than any body that Phial reads. */
const DEEPEST = 1000;

/** A hole of a list counts: it would be null. A member that is undefined is left out, as everywhere. */
function membersOf(value: object): [key: string | number, member: unknown][] {
  if (Array.isArray(value)) return [...value.entries()];
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** A list, an object, or one of a class that has fields alone, as those of schemas are. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const { toJSON } = value as { toJSON?: unknown };
  return Object.prototype.toString.call(value) === '[object Object]' && typeof toJSON !== 'function';
}

function nameOf({ constructor }: object): string {
  return typeof constructor === 'function' ? constructor.name : 'such object';
}
