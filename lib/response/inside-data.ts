import { isObservable, isStream } from './streams.js';
import { IN_A_PAGE } from './whole-answers.js';

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
 * The same for pages, where their text is not what they stand for.
 *
 * @throws TypeError always
 */
export function refuseInsideText(what: string, cure: string): never {
  throw new TypeError(`${what} is a whole answer, and stands inside text, another page or a stream. ${cure}`);
}

/** Lets `html` and templates refuse what is made of a class: its `toString()` does not, which logs ask for, too. */
export function refuseInPages(type: { prototype: object }, what: string, cure: string): void {
  Object.defineProperty(type.prototype, IN_A_PAGE, { value: () => refuseInsideText(what, cure) });
}

/**
 * A replacer for `JSON.stringify()` that refuses what JSON would make `{}` of, or leave out. It looks at each value, which
 * is for debug mode and the test client.
 *
 * @param at where the value lies in another, `.notes[0]`; one that is the whole answer is looked at elsewhere
 * @param leavesOut whether functions and symbols may be left out, as JSON does
 */
export function watchfulReplacer(at = '', leavesOut = false): (this: unknown, key: string, value: unknown) => unknown {
  const places = new WeakMap<object, string>();
  return function (key, value) {
    const isObject = typeof value === 'object' && value !== null;
    if (!isObject && (leavesOut || (typeof value !== 'function' && typeof value !== 'symbol'))) return value;
    const holder = places.get(this as object);
    const place = holder === undefined ? at : `${holder}${Array.isArray(this) ? `[${key}]` : `.${key}`}`;
    const lost = isObject
      ? (shownError(this as object, key, value) ?? lostObject(value))
      : lostMember(this as object, value);
    if (lost !== undefined && place !== '')
      throw new TypeError(`There is ${lost.what} at ${place}, which JSON would lose. ${lost.cure}`);
    if (isObject) places.set(value, place);
    return value;
  };
}

/** What JSON would lose, and what to write instead. */
interface Lost {
  what: string;
  cure: string;
}

/** An error whose `toJSON()` is made for logs: that of axios tells the stack, and the headers of the request. */
function shownError(holder: object, key: string, value: object): Lost | undefined {
  const original = (holder as Record<string, unknown>)[key];
  return original !== value && original instanceof Error && 'stack' in value ? lostObject(original) : undefined;
}

function lostObject(value: object): Lost | undefined {
  const cure = cureInside(value);
  return cure === undefined ? undefined : { what: `one of the class ${classOf(value)}`, cure };
}

/** A function or a symbol, of a list or a literal: an instance of a class has its functions for itself. */
function lostMember(holder: object, value: object | symbol): Lost | undefined {
  if (!Array.isArray(holder) && !isLiteral(holder)) return undefined;
  if (typeof value === 'symbol') return { what: 'a symbol', cure: 'Write its text: symbol.description.' };
  const { name } = value as { name?: unknown };
  return typeof name === 'string' && name !== ''
    ? { what: `the function ${name}`, cure: 'Write what it returns, or leave it out.' }
    : { what: 'a function', cure: 'Write what it returns, or leave it out.' };
}

function isLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function cureInside(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  if (value instanceof Map) return 'Write Object.fromEntries(map).';
  if (value instanceof Set) return 'Write [...set].';
  if (value instanceof Promise) return 'Await it first.';
  if (value instanceof Error) return 'Write error.message, or throw it.';
  if (isStream(value)) return 'Return it alone, or write what is read of it.';
  if (isObservable(value)) return `Await its value: await firstValueFrom(it), of 'rxjs'.`;
  if (ArrayBuffer.isView(value)) return "Write text, Buffer.from(it).toString('base64'), or numbers, [...it].";
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
  WeakMap: 'It cannot be listed: leave it out.',
  WeakSet: 'It cannot be listed: leave it out.',
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
