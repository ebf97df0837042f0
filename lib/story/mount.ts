import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteHandlerMethod,
  RouteOptions as FastifyRouteOptions,
} from 'fastify';
import { METHODS } from 'node:http';

import { isAtWork } from './by-hand.js';
import { elsewhereOf, type Elsewhere } from './elsewhere.js';
import { acceptBodies } from './bodies.js';
import { dispatch, dispatchError, dispatchMissing } from './dispatch.js';
import { Abort } from '../response/abort.js';
import { SetupError } from '../plain/setup-error.js';
import { mayHaveBody } from '../plain/methods.js';
import { withStatusOf } from '../errors/plugin-errors.js';
import { linger } from '../server/linger.js';
import { keepUnknownPaths } from '../server/plugin-mistakes.js';
import { answerUnknownMethods } from '../server/unknown-methods.js';
import { planForMissing, planForOthers } from './missing.js';
import { asMeant } from './rescue.js';
import { serveWithSlash } from './second-paths.js';
import { isMultipart, prepareUploads } from '../forms/multipart.js';
import { servedPaths } from '../classes/path.js';
import type { Planner, ReadyController } from './planner.js';
import { isBareBase } from '../request/base-path.js';
import { pathOf, withoutOrigin } from '../request/target.js';
import type { Plan, Runtime } from './plan.js';
import type { BlueprintScan, Route } from '../classes/scanner.js';
import { pluginsOf, registerHere } from '../blueprints/plugins.js';
import type { Unfolded } from '../blueprints/unfold.js';

/** Where Fastify keeps the plan of a route: beside the user's own `config`, whatever its keys. */
const PLAN = Symbol('phial.plan');

declare module 'fastify' {
  interface FastifyContextConfig {
    /** @internal */
    [PLAN]?: Plan;
  }
  interface FastifyRequest {
    /** The plan, for who reads the body: Fastify makes `routeOptions` anew on each access. */
    phialPlan?: Plan;
  }
}

/**
 * The Fastify side: what no route of a controller serves goes to `dispatchMissing`, and what failed early, or comes back from
 * `onError` hooks, to `dispatchError`.
 */
export function mount(fastify: FastifyInstance, runtime: Runtime, planner: Planner): void {
  const { routes, admission, basePath } = runtime;
  fastify.addHook('onRoute', ({ method, url, routePath, config, constraints }) => {
    const methods = [method].flat();
    routes.serve(methods, url, config?.[PLAN]?.route?.controller.prefix);
    if (routePath === '') serveWithSlash(fastify, routes, methods, url, constraints);
  });
  // The routes of plugins are not Phial's, but they, too, answer trusted hosts alone. `ownHooks` of the runtime counts these two.
  if (admission.isStrict)
    fastify.addHook('onRequest', (request, _reply, done) => done(admission.refuse(request, false)));
  if (basePath !== '') fastify.addHook('onRequest', addSlash(basePath));
  fastify.setNotFoundHandler((request, reply) =>
    dispatchMissing(planForMissing(planner, runtime, request), request, reply),
  );
  answerUnknownMethods(fastify);
  keepUnknownPaths(fastify);
  answerErrors(fastify, errorHandler(planner, runtime));
  planners.set(fastify.server, planner);
}

/** The planners by server: Fastify is given its `frameworkErrors` before there is a planner. */
const planners = new WeakMap<object, Planner>();

/** Adds the routes of controllers, each blueprint's in a scope of its own. */
export function addRoutes(
  scope: FastifyInstance,
  runtime: Runtime,
  planner: Planner,
  controllers: readonly ReadyController[],
  blueprints: readonly Unfolded[],
  strictSlashes: boolean,
): void {
  for (const method of new Set(controllers.flatMap(({ scan }) => scan.routes.flatMap(({ methods }) => methods))))
    allowMethod(scope, method);
  addBlueprint(scope, undefined, blueprints, (within, blueprint) => {
    for (const { scan, instance } of controllers.filter((one) => one.scan.blueprint === blueprint)) {
      for (const route of scan.routes)
        addRoute(within, runtime, planner, route, instance, route.options.strictSlashes ?? strictSlashes);
    }
  });
}

/** Adds the routes of a blueprint, or of none, and of those in it: each has a scope of its own, with its plugins. */
function addBlueprint(
  scope: FastifyInstance,
  blueprint: BlueprintScan | undefined,
  blueprints: readonly Unfolded[],
  add: (scope: FastifyInstance, blueprint: BlueprintScan | undefined) => void,
): void {
  // Below the scope of the plugins, whose own routes have their bodies read by Fastify.
  void scope.register(async (routes) => {
    acceptBodies(routes);
    add(routes, blueprint);
  });
  for (const one of blueprints.filter(({ scan }) => scan.within === blueprint)) {
    void scope.register(async (own) => {
      for (const entry of pluginsOf(one, false)) await registerHere(own, entry);
      addBlueprint(own, one.scan, blueprints, add);
    });
  }
}

/**
 * Sets the error handler as often as one may be asked in a request. For each error that comes while another is answered, a
 * timeout and what a plugin's hook throws, Fastify asks the next handler, and its own would tell the client everything. It
 * refuses a second one, unless it forgets that there is a first.
 */
function answerErrors(fastify: FastifyInstance, handler: ReturnType<typeof errorHandler>): void {
  const isSet = Object.getOwnPropertySymbols(fastify).find(
    ({ description }) => description === 'fastify.errorHandlerAlreadySet',
  );
  for (let times = 0; times < 4; times++) {
    fastify.setErrorHandler(handler);
    if (isSet !== undefined) (fastify as unknown as Record<symbol, boolean>)[isSet] = false;
  }
}

function errorHandler(
  planner: Planner,
  runtime: Runtime,
): (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void {
  return (error, request, reply) => {
    linger(request, reply);
    const plan = request.routeOptions.config[PLAN];
    // Where no route is, the answer is a 404, or that to OPTIONS, whatever is wrong with the body.
    if (request.is404 && isOfBody(error))
      return dispatchMissing(planForMissing(planner, runtime, request), request, reply.code(200));
    dispatchError(plan ?? planForOthers(planner, runtime, request), request, reply, asMeant(error, request, reply));
  };
}

/** Whatever is served at `/`, the base path without a slash is not that. */
function addSlash(basePath: string): onRequestHookHandler {
  return (request, reply, done) => {
    if (request.is404 || !isBareBase(request.raw, basePath)) return done();
    linger(request, reply);
    reply.callNotFound();
  };
}

/** A path that Fastify cannot read is a 400 like any other. To be passed to Fastify as `frameworkErrors`. */
export function dispatchFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const abort = withStatusOf(error) ?? error;
  const planner = planners.get(request.server.server)!;
  const plan = planner.forNoRoute(pathOf(withoutOrigin(request.raw.url ?? '/')), abort instanceof Abort ? abort : null);
  dispatchError(plan, request, reply, abort);
}

function addRoute(
  scope: FastifyInstance,
  runtime: Runtime,
  planner: Planner,
  route: Route,
  instance: object,
  strict: boolean,
): void {
  const takesBody = route.methods.some(mayHaveBody);
  const plan = planner.forRoute(route, instance, takesBody);
  const options: Omit<FastifyRouteOptions, 'method' | 'url' | 'handler'> = {
    exposeHeadRoute: false,
    bodyLimit: plan.limits.body,
    config: { ...route.options.config, [PLAN]: plan },
    ...(plan.response?.forFastify !== undefined && { schema: { response: { 200: plan.response.forFastify } } }),
  };
  try {
    for (const url of servedPaths(route.path, strict)) {
      const addsHead = route.methods.includes('GET') && !runtime.routes.takesHead(url);
      const method = addsHead ? [...route.methods, 'HEAD'] : [...route.methods];
      scope.route({
        ...options,
        method: method as never,
        url,
        ...handlers(plan, takesBody, elsewhereOf(url, route.controller.prefix, runtime.routes)),
      });
    }
  } catch (error) {
    throw explained(error, route);
  }
}

/** What Fastify calls for a route. It bears the handler's name, for spans of tracing. */
function handlers(
  plan: Plan,
  takesBody: boolean,
  isElsewhere: Elsewhere | undefined,
): Pick<FastifyRouteOptions, 'onRequest' | 'handler'> {
  const handler: RouteHandlerMethod =
    isElsewhere === undefined
      ? (request, reply) => dispatch(plan, request, reply)
      : (request, reply) => {
          if (isElsewhere(request)) reply.callNotFound();
          else dispatch(plan, request, reply);
        };
  Object.defineProperty(handler, 'name', { value: plan.who });
  return { handler, ...(takesBody && { onRequest: admit(plan, isElsewhere) }) };
}

/** What is looked at before a body is read. */
function admit(plan: Plan, isElsewhere?: Elsewhere): onRequestHookHandler {
  return (request, reply, done) => {
    if (isElsewhere?.(request) === true) {
      linger(request, reply);
      reply.callNotFound();
      return;
    }
    request.phialPlan = plan;
    if (isMultipart(request)) prepareUploads(request, reply, isAtWork);
    done(plan.runtime.admission.refuse(request, plan.csrf));
  };
}

/** Two routes of controllers at one path are found by the doctor. A plugin's route is known only now. */
function explained(error: unknown, { handler, path, methods }: Route): unknown {
  if ((error as FastifyError).code !== 'FST_ERR_DUPLICATED_ROUTE') return error;
  return new SetupError([
    {
      code: 'PH221',
      who: handler,
      cause: `${methods.join(', ')} ${path} is served already, by a plugin, the static files or the API's documentation`,
      cure: 'Change the path of one of them.',
    },
  ]);
}

/** Fastify knows the common methods, and must be told of the others that Node can parse. */
function allowMethod(scope: FastifyInstance, method: string): void {
  if (!scope.supportedMethods.includes(method) && METHODS.includes(method))
    scope.addHttpMethod(method, { hasBody: true });
}

function isOfBody({ code }: FastifyError): boolean {
  // The second is about QUERY, which has to say what its body is.
  return /^FST_ERR_(?:CTP|ROUTE_MISSING)_/.test(String(code));
}
