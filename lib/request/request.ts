import { isUtf8 } from 'node:buffer';

import type { FastifyReply, FastifyRequest } from 'fastify';
import type Negotiator from 'negotiator';

import type { App } from '../app.js';
import { parseAuthorization, type Authorization } from './authorization.js';
import type { Logger } from '../plain/logger.js';
import { Abort } from '../response/abort.js';
import { parseQuery, textOfForm } from '../forms/urlencoded.js';
import { MultiDict } from '../forms/multi-dict.js';
import { MultipartBody } from '../forms/multipart.js';
import type { Class } from '../classes/metadata.js';
import type { Response } from '../response/response.js';
import type { MethodName, UrlOptions, UrlValues } from '../routes/routes.js';
import { require } from '../plain/require.js';
import type { Serving } from './serving.js';
import { schemeOf } from './connection.js';
import { pathOf, queryOf, targetOf } from './target.js';
import type { Session } from '../session/session.js';
import type { Sessions } from '../session/sessions.js';
import type { UploadedFile } from '../forms/uploaded-file.js';

const { parseCookie } = require('cookie') as typeof import('cookie');

/** What a request's hooks, factories and handler leave for each other: augment it to have it typed. Flask's `g`. */
export interface RequestState {
  [key: string]: unknown;
}

/** Fastify's own objects for a request. */
export interface Environ {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** A request, under Flask's names. Everything is worked out when it is first read. */
export class Request {
  /** @internal */
  readonly plan: Serving;
  /** @internal */
  readonly fastifyRequest: FastifyRequest;
  /** @internal */
  readonly reply: FastifyReply;
  /** The session, once something asked for it. @internal */
  openSession: Session | undefined = undefined;
  /** What the factories and input classes of this request made: each has its place. @internal */
  made: unknown[] | undefined = undefined;
  /** The error that nobody foresaw and nobody took, for the teardown hooks. @internal */
  unhandled: unknown = undefined;
  /** Whether a response of Phial's is on its way, so that what was sent is no handler's own reply. @internal */
  isAnswered = false;
  /** The response whose headers are on the reply. @internal */
  written: Response | undefined = undefined;
  /** The `Set-Cookie` header that keeps the session. @internal */
  sessionCookie: string | undefined = undefined;
  #replied = false;
  #environ: Environ | undefined = undefined;
  #loading: Promise<Session> | undefined = undefined;
  #args: MultiDict | undefined = undefined;
  #headers: MultiDict | undefined = undefined;
  #cookies: MultiDict | undefined = undefined;
  #values: MultiDict | undefined = undefined;
  #json: { value: unknown } | undefined = undefined;
  #state: RequestState | undefined = undefined;
  #log: Logger | undefined = undefined;

  /** Requests are made by the framework; declare a parameter `request: Request`. @internal */
  constructor(plan: Serving, fastifyRequest: FastifyRequest, reply: FastifyReply) {
    this.plan = plan;
    this.fastifyRequest = fastifyRequest;
    this.reply = reply;
  }

  get method(): string {
    return this.fastifyRequest.method;
  }

  /** `https` only when the connection is, or a trusted proxy says so. */
  get scheme(): string {
    return schemeOf(this.fastifyRequest);
  }

  get isSecure(): boolean {
    return this.scheme === 'https';
  }

  /** The host that the client asked for, with its port unless that is the scheme's own. */
  get host(): string {
    const host = this.fastifyRequest.host ?? '';
    return host.replace(this.isSecure ? /:443$/ : /:80$/, '');
  }

  /** The scheme and host: `https://example.com`. @internal */
  get origin(): string {
    return `${this.scheme}://${this.host || 'localhost'}`;
  }

  /** The whole URL, as it was sent. */
  get url(): string {
    return this.origin + targetOf(this.fastifyRequest);
  }

  /** The path, percent-decoded. */
  get path(): string {
    const path = pathOf(targetOf(this.fastifyRequest));
    if (!path.includes('%')) return path;
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  /** The path with its query: `/notes?page=2`. */
  get fullPath(): string {
    const query = queryOf(targetOf(this.fastifyRequest));
    return query === '' ? this.path : `${this.path}?${query}`;
  }

  /** The client's address; behind a proxy the one it forwards, when `fastify: { trustProxy }` says to trust it. */
  get remoteAddr(): string {
    return this.fastifyRequest.ip;
  }

  /** The arguments in the URL's query. */
  get args(): MultiDict {
    return (this.#args ??= parseQuery(queryOf(targetOf(this.fastifyRequest))));
  }

  /** The fields of a form in the body; empty when the body is none. */
  get form(): MultiDict {
    const body: unknown = this.fastifyRequest.body;
    if (body instanceof MultipartBody) return body.form;
    if (body instanceof MultiDict) return body as MultiDict;
    return Buffer.isBuffer(body) && this.isJson ? JSON_FIELDS : NO_FIELDS;
  }

  /** The files of a multipart form. They are gone when the response has been sent: `save()` those to be kept. */
  get files(): MultiDict<UploadedFile> {
    const body: unknown = this.fastifyRequest.body;
    if (body instanceof MultipartBody) return body.files;
    return body instanceof MultiDict ? FORM_WITHOUT_FILES : NO_FILES;
  }

  /** The arguments, then the form's fields; a GET has no form. */
  get values(): MultiDict {
    if (this.form.size === 0) return this.args;
    return (this.#values ??= new MultiDict([...this.args, ...this.form]));
  }

  get cookies(): MultiDict {
    if (this.#cookies === undefined) {
      // One by one: parseCookie() gives an object, which has each name once, and numbers first.
      const pairs = (this.fastifyRequest.headers.cookie ?? '')
        .split(';')
        .flatMap((pair) => Object.entries(parseCookie(pair.replace(QUOTED, '=$1'))));
      this.#cookies = new MultiDict(pairs as [string, string][]);
    }
    return this.#cookies;
  }

  get headers(): MultiDict {
    return (this.#headers ??= MultiDict.of(withoutPseudoHeaders(this.fastifyRequest.raw.rawHeaders), {
      caseless: true,
    }));
  }

  /** The body as text. Empty for a multipart form, whose fields and files were read from it. */
  get data(): string {
    return this.bytes.toString('utf8');
  }

  /** The body as it came. Empty for a multipart form, whose fields and files were read from it. */
  get bytes(): Buffer {
    const body: unknown = this.fastifyRequest.body;
    if (typeof body === 'string') return Buffer.from(body);
    if (body instanceof MultiDict) return Buffer.from(textOfForm(body as MultiDict));
    return Buffer.isBuffer(body) ? body : NO_BYTES;
  }

  /**
   * The body as JSON.
   *
   * @throws Abort 415 when the content type is not JSON, 400 when the body does not parse
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing is known of what a client sends
  get json(): any {
    if (this.#json === undefined) {
      if (!this.isJson) throw new Abort(415, "The body is not JSON: its Content-Type is not 'application/json'.");
      this.#json = { value: parseJson(this.bytes) };
    }
    return this.#json.value;
  }

  /** The content type without its parameters, in lower case: `application/json`. */
  get mimetype(): string {
    const type = this.fastifyRequest.headers['content-type'] ?? '';
    const end = type.indexOf(';');
    return (end === -1 ? type : type.slice(0, end)).trim().toLowerCase();
  }

  /** Whether the body's type is `application/json` or `application/*+json`. */
  get isJson(): boolean {
    return /^application\/(?:[^\s;]+\+)?json$/.test(this.mimetype);
  }

  /** The variables of the path, as they were sent, percent-decoded; none when no route matched. */
  get params(): Record<string, string> {
    return this.plan.route === undefined ? {} : (this.fastifyRequest.params as Record<string, string>);
  }

  /** The route's name, `notes.show`; undefined when none matched. */
  get endpoint(): string | undefined {
    return this.plan.route?.endpoint;
  }

  /** The controller's name, `notes`; undefined when no route matched. */
  get module(): string | undefined {
    return this.plan.route?.controller.name;
  }

  /** Why no route matched: the 404 or 405 `Abort`; `null` when one did. */
  get routingException(): Abort | null {
    return this.plan.routingException;
  }

  /** The session, opened on first need. */
  get session(): Session {
    return (this.openSession ??= this.#openSession());
  }

  /** For whatever hooks, factories and handler want to leave for each other. */
  get state(): RequestState {
    return (this.#state ??= Object.create(null) as RequestState);
  }

  /** The best of some content types for the client: `accepts('text/html', 'application/json')`; undefined when it takes none. */
  accepts<Type extends `${string}/${string}`>(...types: Type[]): Type | undefined {
    const { headers } = this.fastifyRequest;
    // Only now: a few milliseconds that most apps never need.
    const Accepted = require('negotiator') as typeof Negotiator;
    return new Accepted({ headers: { accept: headers.accept } } as never).mediaTypes(types)[0] as Type | undefined;
  }

  /** What the `Authorization` header says; undefined when there is none, or it is malformed. */
  get authorization(): Authorization | undefined {
    return parseAuthorization(this.fastifyRequest.headers.authorization ?? '');
  }

  get referrer(): string | undefined {
    return this.fastifyRequest.headers.referer;
  }

  get userAgent(): string | undefined {
    return this.fastifyRequest.headers['user-agent'];
  }

  /** The URL of an endpoint: `request.urlFor('notes.show', { id: 1 })`, `urlFor('.show', ...)`, `urlFor(Notes, 'show', ...)`. */
  urlFor(endpoint: string, values?: UrlValues, options?: UrlOptions): string;
  urlFor<C extends Class, M extends MethodName<C>>(
    controller: C,
    method: M,
    values?: UrlValues,
    options?: UrlOptions,
  ): string;
  urlFor(...target: unknown[]): string {
    const { runtime, controller } = this.plan;
    return runtime.routes.urlFor(target, controller?.name, runtime.baseUrl ?? this.origin);
  }

  get app(): App {
    return this.plan.runtime.app;
  }

  /** A log whose lines carry the request's id. */
  get log(): Logger {
    return (this.#log ??= this.plan.runtime.log.child({ reqId: this.fastifyRequest.id }));
  }

  /** Fastify's request and reply; Node's are `environ.request.raw` and `environ.reply.raw`. */
  get environ(): Environ {
    if (this.#environ === undefined) {
      const { reply } = this;
      reply.send = this.#watched(reply.send);
      this.#environ = { request: this.fastifyRequest, reply };
    }
    return this.#environ;
  }

  /**
   * Fastify does not tell whether a reply is on its way while its hooks run, so it is written down. The function is not
   * made where it is assigned, since it would keep the request: see usePartialBlocks().
   */
  #watched(send: FastifyReply['send']): FastifyReply['send'] {
    return (payload) => {
      this.#replied = true;
      return send.call(this.reply, payload);
    };
  }

  /** Whether a handler has answered through `environ.reply`, or taken it over. @internal */
  get hasReplied(): boolean {
    return (
      this.#environ !== undefined &&
      !this.isAnswered &&
      (this.#replied || this.reply.sent || this.reply.raw.headersSent)
    );
  }

  /** Whether nobody but the handler ends the response: it was hijacked, or written to Node's own. @internal */
  get isTakenOver(): boolean {
    return this.hasReplied && !this.#replied && !this.reply.raw.writableEnded;
  }

  /** The session for who declared it; one in a store is waited for. @internal */
  loadSession(): Session | Promise<Session> {
    const { sessions } = this.plan.runtime;
    if (this.openSession !== undefined || !sessions.isStored) return this.session;
    return (this.#loading ??= this.#loadSession(sessions));
  }

  async #loadSession(sessions: Sessions): Promise<Session> {
    try {
      return (this.openSession ??= this.#closeWhenWritten(await sessions.open(this.fastifyRequest.headers.cookie)));
    } finally {
      this.#loading = undefined;
    }
  }

  #openSession(): Session {
    const { sessions } = this.plan.runtime;
    if (!sessions.isStored) return this.#closeWhenWritten(sessions.open(this.fastifyRequest.headers.cookie) as Session);
    throw new Error(
      'The session lies in a store and has not been read: nothing in this request declared it. Declare a parameter `session: Session` in the handler, in a hook, or in the context processor of the templates that read it.',
    );
  }

  /** The source of a stream may still look, but the cookie's time is over. */
  #closeWhenWritten(session: Session): Session {
    if (this.written !== undefined) session.close();
    return session;
  }
}

/** HTTP/2 has its request line among the headers, before the others: `:path` (RFC 9113, section 8.3). */
function withoutPseudoHeaders(raw: readonly string[]): readonly string[] {
  if (raw[0]?.startsWith(':') !== true) return raw;
  return raw.filter((_, index) => !raw[index - (index % 2)]!.startsWith(':'));
}

const NO_FIELDS = new MultiDict();
const JSON_FIELDS = MultiDict.empty<string>(
  'the body is JSON, which is read as request.json, or with a class of Json()',
);
const NO_FILES = new MultiDict<UploadedFile>();
const FORM_WITHOUT_FILES = MultiDict.empty<UploadedFile>(
  'the form was sent without enctype="multipart/form-data", and has no files',
);
/** A cookie's value may have quotes around it (RFC 6265, section 4.1.1), which do not belong to it. */
const QUOTED = /="([^"]*)"\s*$/;
const NO_BYTES = Buffer.alloc(0);

function parseJson(bytes: Buffer): unknown {
  // Other encodings would lose letters; a byte order mark, which some editors write, may be ignored (RFC 8259, section 8.1).
  if (!isUtf8(bytes)) throw new Abort(400, 'The body is not valid JSON: it is not UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw new Abort(400, bytes.length === 0 ? 'The body is empty, and should be JSON.' : 'The body is not valid JSON.');
  }
}
