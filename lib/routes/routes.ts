import {
  areGiven,
  buildPath,
  checkUrl,
  encodeAnchor,
  withPathTexts,
  withShared,
  type CurrentRoute,
  type UrlOptions,
  type UrlRecord,
} from './build-url.js';
import type { Class } from '../classes/metadata.js';
import { pattern, servedPaths, sharedVariables } from '../classes/path.js';
import type { ControllerScan, Route } from '../classes/scanner.js';
import { controllerOf, type Owner } from './controller-of.js';
import { isMoreExact, partsOf, strictPaths } from './exactness.js';
import { allFit } from './expressions.js';
import { KnownPaths, type Served } from './known-paths.js';
import { listingOf, type RouteListing } from './listing.js';
import { OWN_STATIC, ownStatic } from './own-static.js';
import type { RouterOptions } from './router.js';
import { nearEndpoint, ownedByNobody } from './unknown-endpoint.js';

export type { UrlOptions, UrlRecord, UrlValues } from './build-url.js';
export type { Owner } from './controller-of.js';

/** The names of a controller's methods. */
export type MethodName<C extends Class> = {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- methods of every kind
  [Key in keyof InstanceType<C>]: InstanceType<C>[Key] extends (...args: any[]) => unknown ? Key : never;
}[keyof InstanceType<C>] &
  string;

/** An endpoint that is not a method of a controller: the static files. */
export interface FixedEndpoint {
  endpoint: string;
  path: string;
  /** What to change of the values before the URL is made. */
  complete(values: UrlRecord): UrlRecord;
}

/** All routes of an app: their listing, their URLs, and what is known of a path that none of them served. */
export class RouteTable {
  readonly #endpoints = new Map<string, Route[]>();
  /** Of a class that several blueprints have, each. */
  readonly #controllersOf = new Map<Class, Set<ControllerScan>>();
  readonly #served: Served[] = [];
  #heads: Set<string> | undefined;
  #known: KnownPaths | undefined;
  #slashed: KnownPaths | undefined;
  #exact: KnownPaths | undefined;
  #strict: ReturnType<typeof strictPaths> | undefined;

  constructor(
    readonly routes: readonly Route[],
    private readonly fixed: readonly FixedEndpoint[],
    /** What decides which paths its routes serve. */
    readonly routerOptions: RouterOptions,
    /** What all URLs begin with. */
    readonly basePath = '',
    /** Of the app, for routes that say nothing else. */
    private readonly strictSlashes = true,
  ) {
    for (const route of routes) {
      this.#endpoints.set(route.endpoint, [...(this.#endpoints.get(route.endpoint) ?? []), route]);
      const { type } = route.controller;
      this.#controllersOf.set(type, (this.#controllersOf.get(type) ?? new Set()).add(route.controller));
    }
  }

  list(): RouteListing[] {
    return [
      ...this.routes.map(listingOf),
      ...this.fixed.map(({ endpoint, path }) => ({ endpoint, methods: ['GET'], path, handler: endpoint })),
    ];
  }

  /**
   * The URL of an endpoint.
   *
   * @param target the arguments of `urlFor`
   * @param from the controller of the request, whose name completes `.show`, and its blueprint
   * @param base the base of a whole URL, `https://example.com`; a path in it is the app's own base path
   * @param current the route of the request, whose prefix variables stay as they are
   * @param basePath where the app lives for the client of the request
   * @throws Error naming the variable that is missing, or the nearest endpoint to one that is unknown
   */
  urlFor(
    target: readonly unknown[],
    from: Owner | undefined,
    base: string | undefined,
    current?: CurrentRoute,
    basePath = this.basePath,
  ): string {
    const [endpoint, given, options] = this.#read(target, from);
    checkUrl(endpoint, given, options);
    const values = withPathTexts(endpoint, given);
    const fixed = this.fixed.find((one) => one.endpoint === endpoint);
    const path =
      fixed === undefined
        ? this.#pathOf(endpoint, values, options.method, current)
        : buildPath(endpoint, fixed.path, fixed.complete(values), this.routerOptions, 'filename');
    const anchor = options.anchor == null || options.anchor === '' ? '' : `#${encodeAnchor(options.anchor)}`;
    if (!(options.external ?? options.scheme != null)) return basePath + path + anchor;
    if (base === undefined) {
      throw new Error(
        `urlFor('${endpoint}') was asked for a whole URL outside a request. Pass baseUrl: 'https://example.com' to createApp().`,
      );
    }
    const origin = options.scheme == null ? base : base.replace(/^[a-z][a-z\d+.-]*:/i, `${options.scheme}:`);
    return /^[^/]*\/\/[^/]+/.exec(origin)![0] + basePath + path + anchor;
  }

  /** Takes note of what Fastify serves: our routes, with their prefix, the static files, those of plugins. */
  serve(methods: readonly string[], path: string, prefix = ''): void {
    // A plugin that answers OPTIONS for all paths, as CORS wants it, makes none of them known.
    if (path.endsWith('*') && methods.every((method) => method === 'OPTIONS')) return;
    this.#served.push({ methods, path, shared: sharedVariables(prefix) });
    this.#known = undefined;
    this.#slashed = undefined;
    this.#exact = undefined;
  }

  /** Whether a route declares HEAD for a path, whatever its variables are called. */
  takesHead(path: string): boolean {
    this.#heads ??= new Set(
      this.routes
        .filter(({ methods }) => methods.includes('HEAD'))
        .flatMap(({ path, options }) => servedPaths(path, options.strictSlashes ?? this.strictSlashes))
        .map(pattern),
    );
    return this.#heads.size > 0 && this.#heads.has(pattern(path));
  }

  /**
   * The methods that a path has routes for, overlapping routes included: for 405 and OPTIONS. Worked out by a second
   * router of Fastify's kind, filled at the first path that no route served.
   *
   * @param mayBeEmpty see `KnownPaths`
   */
  methodsFor(path: string, mayBeEmpty: boolean): string[] {
    return (this.#known ??= this.#knownOf(() => true)).methodsFor(path, mayBeEmpty);
  }

  /**
   * The route that serves a path when a last slash is added: declared `/dir/`, asked `/dir`. That is an exact answer, unlike
   * a wildcard's route, static files at `/`, or a 405; Flask has it so as well. OPTIONS is answered for every exact path.
   */
  withSlash(path: string, method: string): string | undefined {
    // `//evil` would be a redirect to another host.
    if (path.endsWith('/') || /^[/\\]{2}/.test(path)) return undefined;
    const slashed = (this.#slashed ??= this.#knownOf(({ path }) => /[^/]\/$/.test(path)));
    if (method !== 'OPTIONS') return slashed.find(method, `${path}/`);
    return this.#takesExactly(path) ? undefined : slashed.findAny(`${path}/`);
  }

  /** Whether a path is served when a last slash is added. */
  takesWithSlash(path: string, method: string): boolean {
    return this.withSlash(path, method) !== undefined;
  }

  /** Whether a path may be one of this route's, and with a last slash one of another, which is more exact. */
  mayGiveWay(url: string): boolean {
    this.#strict ??= strictPaths(this.routes, this.strictSlashes);
    const parts = partsOf(url);
    return (this.#strict.get(parts.length + 1) ?? []).some((other) => isMoreExact(other, parts));
  }

  #takesExactly(path: string): boolean {
    this.#exact ??= this.#knownOf((one) => !one.path.endsWith('*'));
    return this.#exact.findAny(path) !== undefined;
  }

  #knownOf(isWanted: (one: Served) => boolean): KnownPaths {
    return new KnownPaths(this.#served.filter(isWanted), this.routerOptions);
  }

  #read(
    target: readonly unknown[],
    from: Owner | undefined,
  ): [endpoint: string, values: UrlRecord, options: UrlOptions] {
    if (typeof target[0] === 'function') {
      const [type, method, values = {}, options = {}] = target as [Class, string, UrlRecord?, UrlOptions?];
      return [`${controllerOf(this.#controllersOf, type, method, from).name}.${method}`, values, options];
    }
    const [given, values = {}, options = {}] = target as [string, UrlRecord?, UrlOptions?];
    return [String(given).startsWith('.') ? this.#ownEndpoint(given, from) : given, values, options];
  }

  /** `.show` is this controller's; `.static` this blueprint's, unless the controller has such a method. */
  #ownEndpoint(given: string, from: Owner | undefined): string {
    const own = from?.controller && from.controller.name + given;
    if (from !== undefined && given === OWN_STATIC && (own === undefined || !this.#endpoints.has(own)))
      return ownStatic(from.blueprint, (name) => this.fixed.some(({ endpoint }) => endpoint === name));
    if (own !== undefined) return own;
    throw ownedByNobody(given, [...this.#endpoints.keys(), ...this.fixed.map(({ endpoint }) => endpoint)]);
  }

  #pathOf(endpoint: string, given: UrlRecord, method: string | undefined, current: CurrentRoute | undefined): string {
    const routes = this.#endpoints.get(endpoint);
    if (routes === undefined) {
      const names = [...this.#endpoints.keys(), ...this.fixed.map((one) => one.endpoint)];
      throw new Error(`urlFor: there is no endpoint '${endpoint}'.${nearEndpoint(String(endpoint), names)}`);
    }
    const able = method === undefined ? routes : routes.filter((route) => takes(route, method.toUpperCase()));
    if (able.length === 0) {
      throw new Error(
        `urlFor('${endpoint}') has no route for ${method}, only for ${[...new Set(routes.flatMap((route) => route.methods))].join(', ')}.`,
      );
    }
    const values = withShared(endpoint, able[0]!.controller.prefix, given, current);
    const complete = able.filter(({ path }) => areGiven(path, values));
    const route = complete.find(({ path }) => allFit(path, values)) ?? complete[0] ?? able[0]!;
    return buildPath(endpoint, route.path, values, this.routerOptions);
  }
}

/** HEAD works wherever GET does. */
function takes({ methods }: Route, method: string): boolean {
  return methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}
