import { inspect, type InspectOptions } from 'node:util';

/** A value as it is shown in a message: never thrown over, whatever its members do. */
export function shown(value: unknown): string {
  try {
    // Messages are lines of a log.
    return inspect(value, { breakLength: Infinity });
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

/** A value without what is inside it, which may be circular or secret: `[Object]`. */
export function shownBriefly(value: unknown): string {
  return inspect(value, { depth: -1 });
}

/**
 * Says what `console.log()` shows of the objects of a class: these fields, and not what they are made of. Types do not know
 * the method, and a loop over the members does not find it.
 */
export function showAs<Value extends object>(
  type: { prototype: Value; name: string },
  fieldsOf: (value: Value) => object,
): void {
  Object.defineProperty(type.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: Value, depth: number | null, options: InspectOptions): unknown {
      const { name } = this.constructor;
      if (depth !== null && depth < 0) return `[${name}]`;
      try {
        return `${name} ${inspect(fieldsOf(this), { ...options, depth })}`;
      } catch {
        // A prototype, which has no fields: to give it back is to have it shown as any other object.
        return this;
      }
    },
  });
}

/** Names and values, for `showAs()`: a name that comes once has its value, another a list. */
export function fieldsOfPairs<Value>(pairs: Iterable<readonly [string, Value]>): Record<string, Value | Value[]> {
  const all = new Map<string, Value[]>();
  for (const [name, value] of pairs) {
    const values = all.get(name);
    if (values === undefined) all.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries([...all].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]));
}

/** Text in quotes, and all else as it is as text. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** `string`, `number` ...; `null` is a type of its own. */
export function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** What a client sent, for a message: in quotes, on one line, and never long. */
export function quotedBriefly(text: string): string {
  return JSON.stringify(shortened(text, LONGEST));
}

/** Text as it is, or its beginning and three dots. */
export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

const LONGEST = 100;
