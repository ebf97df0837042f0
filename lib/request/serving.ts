import type { StandardSchema } from '../plain/standard-schema.js';
import type { FastifyRequest } from 'fastify';

import type { App } from '../app.js';
import type { BlueprintScan, ControllerScan, Route } from '../classes/scanner.js';
import type { Logger } from '../plain/logger.js';
import type { Abort } from '../response/abort.js';
import type { RouteTable } from '../routes/routes.js';
import type { Sessions } from '../session/sessions.js';
import type { Request } from './request.js';
import type { TakenOver, TakeoverHeaders } from './stage.js';

/** What a request knows of how it is served. The story's plan of its route has all of this, and more. */
export interface Serving {
  readonly runtime: ServingApp;
  /** Undefined where no route matched. */
  readonly route: Route | undefined;
  /** The controller of the route; of an unknown path below its prefix, too. */
  readonly controller: ControllerScan | undefined;
  /** The blueprint of the route; of an unknown path below its prefix, too. */
  readonly blueprint: BlueprintScan | undefined;
  /** `Notes.show`, for messages. */
  readonly who: string;
  /** Why no route matched. */
  readonly routingException: Abort | null;
}

/** What is the same for all requests of an app, as far as a request reads it. */
export interface ServingApp {
  readonly app: App;
  readonly routes: RouteTable;
  readonly sessions: Sessions;
  readonly baseUrl: string | undefined;
  /** Where the app lives below its host, unless a trusted proxy says otherwise. */
  readonly basePath: string;
  /** The language of dates and numbers, or those of which a request gets its best; undefined for all of them. */
  readonly locale: string | readonly string[] | undefined;
  readonly log: Logger;
  /** Knows which pages may write here. */
  readonly admission: { isCrossSite(request: FastifyRequest): boolean };
  /** Knows what is the API's; undefined without a document. */
  readonly api: ApiOfApp | undefined;
  readonly mode: Mode;
  /** Fills in a template with what it knows of a request. */
  renderText(request: Request, name: string | readonly string[], context: object | undefined): Promise<string>;
  /** Hears of an error that nobody foresaw: the test client's `throwErrors`. */
  onUnforeseen: ((error: unknown) => void) | undefined;
  /** Has what factories opened for a request ended with it, at the latest when the response is out. */
  readonly closeAtTheEnd: (request: Request) => void;
  /** Looks after what a handler sends through Fastify's reply. */
  readonly payloadByHand: (request: Request, payload: unknown) => unknown;
  /** Leaves the answer to somebody else, who is told when the handler is done. */
  readonly takeOver: (request: Request, handlers: TakenOver) => TakeoverHeaders | Promise<TakeoverHeaders>;
}

/** What an error page asks of the API. */
export interface ApiOfApp {
  has(route: Route | undefined, path: string): boolean;
  errorsOf(route: Route): StandardSchema | undefined;
  errorsAt(path: string): StandardSchema | undefined;
}

/** How an app runs: decided when it is made, and again when it is run. */
export interface Mode {
  debug: boolean;
}
