import type { App } from './app.js';
import type { Logger } from './config/config.js';
import type { LiveReload } from './server/live-reload.js';
import type { Abort } from './errors/errors.js';
import type { Limits } from './metadata.js';
import type { Request } from './request.js';
import type { RouteTable } from './routes/routes.js';
import type { ControllerScan, Route } from './scanner.js';
import type { Admission } from './security.js';
import type { Sessions } from './session/sessions.js';
import type { FileFolder } from './files/send-file.js';
import type { Templates } from './templates/templates.js';

// Types alone: what the parts of a running app know of each other.

/** What is the same for all requests of an app. */
export interface Runtime {
  readonly app: App;
  readonly routes: RouteTable;
  readonly sessions: Sessions;
  readonly templates: Templates;
  readonly files: FileFolder;
  readonly admission: Admission;
  readonly securityHeaders: boolean;
  readonly baseUrl: string | undefined;
  readonly log: Logger;
  /** Decided when the app is run. */
  debug: boolean;
  /** Under `phial run --debug` alone. */
  readonly live: LiveReload | undefined;
  /** Hears of an error that nobody foresaw: the test client's `throwErrors`. */
  onUnforeseen: ((error: unknown) => void) | undefined;
}

/** A function with its arguments resolved from the request; `given` is the error or the response, where there is one. */
export type Call = (request: Request, given?: unknown) => unknown;

/** A hook, ready to be called. */
export interface Hook {
  /** `Notes.countVisits`, for messages. */
  who: string;
  call: Call;
}

/** An error handler, ready to be called. */
export interface ErrorHandlerPlan extends Hook {
  /** The status or the class that it answers. */
  of: unknown;
}

/** All that can be known of a route before its first request. */
export interface Plan {
  readonly runtime: Runtime;
  /** Undefined where no route matched. */
  readonly route: Route | undefined;
  /** The controller of the route; of an unknown path below its prefix, too. */
  readonly controller: ControllerScan | undefined;
  /** `Notes.show`, for messages. */
  readonly who: string;
  readonly limits: Limits;
  /** Whether cross-site writes are refused. */
  readonly csrf: boolean;
  /** Whether a hook of Fastify's has checked the request before its body was read. */
  readonly isAdmitted: boolean;
  readonly handle: Call;
  /** In the order in which they run, as are the other lists. */
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
  readonly teardown: readonly Hook[];
  /** The values that context processors give to templates. */
  readonly context: readonly Call[];
  /** In the order in which they are asked. */
  readonly errorHandlers: readonly ErrorHandlerPlan[];
  /** Why no route matched. */
  readonly routingException: Abort | null;
}
