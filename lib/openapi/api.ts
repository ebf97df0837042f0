import type { Route } from '../classes/scanner.js';
import { servedPaths } from '../classes/path.js';
import { addPath, createRouter, type Router, type RouterOptions } from '../routes/router.js';
import type { OpenApiOptions } from './options.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { isDocumented, liesBelow } from './said.js';

/** Knows which routes and paths are the API's: their errors are problems, unless a client prefers HTML. */
export class Api {
  readonly #routes: ReadonlySet<Route>;
  readonly #below: string | undefined;
  readonly #errors: StandardSchema | undefined;
  #paths: Router | undefined;

  /** @param all the routes of the app, in the document or not */
  constructor(
    { routes, errors }: OpenApiOptions,
    all: readonly Route[],
    private readonly routerOptions: RouterOptions,
  ) {
    this.#below = routes;
    this.#errors = errors;
    this.#routes = new Set(all.filter((route) => isDocumented(route, routes)));
  }

  /**
   * Whether a request is the API's. An app without `routes` answers unknown paths as pages.
   *
   * @param route undefined where none matched: then an unknown path below `routes`, or a known one with another method
   */
  has(route: Route | undefined, path: string): boolean {
    if (route !== undefined) return this.#routes.has(route);
    if (this.#below !== undefined && liesBelow(path, this.#below)) return true;
    this.#paths ??= this.#fillRouter();
    return this.#paths.find('GET', path) !== null;
  }

  /** The schema of the errors where no route is: an unknown path below `routes`, or another method of a known one. */
  errorsAt(path: string): StandardSchema | undefined {
    return this.#errors !== undefined && this.has(undefined, path) ? this.#errors : undefined;
  }

  /** The schema of the errors of a route; undefined where they are problems. */
  errorsOf(route: Route): StandardSchema | undefined {
    return this.#routes.has(route) ? this.#errors : undefined;
  }

  /** All its paths under one method: a 405 asks for whichever there is not. */
  #fillRouter(): Router {
    const router = createRouter(this.routerOptions);
    for (const path of [...this.#routes].flatMap((route) => servedPaths(route.path, true)))
      if (!router.hasRoute('GET', path)) addPath(router, 'GET', path);
    return router;
  }
}
