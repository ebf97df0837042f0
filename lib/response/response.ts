import { inspect } from 'node:util';

import { serializeCookie, type CookieOptions } from './cookies.js';
import { Abort } from './abort.js';
import { EventStream } from './event-stream.js';
import { ResponseHeaders, type HeadersInput } from './headers.js';
import { SafeHtml } from './html.js';
import { Redirect } from './redirect.js';
import { guard, isIterator, isStream } from './streams.js';

export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Options of `new Response()`. */
export interface ResponseInit {
  /** Default 200. */
  status?: number;
  /** Headers of the response, as an object or as pairs. */
  headers?: HeadersInput;
  /** The content type; it wins over one in `headers`. */
  type?: string;
}

/** A response about to be sent. Return one from a handler when a plain value does not say enough. */
export class Response {
  /** The headers, which may be changed until they are sent. */
  readonly headers: ResponseHeaders;
  #body: unknown;
  #status: number;
  #explicit: boolean;

  constructor(body?: unknown, init?: ResponseInit);
  /** @internal */
  constructor(body: unknown, init: ResponseInit, subject: string);
  constructor(body: unknown = null, init: ResponseInit = {}, subject = 'new Response() was given') {
    const kind = body === null ? EMPTY : kindOf(body, subject);
    this.#body = kind.body;
    this.headers = new ResponseHeaders(init.headers);
    if (init.type !== undefined) this.type = init.type;
    if (kind.headers !== undefined) this.headers.complete(kind.headers);
    this.#status = init.status === undefined ? 200 : checkedStatus(init.status);
    this.#explicit = init.status !== undefined;
  }

  /** Text, bytes, a stream, an iterator, a template, a file, or data that becomes JSON; `null` is an empty body. */
  get body(): unknown {
    return this.#body;
  }

  set body(value: unknown) {
    const { body, headers } = value == null ? EMPTY : kindOf(value, 'A response was given as its body');
    this.#body = body;
    // Text and bytes may be of the type that the response has, what becomes JSON or events is not.
    if (body instanceof JsonBody || value instanceof EventStream) this.headers.replace(headers!);
    else if (typeof body === 'string') this.headers.complete(headers!);
  }

  /**
   * The status, 200 unless another was set.
   *
   * @throws RangeError when it is set to what is not the status of a final response, 200 to 599
   */
  get status(): number {
    return this.#status;
  }

  set status(status: number) {
    this.#status = checkedStatus(status);
    this.#explicit = true;
  }

  /** Whether the status was chosen, not left at 200: an error handler's response takes the error's status otherwise. @internal */
  get hasOwnStatus(): boolean {
    return this.#explicit;
  }

  /** The content type: `text/html; charset=utf-8`. */
  get type(): string | undefined {
    return this.headers.get('content-type');
  }

  set type(type: string | undefined) {
    if (type === undefined) this.headers.delete('content-type');
    else this.headers.set('Content-Type', type);
  }

  /**
   * Adds a `Set-Cookie` header.
   *
   * @example
   * ```ts
   * return new Response('Saved').setCookie('theme', 'dark', { maxAge: 31_536_000, secure: true });
   * ```
   * @throws TypeError for an option that is none, a name that is no token, or a value of an option that is not legal;
   * RangeError when browsers would drop the cookie for its size
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): this {
    const cookie = serializeCookie(name, value, options);
    const size = cookie.indexOf(';');
    if (size > LARGEST_COOKIE)
      throw new RangeError(
        `The cookie '${name}' has ${size} bytes, its name included, and browsers drop one that is larger than ${LARGEST_COOKIE}.`,
      );
    this.headers.append('Set-Cookie', cookie);
    return this;
  }

  /** Makes the browser drop a cookie. `path`, `domain` and the flags must be those it was set with. */
  deleteCookie(name: string, options: CookieOptions = {}): this {
    return this.setCookie(name, '', { ...options, maxAge: 0, expires: new Date(0) });
  }

  /** Adds a field to `Vary`, unless it is there. */
  vary(field: string): this {
    this.headers.set('Vary', addedTo(this.headers.getAll('vary').join(', '), field));
    return this;
  }

  /** Puts what became of the body in its place, whose type is known. @internal */
  fill(body: string): void {
    this.#body = body;
  }

  /** Another that is the same: a handler may return one response to everybody, and each request changes its own. @internal */
  copy(): Response {
    const copy = new Response(null, { headers: this.headers });
    copy.#body = this.#body;
    copy.#status = this.#status;
    copy.#explicit = this.#explicit;
    return copy;
  }
}

/** Bytes of name and value (RFC 6265bis, section 5.6). */
const LARGEST_COOKIE = 4096;

/** A `Vary` header with more fields. @internal */
export function addedTo(vary: string, fields: string): string {
  if (vary === '' && !fields.includes(',')) return fields.trim();
  const list = vary
    .split(',')
    .map((field) => field.trim())
    .filter(Boolean);
  for (const field of fields.split(',').map((one) => one.trim())) {
    if (!list.some((one) => one === '*' || one.toLowerCase() === field.toLowerCase())) list.push(field);
  }
  return list.join(', ');
}

/**
 * Makes a response of whatever a handler may return. Of a `Response` it makes another, which keeps what it is not told to
 * change.
 *
 * @param headers replace those of the same name
 * @throws TypeError naming the types that are allowed, when the value is none of them; an `Abort` or `Redirect`
 */
export function makeResponse(value: unknown, status?: number, headers?: HeadersInput): Response {
  const response = toResponse(value, 'makeResponse() was given');
  if (status !== undefined) response.status = status;
  if (headers !== undefined) response.headers.replace(new ResponseHeaders(headers));
  return response;
}

/**
 * The response that a returned value becomes, which is this request's alone.
 *
 * @param subject begins the error for a value that is none: `Notes.show returned`
 * @throws an `Abort` or `Redirect`, as if it had been thrown
 */
export function toResponse(value: unknown, subject: string): Response {
  if (value instanceof Response) return value.copy();
  if (value instanceof Abort || value instanceof Redirect) throw value;
  if (value === undefined) throw new TypeError(`${subject} nothing. ${ALLOWED}`);
  return new Response(value === null ? new JsonBody(null) : value, {}, subject);
}

interface Kind {
  body: unknown;
  headers?: ResponseHeaders;
}

const HTML_HEADERS = new ResponseHeaders({ 'content-type': HTML });
const JSON_HEADERS = new ResponseHeaders({ 'content-type': JSON_TYPE });
const OCTETS_HEADERS = new ResponseHeaders({ 'content-type': 'application/octet-stream' });
const EVENT_HEADERS = new ResponseHeaders({
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // nginx holds responses back unless it is told not to.
  'x-accel-buffering': 'no',
});
const EMPTY: Kind = { body: null };

/** The ladder from a handler's value to a body and its type: one type a rung, as in Flask's `make_response`. */
function kindOf(value: unknown, subject: string): Kind {
  if (typeof value === 'string') return { body: value, headers: HTML_HEADERS };
  if (typeof value === 'number' || typeof value === 'boolean') return jsonKind(value);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${subject} ${describe(value)}. ${ALLOWED}`);
  if (value instanceof SafeHtml) return { body: value.toString(), headers: HTML_HEADERS };
  if (value instanceof JsonBody) return { body: value, headers: JSON_HEADERS };
  if (value instanceof Unfinished) return { body: value };
  if (value instanceof Uint8Array) return { body: value, headers: OCTETS_HEADERS };
  if (isPlainData(value)) return jsonKind(value);
  if (isStream(value)) return { body: guard(value), headers: OCTETS_HEADERS };
  if (value instanceof EventStream) return { body: value.lines(), headers: EVENT_HEADERS };
  if (isIterator(value)) return { body: value, headers: HTML_HEADERS };
  const cure = cureFor(value);
  if (cure !== undefined) throw new TypeError(`${subject} ${describe(value)}, which JSON would lose. ${cure}`);
  return jsonKind(value);
}

function jsonKind(value: unknown): Kind {
  return { body: new JsonBody(value), headers: JSON_HEADERS };
}

/** A body whose bytes and type depend on the request: a template, a file. It is finished when the request is known. */
export abstract class Unfinished {
  /** Keeps other objects from passing for one. */
  protected readonly unfinished = true;
}

/** Data that is to become JSON, once it is known by which serialiser. */
export class JsonBody extends Unfinished {
  constructor(readonly value: unknown) {
    super();
  }
}

const ALLOWED =
  'Return a string, html, an object, an array, a number, a boolean, null, bytes, a stream, an iterator, render(), sendFile(), eventStream() or a Response, or new Response(null, { status: 204 }) to say nothing.';

/** Objects and lists, but no instances of classes and no iterators: what JSON is made for. */
export function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || (isPlainObject(value) && !isIterator(value));
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
  if (value instanceof Response)
    return 'To change a response, give it to makeResponse(), or change its status and headers.';
  if (value instanceof Map) return 'Return an object: Object.fromEntries(map).';
  if (value instanceof Set) return 'Return an array: [...set].';
  if (value instanceof Error) return 'Throw it, or throw an Abort with a status.';
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
    return 'Return bytes: new Uint8Array(buffer).';
  if (ArrayBuffer.isView(value)) return 'Return bytes, new Uint8Array(array.buffer), or a list of numbers, [...array].';
  if (value instanceof Blob) return 'Return its stream: blob.stream().';
  if (value instanceof globalThis.Response) return "It is the web's own: import { Response } from 'phial'.";
  if (value instanceof URLSearchParams || value instanceof Headers || value instanceof FormData)
    return 'Return an object: Object.fromEntries(it).';
  return undefined;
}

function describe(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null)
    return `${value === undefined ? 'undefined' : `the ${typeof value}`} ${inspect(value)}`;
  const name = value.constructor.name;
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}

function checkedStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new RangeError(`A response takes a status from 200 to 599, not ${String(status)}.`);
}
