import type { FastifyReply, FastifyRequest } from 'fastify';

import type { App } from '../app.js';
import type { Class } from '../classes/metadata.js';
import type { ContextRefusal } from '../classes/return-types.js';
import { markAsPhials } from '../plain/copies.js';
import type { Logger } from '../plain/logger.js';
import { showAs } from '../plain/shown.js';
import type { Abort } from '../response/abort.js';
import type { Head } from '../response/head.js';
import type { Response } from '../response/response.js';
import { matchedRoute, type MatchedRoute } from '../routes/listing.js';
import { prefixVariables } from '../routes/read-prefix.js';
import type { MethodName, Owner, UrlOptions, UrlValues } from '../routes/routes.js';
import type { Session } from '../session/session.js';
import { environOf, type Environ } from './environ.js';
import { RequestMessage } from './message.js';
import { openAtOnce } from './opened-session.js';
import { prefersJson } from './preference.js';
import type { Resources } from './resources.js';
import type { Stage, TakenOver, TakeoverHeaders } from './stage.js';
import type { Serving } from './serving.js';
import type { RequestState } from './state.js';
import { explainRequest } from './strangers.js';
import { rawPath } from './target.js';

/** A request, under Flask's names. Everything is worked out when it is first read. */
export class Request extends RequestMessage {
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
  /** Whose error handler answers a path that no route serves: no field of others. @internal */
  declare answeredBy: Owner | undefined;
  /** Which hook, factory, context processor or error handler threw what: no field of requests where none does. @internal */
  declare thrownBy: Map<unknown, string> | undefined;
  /** Whether a header was put on Fastify's reply: no field of others. @internal */
  declare hasHeaders: boolean;
  /** The error that nobody foresaw and nobody took, for the teardown hooks: no field of others. @internal */
  declare unhandled: unknown;
  /** What monitoring was told of; early when that was before the story began, and heard when its hooks are done: no field of others. @internal */
  declare reported: { thrown: unknown; isEarly?: boolean; isHeard?: boolean } | undefined;
  /** How far the response is. @internal */
  stage: Stage = 'handling';
  /** The response whose headers are on the reply; or its head, which went past that. @internal */
  written: Response | Head | undefined = undefined;
  /** The `Set-Cookie` header that keeps the session. @internal */
  sessionCookie: string | undefined = undefined;
  #environ: Environ | undefined = undefined;
  #state: RequestState | undefined = undefined;

  /** Requests are made by the framework; declare a parameter `request: Request`. @internal */
  constructor(plan: Serving, fastifyRequest: FastifyRequest, reply: FastifyReply) {
    // A message has no constructor of its own, so that V8 calls none: all of its fields begin here.
    super();
    this.plan = plan;
    this.fastifyRequest = fastifyRequest;
    this.reply = reply;
    this.readArgs = undefined;
    this.readHeaders = undefined;
    this.readCookies = undefined;
    this.readValues = undefined;
    this.readJson = undefined;
  }

  /** The variables of the path, as they were sent, percent-decoded; where no route matched, those of the prefix it lies below. */
  get params(): Record<string, string> {
    const { route, routingException } = this.plan;
    // An extension's own routes are Fastify's alone.
    return route === undefined && (this.fastifyRequest.is404 || routingException !== null)
      ? prefixVariables(prefixAround(this.plan), rawPath(this), this.plan.runtime.routes.routerOptions)
      : (this.fastifyRequest.params as Record<string, string>);
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

  /**
   * Whether what has no form of its own, an error for instance, is JSON for this client and not a page: by its `Accept`, by a
   * JSON body, and by whether the API's document has the route.
   */
  get prefersJson(): boolean {
    return prefersJson(this);
  }

  /** The URL of an endpoint; `.show` is one of this controller, `.static` a file of this blueprint. @example request.urlFor('notes.show', { id: 1 }); */
  urlFor(endpoint: string, values?: UrlValues, options?: UrlOptions): string;
  /** The URL of a controller's method, whose name the compiler checks. */
  urlFor<C extends Class, M extends MethodName<C>>(
    controller: C,
    method: M,
    values?: UrlValues,
    options?: UrlOptions,
  ): string;
  urlFor(...target: unknown[]): string {
    const { runtime } = this.plan;
    const prefix = prefixAround(this.plan);
    const current = prefix === '' ? undefined : { prefix, params: this.params };
    return runtime.routes.urlFor(
      target,
      this.answeredBy ?? this.plan,
      runtime.baseUrl ?? this.origin,
      current,
      this.basePath,
    );
  }

  /**
   * A template as text, with all that one knows which a handler returns: this request, its session, context processors.
   * @example const page = await request.render('report', { rows });
   */
  render<Context extends object | undefined = undefined>(
    name: string | readonly string[],
    context?: Context & ContextRefusal<Context>,
  ): Promise<string> {
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

  /** In a log it is what `console.log()` shows: the rest is what its client has sent, cookies and tokens. @internal */
  toJSON(): object {
    return fieldsOf(this);
  }

  /** Whether someone has asked for `environ`, and may have used it. @internal */
  get hasEnviron(): boolean {
    return this.#environ !== undefined;
  }
}

Request.prototype.resources = undefined;
Request.prototype.takenOver = undefined;
Request.prototype.answeredBy = undefined;
Request.prototype.thrownBy = undefined;
Request.prototype.hasHeaders = false;
Request.prototype.unhandled = undefined;
Request.prototype.reported = undefined;
markAsPhials(Request);
explainRequest(Request);
showAs(Request, fieldsOf);

/** The prefix that a request's path lies below; of an unknown path, the one of more segments. */
function prefixAround({ route, controller, blueprint }: Serving): string {
  if (route !== undefined) return route.controller.prefix;
  const [one = '', other = ''] = [controller?.prefix, blueprint?.prefix];
  return one.split('/').length < other.split('/').length ? other : one;
}

function fieldsOf({ method, path, endpoint }: Request): object {
  return { method, path, endpoint };
}
