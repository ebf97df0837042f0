import { markAsPhials, refuseForeign } from '../plain/copies.js';
import { addTag, isKnownToClient, type ConditionalRequest, type Wishes } from './conditional.js';
import { LARGEST_COOKIE, serializeCookie, type CookieOptions } from './cookies.js';
import { Abort } from './abort.js';
import { EventStream } from './event-stream.js';
import { refuseForeignNames } from './foreign-init.js';
import { addedTo, ResponseHeaders, type HeadersInput } from './headers.js';
import { ALLOWED, describe, EMPTY, JsonBody, kindOf, Unfinished, type Kind } from './kinds.js';
import { refuseInPages, refuseInsideData } from './inside-data.js';
import { Redirect } from './redirect.js';
import { forgetReplaced } from './replaced.js';
import { checkedStatus } from './status.js';
import { explainResponse } from './strangers.js';
import { discard } from './streams.js';
import { isWebResponse, partsOf } from './web-response.js';

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
  /** What is to be done when the body is known. */
  #wishes: Wishes | undefined;

  constructor(body?: unknown, init?: ResponseInit);
  /** @internal */
  constructor(body: unknown, init: ResponseInit, subject: string);
  constructor(body: unknown = null, init: ResponseInit = {}, subject = 'new Response() was given') {
    const kind = bodyOf(body, subject);
    refuseForeignNames(init as object);
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
    const { body, headers } = bodyOf(value ?? null, 'A response was given as its body');
    if (this.#body !== null && forgetReplaced(this.headers, body)) this.#status = 200;
    this.#body = body;
    // Text and bytes may be of the type that the response has, what becomes JSON or events is not.
    if (body instanceof JsonBody || value instanceof EventStream) this.headers.replace(headers!);
    else if (typeof body === 'string') this.headers.complete(headers!);
    if (this.#wishes !== undefined) this.#fulfil(Object.assign(this.#wishes, { before: undefined }));
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
    if (this.#wishes !== undefined) this.#wishes.before = undefined;
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
   * @throws TypeError for an unknown option, a name that is not a token, or a value of an option that is not legal;
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
    const others = this.headers.has('vary') ? this.headers.getAll('vary').join(', ') : '';
    this.headers.set('Vary', addedTo(others, field));
    return this;
  }

  /**
   * Adds an `ETag` of the body, unless there is one: text, data or a page, but no stream. In an after-hook, a stream that
   * somebody else has returned stays as it is. Flask's `add_etag()`.
   *
   * @param options `weak` for a tag of what means the same, also when its bytes differ; default false
   * @throws TypeError for a stream, whose bytes nobody knows yet
   */
  addEtag({ weak = false }: { weak?: boolean } = {}): this {
    this.#wishes = { ...this.#wishes, tag: weak ? 'weak' : 'strong' };
    this.#fulfil(this.#wishes);
    return this;
  }

  /**
   * Becomes 304 without a body when the client has it already: by its `ETag`, or by `Last-Modified`. Flask's
   * `make_conditional()`.
   *
   * @example
   * ```ts
   * return makeResponse(notes).addEtag().makeConditional(request);
   * ```
   */
  makeConditional(request: ConditionalRequest): this {
    this.#wishes ??= {};
    (this.#wishes.askedBy ??= new WeakSet()).add(request);
    this.#restore(this.#wishes);
    this.#fulfil(this.#wishes, request);
    return this;
  }

  /** Puts what became of the body in its place, whose type is known. @internal */
  fill(body: string, request: ConditionalRequest): void {
    this.#body = body;
    if (this.#wishes !== undefined) this.#fulfil(this.#wishes, request);
  }

  /** Data and pages become text later: then this is called again. */
  #fulfil(wishes: Wishes, request?: ConditionalRequest): void {
    if (this.#body instanceof Unfinished) return;
    if (wishes.tag !== undefined) addTag(this.headers, this.#body, wishes.tag);
    wishes.tag = undefined;
    if (request === undefined || wishes.askedBy?.has(request) !== true) return;
    if (this.#status !== 200 || !isKnownToClient(request, this.headers)) return;
    wishes.before = { body: this.#body, isExplicit: this.#explicit };
    discard(this.#body);
    this.#body = null;
    this.#status = 304;
    this.#explicit = true;
  }

  /** Becomes what it was before it became 304. */
  #restore(wishes: Wishes): void {
    if (wishes.before === undefined) return;
    this.#body = wishes.before.body;
    this.#status = 200;
    this.#explicit = wishes.before.isExplicit;
    wishes.before = undefined;
  }

  /**
   * Another that is the same: a handler may return one response to everybody, and each request changes its own.
   *
   * @param request for which it is: whether it is 304 was perhaps found for another
   * @internal
   */
  copy(request?: ConditionalRequest): Response {
    const copy = new Response(null, { headers: this.headers });
    copy.#body = this.#body;
    copy.#status = this.#status;
    copy.#explicit = this.#explicit;
    if (this.#wishes === undefined) return copy;
    const wishes = (copy.#wishes = { ...this.#wishes });
    if (request === undefined) return copy;
    copy.#restore(wishes);
    copy.#fulfil(wishes, request);
    return copy;
  }

  /** Inside data it has no place. @internal */
  toJSON(): never {
    refuseInsideData('A Response', 'Return it alone; for another status, makeResponse(response, status).');
  }

  /** For logs. @internal */
  toString(): string {
    return `Response ${this.#status}`;
  }
}

markAsPhials(Response);
refuseInPages(Response, 'A Response', 'Write its text there, or return it alone.');
explainResponse(Response);

/**
 * Makes a response of whatever a handler may return. Of a `Response` it makes another, which keeps what it is not told to
 * change.
 *
 * @param headers replace those of the same name
 * @throws TypeError naming the types that are allowed, when the value is not of one of them; an `Abort` or `Redirect`
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
 * @param subject begins the error for a value that cannot be sent: `Notes.show returned`
 * @param request for which it is
 * @throws an `Abort` or `Redirect`, as if it had been thrown
 */
export function toResponse(value: unknown, subject: string, request?: ConditionalRequest): Response {
  if (value instanceof Response) return value.copy(request);
  if (value instanceof Abort || value instanceof Redirect) throw value;
  refuseForeign(value, subject);
  if (isWebResponse(value)) return new Response(...partsOf(value, subject));
  if (value === undefined) throw new TypeError(`${subject} nothing. ${ALLOWED}`);
  return new Response(value === null ? new JsonBody(null) : value, {}, subject);
}

function bodyOf(value: unknown, subject: string): Kind {
  if (value === null) return EMPTY;
  refuseForeign(value, subject);
  if (!(value instanceof Response)) return kindOf(value, subject);
  throw new TypeError(
    `${subject} ${describe(value)}, which JSON would lose. To change a response, give it to makeResponse(), or change its status and headers.`,
  );
}
