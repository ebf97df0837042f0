import { inspect } from 'node:util';

import { Abort } from '../response/abort.js';
import type { Class } from '../classes/metadata.js';
import type { PathClass } from '../classes/path-class.js';
import { baseNameOf } from '../plain/member.js';
import { isPromise } from '../plain/promises.js';
import { Redirect } from '../response/redirect.js';
import { quotedBriefly } from '../plain/shown.js';
import type { Request } from '../request/request.js';
import type { Call } from './call.js';

/** Makes a value of a path variable's text; undefined when it does not convert. */
export type Converter = (text: string) => unknown;

/** How a path variable becomes a string, number, boolean or bigint; undefined for other types. */
export function converterOf(type: unknown): Converter | undefined {
  return CONVERTERS.get(type as Class);
}

/** A path variable, converted; what does not convert is a path that does not exist, as Flask's converters have it. */
export function variableOf(name: string, convert: Converter): Call {
  return (request) => {
    const text = textOf(request, name);
    if (text === undefined) return undefined;
    const value = convert(text);
    if (value === undefined) throw new Abort(404, mismatch(request, name, text, ...EXPECTED.get(convert)!));
    return value;
  };
}

/** A path variable as an instance of a class, which says itself what text stands for one. */
export function instanceOf(name: string, type: PathClass): Call {
  return (request) => {
    const text = textOf(request, name);
    if (text === undefined) return undefined;
    // No variable is empty, and so none of them need to think of it.
    const value = text === '' ? undefined : type.fromPath(text);
    return isPromise(value)
      ? value.then((one) => existing(request, name, type, text, one))
      : existing(request, name, type, text, value);
  };
}

/** What `fromPath()` gave: an instance, nothing, or what a handler could have thrown. */
function existing(request: Request, name: string, type: PathClass, text: string, value: unknown): unknown {
  if (value instanceof type) return value;
  const who = `${type.name}.fromPath()`;
  // A database says null of what it does not have.
  if (value == null) throw new Abort(404, mismatch(request, name, text, type.name, `${who} returned nothing for it`));
  if (value instanceof Abort || value instanceof Redirect) throw value;
  const base = baseNameOf(value, type);
  const cure =
    base === undefined
      ? `It returns a ${type.name}, or undefined for a 404.`
      : `Have ${base}.fromPath() make subclasses, too, by new this(...).`;
  throw new TypeError(`${who} returned ${inspect(value, { depth: 0 })}, which is not a ${type.name}. ${cure}`);
}

function textOf({ fastifyRequest }: Request, name: string): string | undefined {
  return (fastifyRequest.params as Record<string, string | undefined>)[name];
}

/** Why there is nothing at a path, for its developer. */
function mismatch({ plan }: Request, name: string, text: string, type: string, cure: string): string | undefined {
  if (!plan.runtime.mode.debug) return undefined;
  return `The path variable '${name}' of ${plan.who} is a ${type}, and ${quotedBriefly(text)} is not one: ${cure}.`;
}

const CONVERTERS = new Map<unknown, Converter>([
  [String, toText],
  [Number, toNumber],
  [Boolean, toBoolean],
  [BigInt, toBigint],
]);

const OTHERWISE = 'declare it as a string to take any text';

/** What a converter makes, and what it takes. */
const EXPECTED = new Map<Converter, readonly [type: string, cure: string]>([
  [toText, ['string', 'it may not be empty']],
  [
    toNumber,
    ['number', `write digits, with a point if need be, and no more than a number holds exactly, or ${OTHERWISE}`],
  ],
  [toBoolean, ['boolean', `write true or false, or ${OTHERWISE}`]],
  [toBigint, ['bigint', `write digits alone, or ${OTHERWISE}`]],
]);

function toText(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function toBoolean(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function toBigint(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

/** A plain decimal that a double holds exactly enough to print it again. */
function toNumber(text: string): number | undefined {
  // The usual case: whole, and short enough to be safe.
  if (text.length <= 15 && isDigits(text)) return Number(text);
  const match = /^-?\d+(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const value = Number(text);
  const decimals = match[1]?.length ?? 0;
  if (decimals === 0) return Number.isSafeInteger(value) ? value + 0 : undefined;
  const plain = text.replace(/^(-?)0+(?=\d)/, '$1');
  return decimals <= 100 && value.toFixed(decimals) === plain.replace(/^-(?=0\.0*$)/, '') ? value + 0 : undefined;
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return text !== '';
}
