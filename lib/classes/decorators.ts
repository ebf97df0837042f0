/* eslint-disable prefer-rest-params -- a decorator without its brackets is given more than its parameters */
import { asStandard, isStandardContext, mark, withoutBrackets, type MarkDecorator } from './mark.js';
import {
  recordFor,
  type Class,
  type ControllerOptions,
  type InjectOptions,
  type RouteOptions,
  type ScopeOptions,
} from './metadata.js';
import type { HookRefusal } from './return-types.js';
import type { Refusal } from './route-types.js';

// Decorators write down what they stand on, and do nothing else: the scanner reads it when an app is created.

/** Any method. Its parameters are checked by `Refusal`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Method = (...args: any[]) => unknown;

/**
 * What `Route()`, `Get()` and their like give: they mark a method that serves a path. An interface, so that the compiler
 * writes its name where it writes down a type: of a path that is not known yet it would work out all that `Refusal` might
 * say, until its memory ends.
 */
export interface RouteDecorator<Path extends string> {
  /** Marks a method; one that does not fit the path is refused with a sentence that says why. */
  <M extends Method>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Refusal<Path, M>,
  ): void;
}

/** What `BeforeRequest()` and `AfterRequest()` give: it marks a method, and leaves it as it is. */
export interface HookDecorator<Kind extends 'before' | 'after' = 'before'> {
  /** Marks a method; one that returns a boolean, as hooks of other frameworks do, is refused with a sentence. */
  <M>(target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<M> & HookRefusal<M, Kind>): void;
}

/** What `Controller()` gives: it marks a class, and leaves it as it is. */
export type ControllerDecorator = (target: Class) => void;

/**
 * Serves a path with a method of a class. Several may stand on one method.
 *
 * @example
 * ```ts
 * @Route('/notes/:id')
 * show(id: number) {
 *   return this.notes.find(id) ?? abort(404);
 * }
 * ```
 *
 * @param path Fastify's: `/users/:id`, `/files/*`, `/:id(^\\d+$)`; `''` is the controller's prefix itself
 * @param methods HTTP methods, default `['GET']`; `HEAD` works wherever `GET` does
 */
export function Route<const Path extends string>(
  path: Path,
  methods: readonly string[] = ['GET'],
  options: RouteOptions = {},
): RouteDecorator<Path> {
  return mark({ kind: 'route', path, methods, options }, arguments);
}

/** `@Route(path, ['GET'])` */
export function Get<const Path extends string>(path: Path, options: RouteOptions = {}): RouteDecorator<Path> {
  return mark({ kind: 'route', path, methods: ['GET'], options }, arguments, '@Get()');
}

/** `@Route(path, ['POST'])` */
export function Post<const Path extends string>(path: Path, options: RouteOptions = {}): RouteDecorator<Path> {
  return mark({ kind: 'route', path, methods: ['POST'], options }, arguments, '@Post()');
}

/** `@Route(path, ['PUT'])` */
export function Put<const Path extends string>(path: Path, options: RouteOptions = {}): RouteDecorator<Path> {
  return mark({ kind: 'route', path, methods: ['PUT'], options }, arguments, '@Put()');
}

/** `@Route(path, ['PATCH'])` */
export function Patch<const Path extends string>(path: Path, options: RouteOptions = {}): RouteDecorator<Path> {
  return mark({ kind: 'route', path, methods: ['PATCH'], options }, arguments, '@Patch()');
}

/** `@Route(path, ['DELETE'])` */
export function Delete<const Path extends string>(path: Path, options: RouteOptions = {}): RouteDecorator<Path> {
  return mark({ kind: 'route', path, methods: ['DELETE'], options }, arguments, '@Delete()');
}

/**
 * Gives a class's routes a prefix, and its endpoints a name.
 *
 * @example
 * ```ts
 * @Controller('/notes')
 * export class Notes {}
 * ```
 *
 * @param prefix default none
 */
export function Controller(prefix = '', options: ControllerOptions = {}): ControllerDecorator {
  if (typeof prefix === 'function') throw withoutBrackets('@Controller()', [prefix]);
  return (target: Class, context?: unknown) => {
    if (isStandardContext(context)) throw asStandard('@Controller()', context);
    const record = recordFor(target);
    record.prefix = prefix;
    // In JavaScript, null may stand for no options.
    const { name, openapi } = (options as ControllerOptions | null) ?? {};
    record.name = name;
    record.openapi = openapi;
    record.options = options;
  };
}

/**
 * Answers an error: of a status, or of a class. For the controller's routes and the unknown paths below its prefix,
 * or with `{ scope: 'app' }` for all. What it returns keeps the error's status unless it sets another.
 *
 * @example
 * ```ts
 * @ErrorHandler(404)
 * missing(error: Abort) {
 *   return render('missing', { error });
 * }
 * ```
 */
export function ErrorHandler(of: number | Class<Error>, options: ScopeOptions = {}): MarkDecorator {
  return mark({ kind: 'errorHandler', of, options }, arguments);
}

/**
 * Runs before the handler; what it returns, unless `undefined`, is the response, and the handler is skipped.
 *
 * @example
 * ```ts
 * @BeforeRequest()
 * onlyMembers(session: Session) {
 *   if (!session.has('userId')) return redirect('/login');
 * }
 * ```
 */
export function BeforeRequest(options: ScopeOptions = {}): HookDecorator {
  return mark({ kind: 'before', options }, arguments);
}

/** Runs after the handler, also after an error; may change the `Response` that it is given, or return another. */
export function AfterRequest(options: ScopeOptions = {}): HookDecorator<'after'> {
  return mark({ kind: 'after', options }, arguments);
}

/** Runs when the response is out or the client gone; is given the error that nobody handled, if there was one. */
export function TeardownRequest(options: ScopeOptions = {}): MarkDecorator {
  return mark({ kind: 'teardown', options }, arguments);
}

/** Returns an object of values for every template. */
export function ContextProcessor(options: InjectOptions = {}): MarkDecorator {
  return mark({ kind: 'context', options }, arguments);
}

/** Runs when the app gets ready, before the first request. */
export function OnStart(options: InjectOptions = {}): MarkDecorator {
  return mark({ kind: 'start', options }, arguments);
}

/** Runs when the app is closed, before its services are. */
export function OnStop(options: InjectOptions = {}): MarkDecorator {
  return mark({ kind: 'stop', options }, arguments);
}

/**
 * Makes a method a helper of the templates, under its own name or another. Its arguments are the template's; the first
 * parameter of an injectable class, such as `Request` or a service, and all behind it are injected.
 */
export function TemplateHelper(name?: string, options?: InjectOptions): MarkDecorator;
/** The same under the method's own name. */
export function TemplateHelper(options: InjectOptions): MarkDecorator;
export function TemplateHelper(given?: string | InjectOptions, options: InjectOptions = {}): MarkDecorator {
  if (typeof given === 'object') return mark({ kind: 'helper', name: undefined, options: given }, arguments);
  return mark({ kind: 'helper', name: given, options }, arguments);
}

/**
 * Marks the static method that makes an instance of its class for a request, once per request.
 *
 * @example
 * ```ts
 * @FromRequest()
 * static load(session: Session, users: Users): CurrentUser {
 *   return users.find(session.get('userId')) ?? redirect('/login');
 * }
 * ```
 *
 * A generator yields the instance, once. What stands behind the `yield` runs when the handler is done, before the response
 * is sent; what was thrown, but for a redirect, arrives at the `yield`.
 *
 * @example
 * ```ts
 * @FromRequest()
 * static async *open({ client }: Database) {
 *   const transaction = await client.transaction('write');
 *   try {
 *     yield new this(transaction);
 *     await transaction.commit();
 *   } finally {
 *     transaction.close(); // rolls back what was not committed
 *   }
 * }
 * ```
 */
export function FromRequest(options: InjectOptions = {}): MarkDecorator {
  return mark({ kind: 'factory', options }, arguments);
}
