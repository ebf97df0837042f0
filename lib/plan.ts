import type { Abort } from './errors.js';
import type { Injector, Use } from './injection.js';
import type { Limits, Mark } from './metadata.js';
import { segments } from './path.js';
import type { Call, ErrorHandlerPlan, Plan, Runtime } from './runtime.js';
import { ofKind, type ControllerScan, type Route } from './scanner.js';

/** A controller and the object that serves its routes. */
export interface ReadyController {
  scan: ControllerScan;
  instance: object;
}

/** Settings that a route may set otherwise. */
export interface RouteDefaults {
  limits: Limits;
  csrf: boolean;
}

type Scope = 'controller' | 'app';

/** The hooks and error handlers of one scope, in the order in which they run. */
interface Hooks {
  before: Call[];
  after: Call[];
  teardown: Call[];
  errorHandlers: ErrorHandlerPlan[];
}

/** Works out, before the first request, everything that can be known of how each route is served. */
export class Planner {
  readonly #context: readonly Call[];
  readonly #appHooks: Hooks;
  readonly #ownHooks: Map<ControllerScan, Hooks>;

  constructor(
    private readonly controllers: readonly ReadyController[],
    private readonly injector: Injector,
    private readonly runtime: Runtime,
    private readonly defaults: RouteDefaults,
  ) {
    this.#context = this.#bindAll(controllers, 'context', 'hook');
    this.#appHooks = this.#hooksOf(controllers, 'app');
    this.#ownHooks = new Map(controllers.map((controller) => [controller.scan, this.#hooksOf([controller], 'controller')]));
  }

  /** The plan of a route. */
  forRoute(route: Route, instance: object, isAdmitted: boolean): Plan {
    const { method, signature } = route.method;
    const own = this.#ownHooks.get(route.controller)!;
    return {
      runtime: this.runtime,
      route, isAdmitted,
      controller: route.controller,
      who: route.handler,
      limits: { ...this.defaults.limits, ...route.options.limits },
      csrf: route.options.csrf ?? this.defaults.csrf,
      handle: this.injector.bind(instance, method, signature, 'handler', route.variables),
      before: [...this.#appHooks.before, ...own.before],
      after: [...own.after, ...this.#appHooks.after],
      teardown: [...own.teardown, ...this.#appHooks.teardown],
      context: this.#context,
      errorHandlers: [own.errorHandlers, this.#appHooks.errorHandlers],
      routingException: null,
    };
  }

  /**
   * The plan of a request that no route serves. It sees the app's hooks, and the error handlers of the controllers whose
   * prefix it lies below.
   */
  forNoRoute(path: string, handle: Call, routingException: Abort | null): Plan {
    const above = this.controllers
      .map(({ scan }) => scan)
      .filter((scan) => scan.hasPrefix && liesBelow(scan.prefix, path))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    return {
      runtime: this.runtime,
      route: undefined,
      isAdmitted: false,
      controller: above[0],
      who: 'The router',
      limits: this.defaults.limits,
      csrf: false,
      handle,
      before: this.#appHooks.before,
      after: this.#appHooks.after,
      teardown: this.#appHooks.teardown,
      context: this.#context,
      errorHandlers: [...above.map((scan) => this.#ownHooks.get(scan)!.errorHandlers), this.#appHooks.errorHandlers],
      routingException,
    };
  }

  /** The methods that run with the app, as functions without parameters. */
  lifecycle(kind: 'start' | 'stop'): (() => unknown)[] {
    return this.#bindAll(this.controllers, kind, 'lifecycle') as (() => unknown)[];
  }

  #hooksOf(controllers: readonly ReadyController[], scope: Scope): Hooks {
    return {
      before: this.#bindAll(controllers, 'before', 'hook', scope),
      after: this.#bindAll(controllers, 'after', 'after', scope).reverse(),
      teardown: this.#bindAll(controllers, 'teardown', 'teardown', scope).reverse(),
      errorHandlers: controllers.flatMap(({ scan, instance }) => ofKind(scan.methods, 'errorHandler')
        .filter(({ mark }) => scopeOf(mark) === scope)
        .map(({ mark, method, signature }) => ({ of: mark.of, call: this.injector.bind(instance, method, signature, 'errorHandler') }))),
    };
  }

  #bindAll(controllers: readonly ReadyController[], kind: Mark['kind'], use: Use, scope?: Scope): Call[] {
    return controllers.flatMap(({ scan, instance }) => ofKind(scan.methods, kind)
      .filter(({ mark }) => scope === undefined || scopeOf(mark) === scope)
      .map(({ method, signature }) => this.injector.bind(instance, method, signature, use)));
  }
}

function scopeOf(mark: Mark): Scope {
  return ('scope' in mark.options ? mark.options.scope : undefined) ?? 'controller';
}

/** Whether a path is a prefix itself or lies below it; a variable in the prefix stands for one segment. */
function liesBelow(prefix: string, path: string): boolean {
  const pattern = segments(prefix.replace(/\/+$/, ''))
    .map(({ text, variable }) => (variable ? '[^/]+' : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${pattern.join('')}(?:/|$)`).test(path);
}
