import { join } from 'node:path';

import type { FastifyInstance, onRequestHookHandler } from 'fastify';

import { App } from './app.js';
import { broughtBy, scansOf, servicesOf } from './blueprints/given.js';
import { registerForAll } from './blueprints/plugins.js';
import { unfold, type Unfolded } from './blueprints/unfold.js';
import { markAsGiven } from './classes/metadata.js';
import type { ControllerScan } from './classes/scanner.js';
import { commandsOf } from './commands/commands.js';
import { wholeBaseIn } from './config/base.js';
import { environmentFlag, loadDotEnv, type AppOptions } from './config/config.js';
import { foldersOf, staticOptions, type Folders } from './config/folders.js';
import { withoutMisfits } from './config/options.js';
import { diagnose } from './doctor/diagnosis.js';
import { examineNames, type Naming } from './doctor/names.js';
import { StaticFiles } from './files/static.js';
import { DEFAULT_LIMITS, withLimits } from './forms/limits.js';
import { Injector } from './injection/injection.js';
import { Services } from './injection/services.js';
import { callSite } from './plain/call-site.js';
import { currentLaunch, type PlacedFinding } from './plain/launch.js';
import { namedError } from './plain/named-error.js';
import { calledFrom, sentenceOf } from './plain/setup-error.js';
import type { Mode } from './request/serving.js';
import { closerOf, Lifecycle } from './server/lifecycle.js';
import { serveLive } from './server/live-reload.js';
import { gate } from './story/gate.js';
import { markedBy } from './story/marked.js';
import { addRoutes, mount } from './story/mount.js';
import type { Runtime } from './story/plan.js';
import { Planner, type ReadyController } from './story/planner.js';
import { runtimeOf, type Setup } from './story/runtime.js';
import { addSecurityHeaders, secureScope } from './story/security-headers.js';
import { staticChecksOf } from './story/static-checks.js';

/**
 * Makes an app of controllers and services.
 *
 * @example
 * ```ts
 * const app = createApp({ controllers: [Notes], services: [new Database()], root: import.meta.dirname });
 * await app.run();
 * ```
 *
 * @throws SetupError that lists everything that is wrong with them
 */
export function createApp(given: AppOptions = {}): App {
  try {
    return makeApp(given);
  } catch (error) {
    throw calledFrom(error, createApp);
  }
}

function makeApp(given: AppOptions): App {
  loadDotEnv();
  // The start, step by step: each makes what the next ones take.
  const { options, findings } = withoutMisfits(given);
  const mode: Mode = { debug: currentLaunch()?.options.debug ?? options.debug ?? environmentFlag('PHIAL_DEBUG') };
  const blueprints = unfold(options.blueprints);
  const services = servicesOf(options, blueprints);
  const scans = scansOf(options, blueprints, services);
  const folders = foldersOf(options, blueprints);
  const app = new App(options, mode, folders);
  const injected = new Services([app, ...services], broughtBy(blueprints));
  const injector = new Injector(injected, options.session?.store !== undefined);
  const { secretKeys, warnings } = diagnose(options, blueprints, scans, injector, mode.debug, findings);
  const controllers = scans.map((scan) => ({ scan, instance: scan.instance ?? construct(scan, injector) }));
  const files = staticFilesOf(options, folders, blueprints);
  const setup = { app, mode, options, secretKeys, folders, files, scans, services, blueprints, controllers, injector };
  const runtime = runtimeOf(setup);
  const planner = plannerOf(setup, runtime);
  assemble(setup, runtime, planner, injected);
  register(setup, runtime, planner);
  app.setUp(blueprints);
  for (const { type } of scans) markAsGiven(type);
  const check = currentLaunch()?.check;
  if (check === undefined) for (const warning of warnings) app.log.warn(sentenceOf(warning));
  else check.further.push(furtherOf(setup, runtime));
  return app;
}

function plannerOf({ options, blueprints, controllers, injector }: Setup, runtime: Runtime): Planner {
  const scopes = blueprints.map(({ scan }) => scan);
  return new Planner(controllers, scopes, injector, runtime, {
    limits: withLimits(DEFAULT_LIMITS, { body: options.fastify?.bodyLimit, ...options.limits }),
    csrf: options.csrf ?? true,
  });
}

/** Gives the app what could not be made without it. */
function assemble(setup: Setup, runtime: Runtime, planner: Planner, injected: Services): void {
  const { app, options, scans, services, controllers, injector } = setup;
  app.assemble({
    runtime,
    lifecycle: lifecycleOf(planner, runtime, services),
    services: injected,
    commands: commandsOf(controllers, injector),
    marked: (marker) => markedBy(marker, controllers, injector, planner),
    describeApi: async () =>
      options.openapi && (await import('./openapi/openapi.js')).describe(options.openapi, scans, wholeBaseIn(options)),
    examineNames: () => examineNames(namingOf(setup, runtime)),
  });
}

/** What names in sources and templates may name. */
function namingOf({ app, scans, services, folders, files }: Setup, { templates, routes }: Runtime): Naming {
  const endpoints = app.routes.map(({ endpoint }) => endpoint);
  const paths = routes.routes.map(({ endpoint, path, controller: { prefix } }) => ({ endpoint, path, prefix }));
  return { scans, services, endpoints, paths, templates, served: files, root: folders.root };
}

/** What `phial check` asks of an app that could be made. */
function furtherOf({ scans, options, folders }: Setup, runtime: Runtime): () => Promise<PlacedFinding[]> {
  const call = callSite();
  return async () => (await import('./doctor/further.js')).examineApp({ runtime, scans, options, folders, call });
}

function construct({ type, signature, blueprint }: ControllerScan, injector: Injector): object {
  // The class came as a value of createApp({ controllers }), and so can be made; Class stands for abstract ones, too.
  const Controller = type as new (...args: unknown[]) => object;
  const given = injector.within(blueprint).constructorArguments(signature);
  try {
    return new Controller(...given);
  } catch (error) {
    throw namedError(`${blueprint === undefined ? '' : `${blueprint.name}: `}the constructor of ${type.name}`, error);
  }
}

/** The app's static files, and those of its blueprints: where both have one, the app's wins. */
function staticFilesOf(options: AppOptions, folders: Folders, blueprints: readonly Unfolded[]): StaticFiles[] {
  const own = folders.static === undefined ? [] : [folders.static];
  const addHeaders = options.securityHeaders === false ? undefined : addSecurityHeaders;
  const make = (places: readonly string[], name?: string): StaticFiles =>
    new StaticFiles(places, staticOptions(options), addHeaders, name);
  return [
    ...(own.length === 0 ? [] : [make(own)]),
    ...blueprints.flatMap(({ scan: { name }, given }) => {
      const over = own.map((folder) => join(folder, ...name.split('.')));
      return given.static === undefined ? [] : [make([...over, given.static], name)];
    }),
  ];
}

function lifecycleOf(planner: Planner, { sessions }: Runtime, services: readonly object[]): Lifecycle {
  const closers = services.map(closerOf).reverse();
  return new Lifecycle(
    () => planner.lifecycle('start'),
    () => planner.lifecycle('stop'),
    [() => sessions.close(), ...closers],
  );
}

/** Gives Fastify, in this order, the user's plugins, the API's documentation, the static files and the routes. */
function register(
  { app: { fastify }, options, blueprints, controllers, files, injector }: Setup,
  runtime: Runtime,
  planner: Planner,
): void {
  const { plugins = [], strictSlashes = true, openapi } = options;
  const keeper = openapi?.guard && gate(openapi.guard, injector, planner);
  mount(fastify, runtime, planner);
  if (runtime.live !== undefined) serveLive(fastify, runtime.live);
  registerForAll(fastify, plugins, blueprints);
  if (openapi !== undefined)
    void fastify.register((scope) => document(scope, runtime, controllers, openapi, wholeBaseIn(options), keeper));
  void fastify.register(async (scope) => {
    await runtime.sessions.ready();
    const checks = staticChecksOf(planner, runtime);
    for (const one of files) one.register(scope, checks);
    addRoutes(scope, runtime, planner, controllers, blueprints, strictSlashes);
  });
}

/** Serves the API's documentation. */
async function document(
  scope: FastifyInstance,
  { securityHeaders, basePath }: Runtime,
  controllers: readonly ReadyController[],
  openapi: NonNullable<AppOptions['openapi']>,
  baseUrl: string | undefined,
  keeper: onRequestHookHandler | undefined,
): Promise<void> {
  if (keeper !== undefined) scope.addHook('onRequest', keeper);
  if (securityHeaders) secureScope(scope);
  // Only now: few apps have one.
  const { describe, serveOpenApi } = await import('./openapi/openapi.js');
  const scans = controllers.map(({ scan }) => scan);
  await serveOpenApi(scope, describe(openapi, scans, baseUrl), openapi, basePath);
}
