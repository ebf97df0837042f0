// Session values as JSON in which `Date`, `Map`, `Set`, `bigint` and `Buffer` come back as they were: such a value is
// an object with one key that begins with a space, and a real object of that form gets the tag ' '. After Flask's
// TaggedJSONSerializer.

/**
 * A value as plain JSON data.
 *
 * @param path names the value in errors: `cart.items[0]`
 * @throws TypeError for what JSON cannot hold: functions, symbols, class instances, circles
 */
export function tag(value: unknown, path: string): unknown {
  return tagWithin(value, path, NOTHING);
}

const NOTHING: readonly unknown[] = [];

/** @param within the objects and lists around the value */
function tagWithin(value: unknown, path: string, within: readonly unknown[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new TypeError(`The session cannot hold ${value} (${path}).`);
  }
  if (typeof value === 'bigint') return { ' n': String(value) };
  if (value === undefined) return { ' u': 1 };
  if (typeof value !== 'object')
    throw new TypeError(`The session cannot hold a ${typeof value} (${path}). Store plain data.`);
  if (within.includes(value)) throw new TypeError(`The session cannot hold data that contains itself (${path}).`);
  const inside = [...within, value];
  if (Array.isArray(value)) return tagList(value, path, inside);
  // The time of an invalid date is NaN, which JSON writes as null.
  if (value instanceof Date) return { ' d': value.getTime() };
  if (value instanceof Uint8Array)
    return { ' b': Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  if (value instanceof Set) return { ' s': tagList([...value], path, inside) };
  if (value instanceof Map) return { ' m': tagList([...value], path, inside) };
  if (!isPlain(value)) {
    throw new TypeError(
      `The session cannot hold an instance of ${value.constructor?.name ?? 'a class'} (${path}), which would come back without its methods. Store plain data, for instance its id.`,
    );
  }
  return tagObject(value as Record<string, unknown>, path, inside);
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

function tagList(list: readonly unknown[], path: string, inside: readonly unknown[]): unknown[] {
  return Array.from(list, (item, index) => tagWithin(item, `${path}[${index}]`, inside));
}

function tagObject(value: Record<string, unknown>, path: string, inside: readonly unknown[]): unknown {
  const pairs = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, tagWithin(item, `${path}.${key}`, inside)]);
  const object: unknown = Object.fromEntries(pairs);
  return pairs.length === 1 && String(pairs[0]![0]).startsWith(' ') ? { ' ': object } : object;
}

/** `Object.fromEntries` defines even `__proto__` as an ordinary key, as JSON.parse does. */
function untagObject(data: object): unknown {
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, untag(item)]));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
