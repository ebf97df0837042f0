import type { App } from '../app.js';
import type { Unfolded } from '../blueprints/unfold.js';
import type { ControllerScan } from '../classes/scanner.js';
import { basePathIn } from '../config/base.js';
import type { AppOptions } from '../config/config.js';
import { templateOptions, type Folders } from '../config/folders.js';
import { FileFolder } from '../files/send-file.js';
import type { StaticFiles } from '../files/static.js';
import type { Injector } from '../injection/injection.js';
import { Api } from '../openapi/api.js';
import { currentLaunch } from '../plain/launch.js';
import type { Mode } from '../request/serving.js';
import { routerOptionsOf } from '../routes/router.js';
import { RouteTable } from '../routes/routes.js';
import { LiveReload } from '../server/live-reload.js';
import { SessionsInCookies } from '../session/sessions-in-cookies.js';
import { SessionsInStore } from '../session/sessions-in-store.js';
import type { Sessions } from '../session/sessions.js';
import { Tokens } from '../session/tokens.js';
import { renderText } from './answer.js';
import { helpersOf, sessionHelpersOf } from './helpers.js';
import { payloadByHand } from './payload-by-hand.js';
import type { PlannedRequest, Runtime } from './plan.js';
import type { ReadyController } from './planner.js';
import { closeAtTheEnd } from './resources.js';
import { Admission } from './admission.js';
import { takeOver } from './takeover.js';
import { Rendering, Templates } from '../templates/templates.js';

/** What createApp() makes, one after the other. */
export interface Setup {
  app: App;
  mode: Mode;
  options: AppOptions;
  secretKeys: readonly string[];
  folders: Folders;
  files: readonly StaticFiles[];
  scans: readonly ControllerScan[];
  services: readonly object[];
  blueprints: readonly Unfolded[];
  controllers: readonly ReadyController[];
  injector: Injector;
}

/** What is the same for all requests. */
export function runtimeOf(setup: Setup): Runtime {
  const { app, mode, options, secretKeys, folders, files, controllers, injector } = setup;
  const { log } = app;
  const { helpers = {}, globals = {} } = templateOptions(options);
  const routes = controllers.flatMap(({ scan }) => scan.routes);
  const admission = new Admission(options);
  return {
    app,
    mode,
    log,
    api: options.openapi && new Api(options.openapi, routes, routerOptionsOf(options.fastify)),
    baseUrl: options.baseUrl,
    basePath: basePathIn(options),
    locale: options.locale,
    securityHeaders: options.securityHeaders ?? true,
    routes: new RouteTable(routes, files, routerOptionsOf(options.fastify), basePathIn(options), options.strictSlashes),
    sessions: sessionsOf(options, secretKeys, log),
    tokens: new Tokens(secretKeys, mode, log),
    templates: new Templates({
      folders: folders.templates,
      places: folders.templatePlaces,
      helpers: helpersOf(helpers, controllers, injector),
      sessionHelpers: sessionHelpersOf(controllers),
      globals,
      debug: mode.debug,
    }),
    files: new FileFolder(folders.root),
    // What casts to PlannedRequest is given requests of this app alone, and each was made with a plan of planner.ts.
    renderText: async (request, name, context) => renderText(request as PlannedRequest, new Rendering(name, context)),
    admission,
    onUnforeseen: undefined,
    closeAtTheEnd,
    payloadByHand: (request, payload) => payloadByHand(request as PlannedRequest, payload),
    takeOver: (request, handlers) => takeOver(request as PlannedRequest, handlers),
    live: currentLaunch()?.reloadsPages === true ? new LiveReload() : undefined,
    isAlone: !LOOKING.some((name) => options.fastify?.[name as keyof typeof options.fastify] !== undefined),
    ownHooks: Number(admission.isStrict) + Number(basePathIn(options) !== ''),
  };
}

/** Options of Fastify with which something else may look at replies, or Node's are others. */
const LOOKING = ['disableRequestLogging', 'logController', 'http2', 'serverFactory'];

/** Without a key there is nothing to encrypt an id with either. */
function sessionsOf(options: AppOptions, secretKeys: readonly string[], log: App['log']): Sessions {
  const { session } = options;
  const basePath = basePathIn(options);
  if (session?.store === undefined || secretKeys.length === 0)
    return new SessionsInCookies(session, secretKeys, basePath);
  return new SessionsInStore(session, secretKeys, session.store, log, basePath);
}
