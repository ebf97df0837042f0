import type { AppOptions } from '../config/config.js';
import type { Findings } from './findings.js';
import { pattern, servedPaths } from '../classes/path.js';
import { addPath, createRouter, routerOptionsOf, type Router } from '../routes/router.js';
import type { Route } from '../classes/scanner.js';

/** Gives the routes to a router of Fastify's kind: it refuses what Fastify would, and knows which two paths are one. */
export class RouterTrial {
  readonly #router: Router;
  /** Those that it is asked about. */
  readonly #doubtful: ReadonlySet<Route>;

  constructor(
    routes: readonly Route[],
    private readonly options: AppOptions,
    private readonly findings: Findings,
  ) {
    this.#router = createRouter(routerOptionsOf(options.fastify));
    this.#doubtful = doubtfulOf(routes, (route) => this.#served(route));
  }

  /** @param methods those that can be served */
  examine(route: Route, methods: readonly string[]): void {
    if (!this.#doubtful.has(route)) return;
    try {
      for (const path of this.#served(route)) for (const method of methods) this.#registerOne(route, method, path);
    } catch (error) {
      const message = (error as Error).message;
      const [, cure] = ROUTER_CURES.find(([pattern]) => pattern.test(message)) ?? [
        undefined,
        'Paths are those of find-my-way, the router of Fastify.',
      ];
      this.findings.find(
        'PH215',
        route.handler,
        `its path '${route.path}' cannot be served: ${message.replace(/!$/, '')}`,
        cure,
      );
    }
  }

  #registerOne(route: Route, method: string, path: string): void {
    try {
      addPath(this.#router, method, path, route);
    } catch (error) {
      const declared = /already declared for route '(.+)' with/.exec((error as Error).message)?.[1];
      const first = (this.#router as unknown as RegisteredRoutes).routes.find(
        (one) => one.method === method && one.pattern === declared,
      );
      if (first === undefined) throw error;
      this.#duplicate(route, first.store, `${method} ${path}`);
    }
  }

  #duplicate(route: Route, first: Route, served: string): void {
    if (areNamesakes(route, first)) return;
    if (first.method.method === route.method.method && first.controller === route.controller) {
      this.findings.find('PH216', route.handler, `${served} is declared twice`, 'Take one of its @Route() lines away.');
      return;
    }
    const cure = /\(/.test(first.path + route.path)
      ? 'To the router one regular expression is like another: serve the path with one method, and decide there.'
      : 'Change the path or the HTTP method of one of them.';
    this.findings.find(
      'PH216',
      route.handler,
      `${served} is served by ${first.handler} already${first.path === route.path ? '' : `, as ${first.path}`}`,
      cure,
    );
  }

  #served({ path, options }: Route): string[] {
    return servedPaths(path, options.strictSlashes ?? this.options.strictSlashes ?? true);
  }
}

/** Two blueprints of one name are found as such: all that follows of it needs no finding of its own. */
export function areNamesakes({ controller: { blueprint } }: Route, { controller }: Route): boolean {
  return blueprint !== controller.blueprint && blueprint?.name === controller.blueprint?.name;
}

/**
 * The routes that a router may refuse, or take for another: all but those with a plain path that no other comes near to.
 * To fill a router with a thousand routes takes as long as all else that is looked at.
 */
function doubtfulOf(routes: readonly Route[], served: (route: Route) => readonly string[]): Set<Route> {
  const doubtful = new Set(routes.filter(({ path }) => /[(*?]|::/.test(path)));
  const first = new Map<string, Route>();
  for (const route of routes) {
    for (const shape of served(route)
      .map(shapeOf)
      .flatMap((one) => route.methods.map((method) => `${method} ${one}`))) {
      const other = first.get(shape);
      if (other === undefined) first.set(shape, route);
      else doubtful.add(other).add(route);
    }
  }
  return doubtful;
}

/** A path without what some router's options make no difference of: letters' case, slashes; and without its variables' names. */
function shapeOf(path: string): string {
  return pattern(path).replaceAll('()', '').replace(/\/+/g, '/').replace(/\/$/, '').toLowerCase();
}

/** The router's list of what it was given, which its types leave out. */
interface RegisteredRoutes {
  routes: readonly { method: string; pattern: string; store: Route }[];
}

/** What to do about the errors of find-my-way. */
const ROUTER_CURES: readonly (readonly [RegExp, string])[] = [
  [
    /^Wildcard/,
    "A wildcard takes all the rest, and has no name: end the path with it, '/files/*', or name the part before the rest, '/:part/rest'.",
  ],
  [
    /^Optional/,
    'Only the last variable can be left out. Write two methods, one with the variable and one without; or both routes on one method that takes no path variable, and read request.params.',
  ],
  [
    /not safe/,
    'Such an expression can take minutes for a long path. Write it without a repetition inside a repetition.',
  ],
  [/regexp|regular/i, 'Mend the expression in brackets: it is one of JavaScript, with its backslashes doubled.'],
];
