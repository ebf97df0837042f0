import { inspect } from 'node:util';

import { EventStream } from './event-stream.js';
import { ResponseHeaders } from './headers.js';
import { SafeHtml } from './html.js';
import { guard, isIterator, isObservable, isStream, refuseRead } from './streams.js';
import { Unfinished } from './unfinished.js';
import { isWebResponse } from './web-response.js';

export { Unfinished };

export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';

/** What a value becomes as a body, and the headers that say so. */
export interface Kind {
  body: unknown;
  headers?: ResponseHeaders;
}

const HTML_HEADERS = new ResponseHeaders({ 'content-type': HTML });
const JSON_HEADERS = new ResponseHeaders({ 'content-type': JSON_TYPE });
const OCTETS_HEADERS = new ResponseHeaders({ 'content-type': 'application/octet-stream' });
const EVENT_HEADERS = new ResponseHeaders({
  'content-type': 'text/event-stream; charset=utf-8',
  // nginx holds responses back unless it is told not to.
  'x-accel-buffering': 'no',
});
EVENT_HEADERS.putDefault('cache-control', 'no-cache');
/** No body at all. */
export const EMPTY: Kind = { body: null };

/** The ladder from a handler's value to a body and its type: one type a rung, as in Flask's `make_response`. */
export function kindOf(value: unknown, subject: string): Kind {
  if (typeof value === 'string') return { body: value, headers: HTML_HEADERS };
  if (typeof value === 'number' || typeof value === 'boolean') return jsonKind(value);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${subject} ${describe(value)}. ${ALLOWED}`);
  if (value instanceof SafeHtml) return { body: value.toString(), headers: HTML_HEADERS };
  if (value instanceof JsonBody) return { body: value, headers: JSON_HEADERS };
  if (value instanceof Unfinished) return { body: value };
  if (value instanceof Uint8Array) return { body: value, headers: OCTETS_HEADERS };
  if (isPlainData(value)) return jsonKind(value);
  if (isStream(value)) {
    refuseRead(value, subject);
    return { body: guard(value), headers: OCTETS_HEADERS };
  }
  if (value instanceof EventStream) return { body: value.lines(), headers: EVENT_HEADERS };
  if (isIterator(value)) return { body: value, headers: HTML_HEADERS };
  const cure = cureFor(value);
  if (cure !== undefined) throw new TypeError(`${subject} ${describe(value)}, which JSON would lose. ${cure}`);
  return jsonKind(value);
}

function jsonKind(value: unknown): Kind {
  return { body: new JsonBody(value), headers: JSON_HEADERS };
}

/** Data that is to become JSON, once it is known by which serialiser. */
export class JsonBody extends Unfinished {
  constructor(readonly value: unknown) {
    super();
  }
}

/** What a handler may return, for messages. */
export const ALLOWED =
  'Return a string, html, an object, an array, a number, a boolean, null, bytes, a stream, an iterator, render(), sendFile(), eventStream() or a Response, or new Response(null, { status: 204 }) to say nothing.';

/** Objects and lists, but no instances of classes and no iterators: what JSON is made for. */
export function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || (isPlainObject(value) && !isIterator(value));
}

/** Whether a value becomes JSON: data, and objects of the user's own classes. */
export function isData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return ['number', 'boolean'].includes(typeof value) || value === null;
  if (isPlainData(value)) return true;
  const isAnother = [SafeHtml, Unfinished, Uint8Array, EventStream].some((type) => value instanceof type);
  return !isAnother && !isStream(value) && !isIterator(value) && cureFor(value) === undefined;
}

function isPlainObject(value: object): boolean {
  const { constructor } = value as { constructor?: unknown };
  // Nearly all are one of these; to ask for the prototype takes longer.
  if (constructor === Object || constructor === undefined) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What to return instead of an object that would be `{}` as JSON, or a list of its bytes by number. */
function cureFor(value: object): string | undefined {
  if (value instanceof Map) return 'Return an object: Object.fromEntries(map).';
  if (value instanceof Set) return 'Return an array: [...set].';
  if (value instanceof ResponseHeaders) return 'Return the Response that they are of; an after-hook returns nothing.';
  if (value instanceof Error) return 'Throw it, or throw an Abort with a status.';
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return 'Return bytes: new Uint8Array(buffer).';
  if (ArrayBuffer.isView(value)) return 'Return bytes, new Uint8Array(array.buffer), or a list of numbers, [...array].';
  if (value instanceof Blob) return 'Return its stream: blob.stream().';
  if (isWebResponse(value)) return "It is the web's own: return it as it is, or give it to makeResponse().";
  if (isObservable(value)) return `Return the value that it gives: await firstValueFrom(it), of 'rxjs'.`;
  if (value instanceof URLSearchParams || value instanceof Headers || value instanceof FormData)
    return 'Return an object: Object.fromEntries(it).';
  return undefined;
}

export function describe(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null)
    return `${value === undefined ? 'undefined' : `the ${typeof value}`} ${inspect(value)}`;
  const name = value.constructor.name;
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
