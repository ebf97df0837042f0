import { isStream } from './streams.js';

/**
 * What stands for a whole answer calls this in its `toJSON()`: inside an object or a list it would be JSON with all that it
 * holds, a template's context for instance.
 *
 * @throws TypeError always
 */
export function refuseInsideData(what: string, cure: string): never {
  throw new TypeError(`${what} stands inside an object or a list, where it would be sent as data. ${cure}`);
}

/**
 * A replacer for `JSON.stringify()` that refuses what JSON would make `{}` of. It looks at each value, which is for debug
 * mode alone.
 */
export function watchfulReplacer(): (this: unknown, key: string, value: unknown) => unknown {
  const places = new WeakMap<object, string>();
  return function (key, value) {
    if (typeof value !== 'object' || value === null) return value;
    const holder = places.get(this as object);
    const place = holder === undefined ? '' : `${holder}${Array.isArray(this) ? `[${key}]` : `.${key}`}`;
    const cure = cureInside(value);
    if (cure !== undefined && place !== '')
      throw new TypeError(`There is one of the class ${classOf(value)} at ${place}, which JSON would lose. ${cure}`);
    places.set(value, place);
    return value;
  };
}

function cureInside(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  if (value instanceof Map) return 'Write Object.fromEntries(map).';
  if (value instanceof Set) return 'Write [...set].';
  if (value instanceof Promise) return 'Await it first.';
  if (value instanceof Error) return 'Write error.message, or throw it.';
  if (isStream(value)) return 'Return it alone, or write what is read of it.';
  return CURES[tagOf(value)] ?? (isHidden(value) ? 'Give the class a toJSON(), or write an object.' : undefined);
}

/** By the names that JavaScript's and the web's own objects give themselves: to ask for the web's classes would load them. */
const CURES: Readonly<Record<string, string>> = {
  Response: "It is the web's own: return it alone, or write await response.json().",
  Headers: 'Write Object.fromEntries(it).',
  FormData: 'Write Object.fromEntries(it).',
  URLSearchParams: 'Write Object.fromEntries(it).',
  Blob: 'Write await blob.text().',
  File: 'Write await file.text().',
  ArrayBuffer: "Write text: Buffer.from(it).toString('base64').",
  RegExp: 'Write String(it).',
  Generator: 'Write [...it].',
  AsyncGenerator: 'Await what it gives, and write a list.',
  ...Object.fromEntries(
    ['Map Iterator', 'Set Iterator', 'Array Iterator', 'Iterator Helper'].map((name) => [name, 'Write [...it].']),
  ),
};

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** What has fields, and shows none: they are private, or getters of its class. */
function isHidden(value: object): boolean {
  const { constructor } = value as { constructor?: unknown };
  if (typeof constructor !== 'function' || constructor === Object || Object.keys(value).length > 0) return false;
  return /#[\w$]|\bget\s+[\w$]+\s*\(/.test(String(constructor));
}

function classOf(value: object): string {
  const tag = tagOf(value);
  return tag in CURES ? tag : value.constructor.name;
}
