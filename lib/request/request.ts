import { markAsPhials } from '../plain/copies.js';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { App } from '../app.js';
import type { Class } from '../classes/metadata.js';
import type { ContextRefusal } from '../classes/return-types.js';
import { MultiDict } from '../forms/multi-dict.js';
import type { UploadedFile } from '../forms/uploaded-file.js';
import { parseQuery } from '../forms/urlencoded.js';
import type { Logger } from '../plain/logger.js';
import type { Abort } from '../response/abort.js';
import type { Response } from '../response/response.js';
import { matchedRoute, type MatchedRoute } from '../routes/listing.js';
import type { MethodName, UrlOptions, UrlValues } from '../routes/routes.js';
import type { Session } from '../session/session.js';
import { parseAuthorization, type Authorization } from './authorization.js';
import { basePathOf } from './base-path.js';
import { bytesIn, filesIn, formIn, jsonIn } from './body.js';
import { addressOf, schemeOf } from './connection.js';
import { cookiesIn, headersIn, mimetypeIn, preferredLanguageOf, preferredOf } from './headers.js';
import { openAtOnce } from './opened-session.js';
import { prefersJson } from './preference.js';
import type { Resources } from './resources.js';
import { environOf, type Environ, type Stage, type TakenOver, type TakeoverHeaders } from './stage.js';
import type { Serving } from './serving.js';
import type { RequestState } from './state.js';
import { explainRequest } from './strangers.js';
import { decodedPath, pathOf, queryOf, targetOf } from './target.js';

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
  /** A promise of the session while a store is asked for it: as `unknown`, since handlers may return no promises. @internal */
  loadingSession: unknown = undefined;
  /** What the factories and input classes of this request made: each has its place. @internal */
  made: unknown[] | undefined = undefined;
  /** What factories opened and is to be ended: no field of a request that has none. @internal */
  declare resources: Resources | undefined;
  /** Who took the answer over: no field of others. @internal */
  declare takenOver: TakenOver | undefined;
  /** The error that nobody foresaw and nobody took, for the teardown hooks. @internal */
  unhandled: unknown = undefined;
  /** What monitoring was told of. @internal */
  reported: { thrown: unknown } | undefined = undefined;
  /** How far the response is. @internal */
  stage: Stage = 'handling';
  /** The response whose headers are on the reply. @internal */
  written: Response | undefined = undefined;
  /** The `Set-Cookie` header that keeps the session. @internal */
  sessionCookie: string | undefined = undefined;
  #environ: Environ | undefined = undefined;
  #args: MultiDict | undefined = undefined;
  #headers: MultiDict | undefined = undefined;
  #cookies: MultiDict | undefined = undefined;
  #values: MultiDict | undefined = undefined;
  #json: { value: unknown } | undefined = undefined;
  #state: RequestState | undefined = undefined;

  /** Requests are made by the framework; declare a parameter `request: Request`. @internal */
  constructor(plan: Serving, fastifyRequest: FastifyRequest, reply: FastifyReply) {
    this.plan = plan;
    this.fastifyRequest = fastifyRequest;
    this.reply = reply;
  }

  /** The HTTP method, in upper case. */
  get method(): string {
    return this.fastifyRequest.method;
  }

  /** `https` only when the connection is, or a trusted proxy says so. */
  get scheme(): string {
    return schemeOf(this.fastifyRequest);
  }

  /** Whether the scheme is `https`. */
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

  /** The whole URL, as the client has it. */
  get url(): string {
    return this.origin + this.basePath + targetOf(this.fastifyRequest);
  }

  /**
   * Whether a browser sends it for a page of another site that is not one of `trustedOrigins`. Such writes are refused, but
   * for `csrf: false`; a GET is a link, which may come from anywhere.
   */
  get isCrossSite(): boolean {
    return this.plan.runtime.admission.isCrossSite(this.fastifyRequest);
  }

  /** Where the app lives below its host, `/blog`: `url` has it, and `path` has not. Empty at the top. */
  get basePath(): string {
    return basePathOf(this.fastifyRequest, this.plan.runtime.basePath);
  }

  /** The path, percent-decoded but for control characters. It begins with one slash, and so stays on this site in a redirect. */
  get path(): string {
    return decodedPath(pathOf(targetOf(this.fastifyRequest)));
  }

  /** The path with its query: `/notes?page=2`. */
  get fullPath(): string {
    const query = queryOf(targetOf(this.fastifyRequest));
    return query === '' ? this.path : `${this.path}?${query}`;
  }

  /** The client's address; behind a proxy the one it forwards, when `fastify: { trustProxy }` says to trust it. Empty over a Unix socket. */
  get remoteAddr(): string {
    return addressOf(this.fastifyRequest);
  }

  /** The arguments in the URL's query. @example const page = request.args.get('page', 1, Number); */
  get args(): MultiDict {
    return (this.#args ??= parseQuery(queryOf(targetOf(this.fastifyRequest))));
  }

  /**
   * The fields of a form in the body; empty when the body is not a form.
   * @example const title = request.form.require('title');
   */
  get form(): MultiDict {
    return formIn(this);
  }

  /** The files of a multipart form. They are gone when the response has been sent: `save()` those to be kept. */
  get files(): MultiDict<UploadedFile> {
    return filesIn(this.fastifyRequest.body);
  }

  /** The arguments, then the form's fields; a GET has no form. */
  get values(): MultiDict {
    if (this.form.size === 0) return this.args;
    return (this.#values ??= new MultiDict([...this.args, ...this.form]));
  }

  /** The cookies that the client has sent, decoded. */
  get cookies(): MultiDict {
    return (this.#cookies ??= cookiesIn(this.fastifyRequest.headers.cookie));
  }

  /** The headers of the request; their names are case-insensitive. */
  get headers(): MultiDict {
    return (this.#headers ??= headersIn(this.fastifyRequest.raw.rawHeaders));
  }

  /** The body as text. Empty for a multipart form, whose fields and files were read from it. */
  get data(): string {
    return this.bytes.toString('utf8');
  }

  /** The body as it came. Empty for a multipart form, whose fields and files were read from it. */
  get bytes(): Buffer {
    return bytesIn(this.fastifyRequest.body);
  }

  /**
   * The body as JSON.
   * @example const { title } = request.json;
   * @throws Abort 415 when the content type is not JSON, 400 when the body does not parse
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing is known of what a client sends
  get json(): any {
    return (this.#json ??= { value: jsonIn(this) }).value;
  }

  /** The content type without its parameters, in lower case: `application/json`. */
  get mimetype(): string {
    return mimetypeIn(this.fastifyRequest.headers['content-type']);
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

  /**
   * The route that serves it, as in `app.routes`, with its `config`; undefined when none matched.
   * @example if (request.route?.config.isPublic) return;
   */
  get route(): MatchedRoute | undefined {
    const { route } = this.plan;
    return route && matchedRoute(route);
  }

  /** The blueprint's name, `login` or `shop.admin`; undefined outside of blueprints. */
  get blueprint(): string | undefined {
    return this.plan.blueprint?.name;
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
    return (this.openSession ??= openAtOnce(this));
  }

  /** For whatever hooks, factories and handler want to leave for each other. */
  get state(): RequestState {
    return (this.#state ??= Object.create(null) as RequestState);
  }

  /** The best of some content types for the client: `accepts('text/html', 'application/json')`; undefined when the client takes none of them. */
  accepts<Type extends `${string}/${string}`>(...types: Type[]): Type | undefined {
    return preferredOf(types, this.fastifyRequest.headers.accept);
  }

  /**
   * Whether what has no form of its own, an error for instance, is JSON for this client and not a page: by its `Accept`, by a
   * JSON body, and by whether the API's document has the route.
   */
  get prefersJson(): boolean {
    return prefersJson(this);
  }

  /** The best of some languages for the client: `acceptsLanguages('en', 'de')`; undefined when the client takes none of them. */
  acceptsLanguages<Language extends string>(...languages: Language[]): Language | undefined {
    return preferredLanguageOf(languages, this.fastifyRequest.headers['accept-language']);
  }

  /** What the `Authorization` header says; undefined when there is none, or it is malformed. */
  get authorization(): Authorization | undefined {
    return parseAuthorization(this.fastifyRequest.headers.authorization ?? '');
  }

  /** The page that the client says it comes from. */
  get referrer(): string | undefined {
    return this.fastifyRequest.headers.referer;
  }

  /** What the client says it is. */
  get userAgent(): string | undefined {
    return this.fastifyRequest.headers['user-agent'];
  }

  /** The URL of an endpoint; `.show` is one of this controller. @example request.urlFor('notes.show', { id: 1 }); */
  urlFor(endpoint: string, values?: UrlValues, options?: UrlOptions): string;
  /** The URL of a controller's method, whose name the compiler checks. */
  urlFor<C extends Class, M extends MethodName<C>>(
    controller: C,
    method: M,
    values?: UrlValues,
    options?: UrlOptions,
  ): string;
  urlFor(...target: unknown[]): string {
    const { runtime, controller, route } = this.plan;
    const current = route === undefined ? undefined : { prefix: route.controller.prefix, params: this.params };
    return runtime.routes.urlFor(target, controller, runtime.baseUrl ?? this.origin, current, this.basePath);
  }

  /**
   * A template as text, with all that one knows which a handler returns: this request, its session, context processors.
   * @example const page = await request.render('report', { rows });
   */
  render(name: string | readonly string[]): Promise<string>;
  /** The same with values, none of which is a promise. */
  render<Context extends object | undefined>(
    name: string | readonly string[],
    context: Context & ContextRefusal<Context>,
  ): Promise<string>;
  render(name: string | readonly string[], context?: object): Promise<string> {
    return this.plan.runtime.renderText(this, name, context);
  }

  /** The app that serves the request. */
  get app(): App {
    return this.plan.runtime.app;
  }

  /** A log whose lines carry the request's id. */
  get log(): Logger {
    return this.fastifyRequest.log;
  }

  /** Fastify's request and reply; Node's are `environ.request.raw` and `environ.reply.raw`. */
  get environ(): Environ {
    return (this.#environ ??= environOf(this));
  }

  /**
   * Takes the answer over, for a protocol that goes on after it while the handler runs: extensions for WebSockets. Nothing is
   * sent; the session is saved, and can be read from then on.
   *
   * @param handlers `onEnd` hears when the handler is done, and what it threw
   * @returns the headers that belong to the answer: the session's cookie among them
   */
  async takeOver(handlers: TakenOver): Promise<TakeoverHeaders> {
    return this.plan.runtime.takeOver(this, handlers);
  }

  /** Whether someone has asked for `environ`, and may have used it. @internal */
  get hasEnviron(): boolean {
    return this.#environ !== undefined;
  }
}

Request.prototype.resources = undefined;
Request.prototype.takenOver = undefined;
markAsPhials(Request);
explainRequest(Request);
