import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import { DEFAULT_LIMITS, withLimits } from './forms/limits.js';
import { environmentFlag, hostAndPort, loadDotEnv, type AppOptions, type Config } from './config/config.js';
import type { Logger } from './plain/logger.js';
import { Connections } from './server/connections.js';
import { diagnose } from './doctor/diagnosis.js';
import { listOf } from './doctor/doctor.js';
import { SetupError } from './plain/setup-error.js';
import { Injector } from './injection/injection.js';
import { currentLaunch } from './plain/launch.js';
import { addressOf, explainListenError, urlOf } from './server/listening.js';
import { LiveReload, serveLive } from './server/live-reload.js';
import { logRequest } from './server/log.js';
import { markAsGiven, takeForgotten, type Class } from './classes/metadata.js';
import { addRoutes, dispatchFrameworkError, mount } from './story/mount.js';
import {
  checkRunOptions,
  DEBUG_IN_PRODUCTION,
  foldersOf,
  staticOptions,
  templateOptions,
  withoutMisfits,
} from './config/options.js';
import { Planner, type ReadyController } from './story/planner.js';
import { leaveRejections, logRejections } from './server/rejections.js';
import {
  routerOptionsOf,
  RouteTable,
  type MethodName,
  type RouteListing,
  type UrlOptions,
  type UrlValues,
} from './routes/routes.js';
import type { Runtime } from './story/plan.js';
import { isController, ofKind, scanController, type ControllerScan } from './classes/scanner.js';
import { addSecurityHeaders, Admission, secureScope } from './story/security.js';
import { CookieSessions } from './session/sessions-in-cookies.js';
import type { SessionOptions } from './session/session-options.js';
import type { Sessions } from './session/sessions.js';
import { StoreSessions } from './session/sessions-in-store.js';
import { createServer } from './server/server.js';
import { FileFolder } from './files/send-file.js';
import { StaticFiles } from './files/static.js';
import { closeAll, closerOf, ignoreSignals, stopAtSignal } from './server/stopping.js';
import { Templates } from './templates/templates.js';
import { TestClient, type TestClientOptions } from './testing/test-client.js';

/** Options of `app.run()`. */
export interface RunOptions {
  /** Default `PHIAL_HOST`, then `127.0.0.1`. */
  host?: string;
  /** 0 picks a free one; default `PHIAL_PORT`, then 5000. */
  port?: number;
  /** Default the `debug` of `createApp()`. */
  debug?: boolean;
}

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
export function createApp(options: AppOptions = {}): App {
  loadDotEnv();
  return new App(options);
}

/** A web application. */
export class App {
  /** Fastify's own instance: for routes, plugins and hooks of your own. */
  readonly fastify: FastifyInstance;
  /** The user's own settings. */
  readonly config: Config;
  /** pino, through Fastify. */
  readonly log: Logger;
  readonly #runtime: Runtime;
  readonly #planner: Planner;
  readonly #services: readonly object[];
  readonly #folders: string[];
  readonly #connections: Connections;
  #isReady = false;
  #isClosed = false;
  /** The last `@OnStart()` method that was called. */
  #starting: string | undefined;
  #hasStarted = false;
  #running: Promise<string> | undefined;

  /** Apps are made by `createApp()`. @internal */
  constructor(given: AppOptions) {
    const { options, findings } = withoutMisfits(given);
    const debug = currentLaunch()?.options.debug ?? options.debug ?? environmentFlag('PHIAL_DEBUG');
    const scans = listOf(options.controllers).filter(isController).map(scanController);
    const injector = new Injector(
      [this, ...(listOf(options.services) as object[])],
      options.session?.store !== undefined,
    );
    const { secretKeys, warnings } = diagnose(options, scans, injector, debug, findings);

    const folders = foldersOf(options);
    const controllers = scans.map((scan): ReadyController => ({
      scan,
      instance: scan.instance ?? construct(scan, injector),
    }));
    const { helpers = {}, globals = {} } = templateOptions(options);
    const securityHeaders = options.securityHeaders ?? true;
    const files =
      folders.static === undefined
        ? []
        : [
            new StaticFiles(
              { ...staticOptions(options), folder: folders.static },
              securityHeaders ? addSecurityHeaders : undefined,
            ),
          ];
    this.config = options.config ?? {};
    this.#services = options.services ?? [];
    this.#folders = [folders.templates, ...(folders.static === undefined ? [] : [folders.static])];
    this.fastify = createServer(
      options.fastify,
      () => this.#runtime.debug,
      (error, request, reply) => dispatchFrameworkError(this.#planner, error, request, reply),
    );
    this.#connections = new Connections(this.fastify);
    this.log = this.fastify.log;
    this.#runtime = {
      app: this,
      debug,
      securityHeaders,
      log: this.log,
      baseUrl: options.baseUrl,
      routes: new RouteTable(
        scans.flatMap(({ routes }) => routes),
        files,
        routerOptionsOf(options.fastify),
      ),
      sessions: sessionsOf(options.session, secretKeys, this.log),
      templates: new Templates({
        folder: folders.templates,
        helpers: { ...helpers, ...helpersOf(controllers) },
        globals,
        debug,
      }),
      files: new FileFolder(folders.root),
      admission: new Admission(options),
      onUnforeseen: undefined,
      live: currentLaunch()?.reloadsPages === true ? new LiveReload() : undefined,
    };
    this.#planner = new Planner(controllers, injector, this.#runtime, {
      limits: withLimits(DEFAULT_LIMITS, { body: options.fastify?.bodyLimit, ...options.limits }),
      csrf: options.csrf ?? true,
    });
    this.#register(options, controllers, files);
    for (const { type } of scans) markAsGiven(type);
    for (const warning of warnings) this.log.warn(warning);
  }

  /**
   * Listens for requests, until the process is told to stop (SIGTERM, SIGINT): then it finishes those that run, for ten
   * seconds at most, closes the services and exits with 0. A second signal ends it at once.
   *
   * @returns the address: `http://127.0.0.1:5000`
   * @throws Error when the port is in use or must not be used
   */
  run(options: RunOptions = {}): Promise<string> {
    const findings = checkRunOptions(options);
    if (findings.length > 0) return Promise.reject(new SetupError(findings));
    return (this.#running ??= this.#run({ ...options, ...currentLaunch()?.options }));
  }

  async #run(options: RunOptions): Promise<string> {
    const { host, port } = hostAndPort(options);
    const launch = currentLaunch();
    if (launch?.mode === 'load') return urlOf('http', host, port);
    if (options.debug !== undefined) this.#setDebug(options.debug);
    if (!this.#isReady && (launch?.logsRequests ?? this.#runtime.debug)) this.fastify.addHook('onResponse', logRequest);
    try {
      await this.ready();
      // Debug mode may come after the app was readied.
      if (this.#runtime.debug) await this.#runtime.templates.ready();
      await launch?.beforeListening?.();
      await this.fastify.listen({
        host,
        port,
        listenTextResolver: (address) => `Listening at ${address}${this.#runtime.debug ? ', in debug mode' : ''}`,
      });
    } catch (error) {
      // What it could not do is of more interest than what else fails when it gives up.
      await this.close().catch((second: unknown) => this.log.error(second, 'Stopping failed'));
      throw explainListenError(error, host, port);
    }
    stopAtSignal(this);
    logRejections(this);
    for (const { name } of takeForgotten())
      this.log.warn(`${name} has routes, and no app was given it. Add it to createApp({ controllers }).`);
    return addressOf(this.fastify, host, port);
  }

  /**
   * Readies the app without listening: plugins are loaded, templates compiled, `@OnStart()` methods run.
   *
   * @throws SetupError for a template that does not compile
   */
  async ready(): Promise<void> {
    // Fastify would begin anew, without its services.
    if (this.#isClosed) throw new Error('The app was closed. Make another with createApp().');
    this.#isReady = true;
    try {
      await this.fastify.ready();
    } catch (error) {
      throw explainSlowStart(error, this.#starting);
    }
  }

  /** Stops listening, finishes what runs, runs the `@OnStop()` methods, and closes the services, the last first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    ignoreSignals(this);
    try {
      await this.fastify.close();
    } finally {
      leaveRejections(this);
    }
  }

  /** The URL of an endpoint: `app.urlFor('notes.show', { id: 1 })`, `app.urlFor(Notes, 'show', { id: 1 })`. */
  urlFor(endpoint: string, values?: UrlValues, options?: UrlOptions): string;
  /** The URL of a controller's method, whose name the compiler checks. */
  urlFor<C extends Class, M extends MethodName<C>>(
    controller: C,
    method: M,
    values?: UrlValues,
    options?: UrlOptions,
  ): string;
  urlFor(...target: unknown[]): string {
    return this.#runtime.routes.urlFor(target, undefined, this.#runtime.baseUrl);
  }

  /** All routes: endpoint, methods, path and handler. */
  get routes(): RouteListing[] {
    return this.#runtime.routes.list();
  }

  /**
   * A client that sends requests to this app without a port, and keeps cookies.
   *
   * @example
   * ```ts
   * const response = await app.testClient().get('/notes/1');
   * expect(response.status).toBe(200);
   * ```
   */
  testClient(options: TestClientOptions = {}): TestClient {
    return new TestClient(this, this.#runtime, options);
  }

  #register(
    { plugins = [], strictSlashes = true, openapi }: AppOptions,
    controllers: readonly ReadyController[],
    files: readonly StaticFiles[],
  ): void {
    const { fastify } = this;
    mount(fastify, this.#runtime, this.#planner);
    if (this.#runtime.live !== undefined) serveLive(fastify, this.#runtime.live);
    for (const entry of plugins) {
      const [plugin, options] = typeof entry === 'function' ? [entry, {}] : entry;
      void fastify.register(plugin as FastifyPluginCallback, options);
    }
    if (openapi !== undefined) {
      void fastify.register(async (scope) => {
        if (this.#runtime.securityHeaders) secureScope(scope);
        const { describe, serveOpenApi } = await import('./openapi/openapi.js');
        await serveOpenApi(
          scope,
          describe(
            openapi,
            controllers.map(({ scan }) => scan),
            this.#runtime.baseUrl,
          ),
          openapi.info.title,
        );
      });
    }
    void fastify.register(async (scope) => {
      await this.#runtime.sessions.ready();
      for (const one of files) await one.register(scope, (request) => this.#runtime.admission.refuse(request, false));
      addRoutes(scope, this.#runtime, this.#planner, controllers, strictSlashes);
    });
    fastify.addHook('onReady', async () => {
      // Also when it was Fastify, and not this app, that was told to be ready.
      this.#isReady = true;
      await this.#runtime.templates.ready();
      this.#hasStarted = true;
      for (const { who, call } of this.#planner.lifecycle('start')) {
        this.#starting = who;
        await call();
      }
    });
    fastify.addHook('onClose', () =>
      closeAll([
        ...(this.#hasStarted ? this.#planner.lifecycle('stop').map(({ call }) => call) : []),
        () => this.#runtime.sessions.close(),
        ...[...new Set(this.#services)].map(closerOf).reverse(),
      ]),
    );
  }

  /** The objects to inject, for the shell. @internal */
  get services(): readonly object[] {
    return this.#services;
  }

  /** Where templates and static files lie, which are read afresh in debug mode. @internal */
  get folders(): string[] {
    return this.#folders;
  }

  /** Has open pages reload themselves, under `phial run --debug`. @internal */
  reloadPages(): void {
    this.#runtime.live?.reload();
  }

  /** Closes the app, and cuts off whoever has not finished in time. @internal */
  async stop(grace?: number): Promise<void> {
    this.#connections.cutOffAfter(grace);
    await this.close();
  }

  #setDebug(debug: boolean): void {
    if (debug && process.env['NODE_ENV'] === 'production') throw new SetupError([DEBUG_IN_PRODUCTION]);
    this.#runtime.debug = debug;
    this.#runtime.templates.debug = debug;
  }
}

/** Fastify waits for a hook only so long, and cannot know whose method it waited for. */
function explainSlowStart(error: unknown, who: string | undefined): unknown {
  if ((error as { code?: unknown } | undefined)?.code !== 'FST_ERR_HOOK_TIMEOUT' || who === undefined) return error;
  return new Error(
    `${who}, marked with @OnStart(), took too long. Let it not wait for what it begins, or give it more time: createApp({ fastify: { pluginTimeout: 60_000 } }).`,
    { cause: error },
  );
}

/** Without a key there is nothing to encrypt an id with either. */
function sessionsOf(options: SessionOptions | undefined, secretKeys: readonly string[], log: Logger): Sessions {
  if (options?.store === undefined || secretKeys.length === 0) return new CookieSessions(options, secretKeys);
  return new StoreSessions(options, secretKeys, options.store, log);
}

function construct({ type, signature }: ControllerScan, injector: Injector): object {
  // The class came as a value of createApp({ controllers }), and so can be made; Class stands for abstract ones, too.
  const Controller = type as new (...args: unknown[]) => object;
  return new Controller(...injector.constructorArguments(signature));
}

/** The methods that templates may call, bound to their controllers. */
function helpersOf(controllers: readonly ReadyController[]): Record<string, (...args: unknown[]) => unknown> {
  return Object.fromEntries(
    controllers.flatMap(({ scan, instance }) =>
      ofKind(scan.methods, 'helper').map(({ mark, method }) => {
        const target = instance as Record<string, (...args: unknown[]) => unknown>;
        return [mark.name ?? method, (...args: unknown[]) => target[method]!(...args)];
      }),
    ),
  );
}
