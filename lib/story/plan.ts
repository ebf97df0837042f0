import type { FileFolder } from '../files/send-file.js';
import type { Limits } from '../forms/limits.js';
import type { Call } from '../injection/call.js';
import type { Request } from '../request/request.js';
import type { Serving, ServingApp } from '../request/serving.js';
import type { Owner } from '../routes/routes.js';
import type { LiveReload } from '../server/live-reload.js';
import type { Tokens } from '../session/tokens.js';
import type { Templates } from '../templates/templates.js';
import type { ErrorHandlers } from './error-handlers.js';
import type { ResponseWriters } from './response-schemas.js';
import type { Admission } from './admission.js';

// Types alone: what the story knows of an app, of a route, and of a request.

/** What is the same for all requests of an app. */
export interface Runtime extends ServingApp {
  readonly templates: Templates;
  readonly tokens: Tokens;
  readonly files: FileFolder;
  readonly admission: Admission;
  readonly securityHeaders: boolean;
  /** Under `phial run --debug` alone. */
  readonly live: LiveReload | undefined;
  /** Whether no option for Fastify has something else look at replies, a log of its own for instance. */
  readonly isAlone: boolean;
  /** How many hooks of Phial's own Fastify calls for each request. */
  readonly ownHooks: number;
}

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
  /** The controller whose handlers' errors alone it answers, and its blueprint; undefined for one of more. */
  owner: Owner | undefined;
}

/** All that can be known of a route before its first request. */
export interface Plan extends Serving {
  readonly runtime: Runtime;
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
  /** The context processors: the nearest stand last, since theirs wins of two values with one name. */
  readonly context: readonly Hook[];
  readonly errorHandlers: ErrorHandlers;
  /** What writes JSON by the documented schema of each status; undefined where there is no schema. */
  readonly response: ResponseWriters | undefined;
}

/** A request whose plan is the story's. */
export type PlannedRequest = Request & { readonly plan: Plan };
