import { Readable } from 'node:stream';

import { stringifySetCookie } from 'cookie';

import { EventStream } from './event-stream.js';
import { ResponseHeaders, type HeadersInput } from './headers.js';
import { SafeHtml } from './html.js';

export const HTML = 'text/html; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';
const OCTETS = 'application/octet-stream';

/** Options of `new Response()`. */
export interface ResponseInit {
  /** Default 200. */
  status?: number;
  headers?: HeadersInput;
  /** The content type; it wins over one in `headers`. */
  type?: string;
}

/** Attributes of a cookie (RFC 6265bis). */
export interface CookieOptions {
  /** Seconds until the browser drops it; without it and `expires`, when the browser closes. */
  maxAge?: number;
  expires?: Date;
  /** Default `/`. */
  path?: string;
  domain?: string;
  /** Default false. */
  secure?: boolean;
  /** Default false. */
  httpOnly?: boolean;
  sameSite?: 'strict' | 'lax' | 'none';
  /** Default false. Needs `secure`, and sets it. */
  partitioned?: boolean;
}

/** A response about to be sent. Return one from a handler when a plain value does not say enough. */
export class Response {
  /** Text, bytes, a stream, an iterator, a template, a file, or data that becomes JSON; `null` is an empty body. */
  body: unknown;
  readonly headers: ResponseHeaders;
  #status: number;
  #explicit: boolean;

  constructor(body: unknown = null, init: ResponseInit = {}) {
    const kind = body == null ? EMPTY : kindOf(body, 'new Response() was given');
    this.body = kind.body;
    this.headers = new ResponseHeaders(init.headers);
    for (const [name, value] of Object.entries(kind.headers ?? {})) if (!this.headers.has(name)) this.headers.set(name, value);
    this.#status = checkedStatus(init.status ?? 200);
    this.#explicit = init.status !== undefined;
    if (init.type !== undefined) this.type = init.type;
  }

  get status(): number {
    return this.#status;
  }

  /** @throws RangeError when it is no status of a final response, 200 to 599 */
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
   * @throws TypeError for an option that is none, a name that is no token, or a value of an option that is not legal
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): this {
    this.headers.append('Set-Cookie', serializeCookie(name, value, options));
    return this;
  }

  /** Makes the browser drop a cookie. `path`, `domain` and the flags must be those it was set with. */
  deleteCookie(name: string, options: CookieOptions = {}): this {
    return this.setCookie(name, '', { ...options, maxAge: 0, expires: new Date(0) });
  }

  /** Adds a field to `Vary`, unless it is there. */
  vary(field: string): this {
    const fields = this.headers.getAll('vary').join(', ').split(/\s*,\s*/).filter(Boolean);
    if (fields.includes('*') || fields.some((one) => one.toLowerCase() === field.toLowerCase())) return this;
    this.headers.set('Vary', [...fields, field].join(', '));
    return this;
  }
}

/**
 * Makes a response of whatever a handler may return. A `Response` keeps what it is not told to change.
 *
 * @throws TypeError naming the types that are allowed, when the value is none of them
 */
export function makeResponse(value: unknown, status?: number, headers?: HeadersInput): Response {
  const response = toResponse(value, 'makeResponse() was given');
  if (status !== undefined) response.status = status;
  for (const [name, one] of new ResponseHeaders(headers)) response.headers.set(name, one);
  return response;
}

/**
 * The response that a returned value becomes.
 *
 * @param subject begins the error for a value that is none: `Notes.show returned`
 */
export function toResponse(value: unknown, subject: string): Response {
  if (value instanceof Response) return value;
  if (value === undefined) throw new TypeError(`${subject} nothing. ${ALLOWED}`);
  const response = new Response();
  const { body, headers } = value === null ? jsonKind(null) : kindOf(value, subject);
  response.body = body;
  for (const [name, one] of Object.entries(headers ?? {})) response.headers.set(name, one);
  return response;
}

interface Kind {
  body: unknown;
  headers?: Record<string, string>;
}

const EMPTY: Kind = { body: null };

/** The ladder from a handler's value to a body and its type: one type a rung, as in Flask's `make_response`. */
function kindOf(value: unknown, subject: string): Kind {
  if (typeof value === 'string') return { body: value, headers: { 'content-type': HTML } };
  if (typeof value === 'number' || typeof value === 'boolean') return jsonKind(value);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${subject} ${describe(value)}. ${ALLOWED}`);
  if (value instanceof SafeHtml) return { body: value.toString(), headers: { 'content-type': HTML } };
  if (value instanceof Unfinished) return { body: value };
  if (value instanceof Uint8Array || isStream(value)) return { body: value, headers: { 'content-type': OCTETS } };
  if (value instanceof EventStream) return { body: value.lines(), headers: EVENT_HEADERS };
  if (isIterator(value)) return { body: value, headers: { 'content-type': HTML } };
  if (value instanceof globalThis.Response) throw new TypeError(`${subject} the web's own Response. Import Response from 'phial'.`);
  if (value instanceof Map || value instanceof Set) {
    const [type, cure] = value instanceof Map ? ['Map', 'Object.fromEntries(map)'] : ['Set', '[...set]'];
    throw new TypeError(`${subject} a ${type}, which JSON would lose. Return an object or an array: ${cure}.`);
  }
  return jsonKind(value);
}

const EVENT_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // nginx holds responses back unless it is told not to.
  'x-accel-buffering': 'no',
};

function jsonKind(value: unknown): Kind {
  return { body: new JsonBody(value), headers: { 'content-type': JSON_TYPE } };
}

/** A body whose bytes and type depend on the request: a template, a file. It is finished when the request is known. */
export abstract class Unfinished {
  /** Keeps other objects from passing for one. */
  protected readonly unfinished = true;
}

/** A body that comes in pieces, from a source that must be closed. */
export type Streamed = Readable | ReadableStream | AsyncIterable<unknown> | Iterable<unknown>;

export function isStreamed(body: unknown): body is Streamed {
  return typeof body === 'object' && body !== null && (isStream(body) || isIterator(body));
}

function isStream(value: object): boolean {
  return value instanceof ReadableStream || (typeof (value as Readable).pipe === 'function' && typeof (value as Readable).on === 'function');
}

/** Generators and other iterators; lists, maps and sets are iterable, but no iterators. */
function isIterator(value: object): boolean {
  return Symbol.asyncIterator in value || (Symbol.iterator in value && typeof (value as { next?: unknown }).next === 'function');
}

/** Data that is to become JSON, once it is known by which serialiser. */
export class JsonBody extends Unfinished {
  constructor(readonly value: unknown) {
    super();
  }
}

const ALLOWED = 'Return a string, html, an object, an array, a number, a boolean, null, bytes, a stream, an iterator, render(), sendFile(), eventStream() or a Response: new Response(null, { status: 204 }) for none of them.';

function describe(value: unknown): string {
  return typeof value === 'function' ? `the function ${value.name || '(anonymous)'}` : `a ${typeof value}`;
}

const COOKIE_OPTIONS = ['maxAge', 'expires', 'path', 'domain', 'secure', 'httpOnly', 'sameSite', 'partitioned'];

/** The text of a `Set-Cookie` header. */
export function serializeCookie(name: string, value: string, options: CookieOptions): string {
  const unknown = Object.keys(options).find((option) => !COOKIE_OPTIONS.includes(option));
  if (unknown !== undefined) {
    throw new TypeError(`The cookie '${name}' has the option '${unknown}', which is none. There are ${COOKIE_OPTIONS.join(', ')}.`);
  }
  const { maxAge, partitioned, sameSite } = options;
  if (maxAge !== undefined && !Number.isFinite(maxAge)) throw new TypeError(`The cookie '${name}' needs a number of seconds as maxAge, not ${String(maxAge)}.`);
  if (sameSite !== undefined && !['strict', 'lax', 'none'].includes(sameSite)) {
    throw new TypeError(`The cookie '${name}' needs 'strict', 'lax' or 'none' as sameSite, not ${JSON.stringify(sameSite)}.`);
  }
  // Browsers refuse partitioned cookies without Secure, as they do sameSite: 'none'.
  return stringifySetCookie({
    path: '/', ...options, name, value,
    secure: (options.secure ?? false) || (partitioned ?? false),
    ...(maxAge === undefined ? {} : { maxAge: Math.trunc(maxAge) }),
  });
}

function checkedStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new RangeError(`A response takes a status from 200 to 599, not ${String(status)}.`);
}
