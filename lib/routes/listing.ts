import type { RouteConfig } from '../classes/metadata.js';
import type { Route } from '../classes/scanner.js';

/** One line of `app.routes`. */
export interface RouteListing {
  /** The name that `urlFor()` takes: `notes.show`. */
  endpoint: string;
  /** The HTTP methods that it answers. */
  methods: readonly string[];
  /** The whole path, with its variables: `/notes/:id`. */
  path: string;
  /** `Notes.show` */
  handler: string;
  /** The blueprint that it belongs to, `shop.admin`. */
  blueprint?: string;
  /** What its `config` says, where it has one. */
  config?: RouteConfig;
  /** The file and line of its decorator: for `phial routes` alone. */
  source?: string | undefined;
}

/** The route of a request: its `config` is there, and empty where none was given. */
export interface MatchedRoute extends RouteListing {
  /** What the route's `config` says. */
  config: RouteConfig;
}

export function listingOf(route: Route): RouteListing {
  const { endpoint, methods, path, handler, options } = route;
  const { blueprint } = route.controller;
  const { source } = route.method;
  return {
    endpoint,
    methods,
    path,
    handler,
    ...(blueprint !== undefined && { blueprint: blueprint.name }),
    ...(options.config !== undefined && { config: options.config }),
    ...(source !== undefined && { source }),
  };
}

/** Made when a request first asks for it, and the same for all that follow. */
export function matchedRoute(route: Route): MatchedRoute {
  const known = matched.get(route);
  if (known !== undefined) return known;
  const made = { ...listingOf(route), config: route.options.config ?? {} };
  matched.set(route, made);
  return made;
}

const matched = new WeakMap<Route, MatchedRoute>();
