import { ROUTER } from '../errors/monitoring.js';
import { withLimits } from '../forms/limits.js';
import type { Abort } from '../response/abort.js';
import { FieldWatch } from '../doctor/field-watch.js';
import type { Injector } from '../injection/injection.js';
import type { Use } from '../injection/unfillable.js';
import type { Limits } from '../forms/limits.js';
import type { Mark } from '../classes/metadata.js';
import { decodeIfPossible } from '../plain/decode.js';
import type { Owner } from '../routes/routes.js';
import { Prefixes } from '../routes/prefixes.js';
import type { Call } from '../injection/call.js';
import { hooksBefore, saidOf, typesBefore, type HookBefore } from '../openapi/said.js';
import { nearestLast, type OwnedContext } from './context-processors.js';
import { withStatus } from './documented-status.js';
import { RouteSchemas, writersOfErrors, type ResponseWriters } from './response-schemas.js';
import { onTrial } from './response-trial.js';
import type { Hook, Plan, Runtime } from './plan.js';
import { outward, scopeOf, type Hooks, type Scope } from './scopes.js';
import {
  lineOf,
  ofKind,
  type BlueprintScan,
  type ControllerScan,
  type Route,
  type ScannedMethod,
} from '../classes/scanner.js';

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

/** All of an app's. */
interface AllHooks {
  contexts: OwnedContext[];
  app: Hooks;
  of: Map<ControllerScan, Hooks>;
  /** Those that controllers have for their whole blueprint. */
  ofBlueprint: Map<BlueprintScan, Hooks>;
  /** What the plans have in common of requests that no route serves. */
  nowhere: Plan;
}

/** Works out, before the first request, everything that can be known of how each route is served. */
export class Planner {
  readonly #prefixes: Prefixes<ControllerScan>;
  readonly #blueprints: Prefixes<BlueprintScan>;
  readonly #watch: FieldWatch;
  readonly #hooksBefore: readonly HookBefore[];
  #bound: AllHooks | undefined;
  #errorWriters: ResponseWriters | undefined;

  constructor(
    private readonly controllers: readonly ReadyController[],
    private readonly blueprints: readonly BlueprintScan[],
    private readonly injector: Injector,
    private readonly runtime: Runtime,
    private readonly defaults: RouteDefaults,
  ) {
    const { routerOptions } = runtime.routes;
    this.#prefixes = new Prefixes(
      controllers.map(({ scan }) => scan),
      routerOptions,
    );
    this.#blueprints = new Prefixes(blueprints, routerOptions);
    this.#hooksBefore = hooksBefore(controllers.map(({ scan }) => scan));
    this.#watch = new FieldWatch((text) => runtime.log.warn(text));
  }

  /** The plan of a route. */
  forRoute(route: Route, instance: object, isAdmitted: boolean): Plan {
    const { contexts, app, of } = this.#hooks;
    const own = of.get(route.controller)!;
    const said = saidOf(route, typesBefore(route, this.#hooksBefore));
    const schemas = new RouteSchemas(route, said, this.runtime.api?.errorsOf(route));
    const { before, after, teardown, errorHandlers } = outward([own, ...this.#around(route.controller.blueprint), app]);
    const handle = this.#bind({ scan: route.controller, instance }, route.method, 'handler', route.variables);
    const held = schemas.isEmpty && !schemas.saysTypes ? handle : onTrial(handle, schemas);
    return {
      runtime: this.runtime,
      route,
      isAdmitted,
      context: nearestLast(contexts, route.controller.blueprint),
      controller: route.controller,
      blueprint: route.controller.blueprint,
      who: route.handler,
      limits: withLimits(this.defaults.limits, route.options.limits),
      response: schemas.isEmpty ? undefined : schemas.toWriters(),
      csrf: route.options.csrf ?? this.defaults.csrf,
      handle: withStatus(held, route.handler, said),
      before,
      after,
      teardown,
      errorHandlers,
      routingException: null,
    };
  }

  /**
   * The plan of a request that no route of a controller serves, of one that Fastify refuses itself, and of a guard of what
   * plugins serve. It has the hooks of the app and of the blueprint whose prefix the path lies below; the error handlers of
   * these, and of the controllers whose prefix it lies below.
   *
   * @param path as it was sent, percent-encoded
   * @param routingException why it is refused: then nothing is called
   * @param handle what is called in a handler's place
   */
  forNoRoute(path: string, routingException: Abort | null, handle: Call = NO_HANDLER): Plan {
    const { contexts, app, of, nowhere } = this.#hooks;
    const above = this.#prefixes.above(path);
    const blueprint = this.#blueprints.above(path)[0];
    const response = this.runtime.api && this.#errorWritersAt(decodeIfPossible(path));
    if (above.length === 0 && blueprint === undefined) return { ...nowhere, handle, routingException, response };
    const around = this.#around(blueprint);
    const { errorHandlers } = outward([...above.map((scan) => of.get(scan)!), ...around, app]);
    const hooks = { ...outward([...around, app]), errorHandlers, context: nearestLast(contexts, blueprint) };
    return { ...nowhere, ...hooks, handle, routingException, response, controller: above[0], blueprint };
  }

  /** Below the API's paths, errors fit the documented schema even where no route is. */
  #errorWritersAt(path: string): ResponseWriters | undefined {
    const errors = this.runtime.api?.errorsAt(path);
    return errors && (this.#errorWriters ??= writersOfErrors(errors));
  }

  /** What a blueprint has, and those that it is nested in, the innermost first. */
  #around(blueprint: BlueprintScan | undefined): Hooks[] {
    const { ofBlueprint } = this.#hooks;
    return lineOf(blueprint)
      .reverse()
      .map((one) => ofBlueprint.get(one)!);
  }

  /** The plan of what an extension calls by itself. */
  forMarked(controller: ControllerScan, who: string): Plan {
    const { contexts, nowhere } = this.#hooks;
    const { blueprint } = controller;
    return { ...nowhere, context: nearestLast(contexts, blueprint), controller, blueprint, who };
  }

  /** The methods that run with the app, and so get no request. */
  lifecycle(kind: 'start' | 'stop'): { who: string; call: () => unknown }[] {
    return this.controllers.flatMap(({ scan, instance }) =>
      ofKind(scan.methods, kind).map(({ method, signature }) => ({
        who: signature.who,
        call: this.injector.within(scan.blueprint).bind(instance, method, signature, 'lifecycle') as () => unknown,
      })),
    );
  }

  /** Bound with the first plan: by then it is known whether the app runs in debug mode. */
  get #hooks(): AllHooks {
    return (this.#bound ??= this.#bindHooks());
  }

  #bindHooks(): AllHooks {
    const contexts = this.controllers.flatMap((controller) =>
      this.#bindAll([controller], 'context', 'hook').map((hook): OwnedContext => {
        const { scan, instance } = controller;
        return { blueprint: scan.blueprint, instance, hook };
      }),
    );
    const app = this.#hooksOf(this.controllers, 'app');
    const { before, after, teardown, errorHandlers } = outward([app]);
    return {
      contexts,
      app,
      of: new Map(this.controllers.map((controller) => [controller.scan, this.#hooksOf([controller], 'controller')])),
      ofBlueprint: new Map(this.blueprints.map((one) => [one, this.#hooksOfBlueprint(one)])),
      nowhere: {
        runtime: this.runtime,
        route: undefined,
        isAdmitted: false,
        context: nearestLast(contexts, undefined),
        controller: undefined,
        blueprint: undefined,
        who: ROUTER,
        limits: this.defaults.limits,
        csrf: false,
        response: undefined,
        handle: NO_HANDLER,
        before,
        after,
        teardown,
        errorHandlers,
        routingException: null,
      },
    };
  }

  #hooksOfBlueprint(blueprint: BlueprintScan): Hooks {
    return this.#hooksOf(
      this.controllers.filter(({ scan }) => scan.blueprint === blueprint),
      'blueprint',
    );
  }

  #hooksOf(controllers: readonly ReadyController[], scope: Scope): Hooks {
    return {
      before: this.#bindAll(controllers, 'before', 'hook', scope),
      after: this.#bindAll(controllers, 'after', 'after', scope).reverse(),
      teardown: this.#bindAll(controllers, 'teardown', 'teardown', scope).reverse(),
      errorHandlers: controllers.flatMap((controller) =>
        ofKind(controller.scan.methods, 'errorHandler')
          .filter(({ mark }) => scopeOf(mark) === scope)
          .map((method) => ({
            of: method.mark.of,
            owner: scope === 'controller' ? ownerIn(controller.scan) : undefined,
            who: method.signature.who,
            call: this.#bind(controller, method, 'errorHandler'),
          })),
      ),
    };
  }

  #bindAll(controllers: readonly ReadyController[], kind: Mark['kind'], use: Use, scope?: Scope): Hook[] {
    return controllers.flatMap((controller) =>
      ofKind(controller.scan.methods, kind)
        .filter(({ mark }) => scope === undefined || scopeOf(mark) === scope)
        .map((method) => ({ who: method.signature.who, call: this.#bind(controller, method, use) })),
    );
  }

  #bind(
    { scan, instance }: ReadyController,
    { method, signature }: ScannedMethod,
    use: Use,
    variables: readonly string[] = [],
  ): Call {
    const call = this.injector.within(scan.blueprint).bind(instance, method, signature, use, variables);
    return this.runtime.mode.debug && !scan.isService ? this.#watch.around(call, instance, signature.who) : call;
  }
}

const NO_HANDLER: Call = () => undefined;

function ownerIn(controller: ControllerScan): Owner {
  return { controller, blueprint: controller.blueprint };
}
