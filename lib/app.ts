import type { FastifyInstance } from 'fastify';

import { setUpAll } from './blueprints/set-up.js';
import type { Unfolded } from './blueprints/unfold.js';
import type { Marker } from './classes/marker.js';
import { takeForgotten, type Class } from './classes/metadata.js';
import type { ContextRefusal } from './classes/return-types.js';
import type { CommandResult } from './commands/commands.js';
import { runCommand } from './commands/run-command.js';
import { basePathIn } from './config/base.js';
import { addressToListenAt, overruled } from './config/address.js';
import type { AppOptions, Config } from './config/config.js';
import { checkRunOptions, DEBUG_IN_PRODUCTION } from './config/options.js';
import type { Folders } from './config/folders.js';
import { ungiven } from './doctor/entries.js';
import { Services } from './injection/services.js';
import { markAsPhials } from './plain/copies.js';
import { currentLaunch, type RunOptions } from './plain/launch.js';
import type { Logger } from './plain/logger.js';
import { calledFrom, sentenceOf, SetupError } from './plain/setup-error.js';
import type { Mode } from './request/serving.js';
import type { RouteListing } from './routes/listing.js';
import type { MethodName, UrlOptions, UrlValues } from './routes/routes.js';
import { Connections } from './server/connections.js';
import { urlOf } from './server/listening.js';
import { logRequest } from './server/log.js';
import { leave, serve } from './server/serve.js';
import { createServer } from './server/server.js';
import { ignoreSignals } from './server/stopping.js';
import { explainApp } from './server/strangers.js';
import { tellIfUnused } from './server/unused.js';
import { dispatchFrameworkError } from './story/mount.js';
import type { SignOptions, UnsignOptions } from './session/tokens.js';
import type { Runtime } from './story/plan.js';
import type { Marked } from './story/marked.js';
import { startParts, type Parts } from './story/parts.js';
import { Rendering } from './templates/templates.js';
import { TestClient, type TestClientOptions } from './testing/test-client.js';

/** Milliseconds in which a program that has several apps makes the next one. */
const A_MOMENT = 500;

/** A web application. */
export class App {
  /** Fastify's own instance: for routes, plugins and hooks of your own. */
  readonly fastify: FastifyInstance;
  /** The user's own settings. */
  readonly config: Config;
  /** pino, through Fastify. */
  readonly log: Logger;
  /** Where templates and static files lie, which are read afresh in debug mode. @internal */
  readonly folders: readonly string[];
  readonly #mode: Mode;
  /** What is to tell of classes that no app was given. */
  #forgotten: NodeJS.Timeout | undefined;
  /** They know what still runs. @internal */
  readonly connections: Connections;
  #parts: Parts | undefined;
  #setups: Promise<unknown> = Promise.resolve();
  /** Whether its services and blueprints have started. @internal */
  hasStarted = false;
  #isReady = false;
  #isClosed = false;
  #isUsed = false;
  #running: Promise<string> | undefined;

  /** Apps are made by `createApp()`. @internal */
  constructor(options: AppOptions, mode: Mode, folders: Folders) {
    if (folders === undefined) throw new TypeError('An App is made by createApp({ controllers }), not by new App().');
    this.#mode = mode;
    this.folders = folders.watched;
    this.fastify = createServer(options.fastify, mode, dispatchFrameworkError, basePathIn(options));
    this.connections = new Connections(this.fastify);
    this.config = options.config ?? {};
    this.log = this.fastify.log;
  }

  /** Lets blueprints add what they have of their own. `ready()` awaits those that take time. @internal */
  setUp(blueprints: readonly Unfolded[]): void {
    this.#setups = setUpAll(blueprints, this);
    // They ask it while it is made, and nobody has used it yet.
    this.#isUsed = false;
  }

  /** Gives the app what could not be made without it. @internal */
  assemble(parts: Parts): void {
    this.#parts = parts;
    if (currentLaunch() === undefined) tellIfUnused(() => this.#isUsed || this.#isReady || this.#isClosed);
    this.fastify.addHook('onReady', async () => {
      // Also when it was Fastify, and not this app, that was told to be ready.
      const isAlone = !this.#isReady;
      this.#isReady = true;
      // ready() waits by itself, and a blueprint that is set up may ask Fastify.
      if (isAlone) await this.#setups;
      await startParts(parts, this.log);
      this.hasStarted = true;
    });
    this.fastify.addHook('onClose', () => this.connections.finish().then(() => parts.lifecycle.stop()));
  }

  /** What it was put together of, for the command line. @internal */
  get parts(): Parts {
    if (this.#parts !== undefined) return this.#parts;
    throw new Error(
      'An app has no routes yet while its controllers are made. Ask it in a method with @OnStart(), or in a handler.',
    );
  }

  get #runtime(): Runtime {
    this.#isUsed = true;
    return this.parts.runtime;
  }

  /**
   * Listens for requests, until the process is told to stop (SIGTERM, SIGINT): then it finishes those that run, for ten
   * seconds at most, closes the services and exits with 0. A second signal ends it at once.
   *
   * @returns the address: `http://127.0.0.1:5000`, or of a socket `unix:/run/app.sock`
   * @throws Error when the port or socket is in use or must not be used
   */
  run(options: RunOptions = {}): Promise<string> {
    this.#isUsed = true;
    const findings = checkRunOptions(options);
    if (findings.length > 0) return Promise.reject(new SetupError(findings));
    const before = this.#isClosed ? this.#running : undefined;
    const running = (this.#running ??= this.#run(options).catch((error: unknown) => {
      // At another address it may listen.
      if (!this.#isClosed) this.#running = undefined;
      throw error;
    }));
    // That one which was closed is not run again is ready()'s to say.
    return before?.then(() => this.ready(), refuseAgain).then(() => running) ?? running;
  }

  async #run(options: RunOptions): Promise<string> {
    const launch = currentLaunch();
    const address = addressToListenAt(overruled(options, launch?.options));
    if ((launch?.mode ?? 'run') !== 'run') return urlOf('http', address);
    const debug = launch?.options.debug ?? options.debug;
    if (debug !== undefined) this.#setDebug(debug);
    if (!this.#isReady && (launch?.logsRequests ?? this.#mode.debug)) this.fastify.addHook('onResponse', logRequest);
    const url = await serve(this, options);
    // Not at once: another app may be made after this one, of other classes.
    this.#forgotten = setTimeout(() => this.#tellForgotten(), A_MOMENT).unref();
    return url;
  }

  #tellForgotten(): void {
    if (this.#forgotten === undefined) return;
    clearTimeout(this.#forgotten);
    this.#forgotten = undefined;
    for (const type of takeForgotten()) this.log.warn(sentenceOf(ungiven(type)));
  }

  /**
   * Readies the app without listening: plugins are loaded, templates compiled, `@OnStart()` methods run.
   * @throws SetupError for a template that does not compile
   */
  async ready(): Promise<void> {
    // Fastify would begin anew, without its services.
    if (this.#isClosed) throw new Error('The app was closed. Make another with createApp().');
    this.#isReady = true;
    try {
      await this.#setups;
      await this.fastify.ready();
    } catch (error) {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- it is a place in the stack
      throw calledFrom(this.#parts?.lifecycle.explainSlowStart(error) ?? error, this.ready);
    }
  }

  /** Stops listening, finishes what runs in ten seconds, runs the `@OnStop()` methods, and closes the services, the last first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#tellForgotten();
    ignoreSignals(this);
    try {
      await this.fastify.close();
    } finally {
      leave(this);
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

  /**
   * A template as text where there is no request: for mails, jobs and commands. It has no `request`, `session` and `state`, and
   * context processors are not asked; `await request.render()` has those.
   * @example const text = app.render('mail/reset.txt', { name: user.name, token });
   * @throws Error before the app is ready, since templates are compiled then
   */
  render<Context extends object | undefined = undefined>(
    name: string | readonly string[],
    context?: Context & ContextRefusal<Context>,
  ): string {
    const runtime = this.#runtime;
    return runtime.templates.renderAlone(new Rendering(name, context), runtime);
  }

  /**
   * The methods that a decorator of `marker()` stands on, in controllers and services.
   * @example for (const { options, bind } of app.marked(Socket)) serve(options.path, bind([WebSocket]));
   */
  marked<Options extends object>(marker: Marker<Options>): Marked<Options>[] {
    // They have the options that the marker was given.
    this.#isUsed = true;
    return (this.#parts?.marked(marker) ?? []) as Marked<Options>[];
  }

  /**
   * The service of a class, for scripts and jobs: the one that a parameter of that class would get.
   *
   * @throws Error when none fits, or several
   */
  service<Instance extends object>(type: Class<Instance>): Instance {
    this.#isUsed = true;
    return (this.#parts?.services ?? new Services([])).one(type);
  }

  /** Whether it runs in debug mode, as far as is known: `run({ debug })` may say so later. */
  get debug(): boolean {
    return this.#mode.debug;
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

  /**
   * A value as text for a link in a mail: anybody can read it, and nobody change it.
   * @example const token = app.sign(user.id, { purpose: 'confirm-mail', maxAge: 24 * 3600 });
   * @param value plain data, as JSON has it
   */
  sign(value: unknown, options: SignOptions): string {
    return this.#runtime.tokens.sign(value, options);
  }

  /** The value that `sign()` was given for this purpose; undefined when the text is forged, too old or anything else. */
  unsign<Value = unknown>(text: string | undefined, options: UnsignOptions): Value | undefined {
    // Nobody else has the key, so that what was signed for a purpose is what the app signs for it.
    return this.#runtime.tokens.unsign(text, options) as Value | undefined;
  }

  /**
   * Calls a `@Command()` method as the command line does: for specs, and for what runs at certain times.
   * @example const { exitCode, output } = await app.runCommand(['seed', '20']);
   */
  runCommand(args: readonly string[]): Promise<CommandResult> {
    return runCommand(this.parts.commands, args, this);
  }

  /** Closes the app, and cuts off whoever has not finished in time. Kept connections may bring one more request for `drains` ms. @internal */
  async stop(grace?: number, drains = this.debug ? 0 : undefined): Promise<void> {
    this.connections.keepIdle(drains);
    this.connections.cutOffAfter(grace);
    await this.close();
  }

  #setDebug(debug: boolean): void {
    if (debug && process.env['NODE_ENV'] === 'production') throw new SetupError([DEBUG_IN_PRODUCTION]);
    this.#mode.debug = debug;
    this.#runtime.templates.debug = debug;
  }
}

/** For whoever has caught what kept it from running, and calls `run()` again. */
function refuseAgain(cause: unknown): never {
  throw new Error('The app was closed when it could not start. Make another with createApp().', { cause });
}

markAsPhials(App);
explainApp(App);
