import type { App, Request } from 'phial';

/** Where a login stands: a blueprint that is used under two names stands in two places. */
interface Place {
  /** What its endpoints begin with: `shop.login.`, or nothing. */
  prefix: string;
  /** Of its path, which a link needs from wherever it stands. */
  variables: readonly string[];
}

/** In the `config` of the login page's route, which no page of the app's own has, whatever its name. */
export const LOGIN_PAGE = Symbol('the login page of phial-login');

/** Where the logins stand in each app, which is known by the server of its requests. */
export class Places {
  readonly #ofApps = new WeakMap<object, readonly Place[]>();

  open({ fastify, routes }: App): void {
    const places = routes
      .filter(({ config = {} }) => LOGIN_PAGE in config)
      .map(({ endpoint, path }) => ({
        prefix: endpoint.slice(0, -'account.login'.length),
        variables: variablesOf(path),
      }));
    this.#ofApps.set(fastify.server, places);
  }

  /** The place that a request lies in, or else is nearest to: the first of several. Undefined where its path lacks the variables of all. */
  near({ environ, blueprint = '', params }: Request): Place | undefined {
    const all = this.#ofApps.get(environ.request.server.server) ?? [];
    const known = all.filter(({ variables }) => variables.every((name) => params[name] !== undefined));
    const shared = known.map(({ prefix }) => sharedNames(prefix, blueprint));
    return known[shared.indexOf(Math.max(...shared))];
  }
}

/** How many of the blueprints around it a login has in common with a request. */
function sharedNames(prefix: string, blueprint: string): number {
  const names = blueprint.split('.');
  const other = prefix.split('.').findIndex((name, index) => name !== names[index]);
  return other === -1 ? names.length : other;
}

/** The names of the variables in a route's path. */
export function variablesOf(path: string): string[] {
  return Array.from(withoutExpressions(path).matchAll(/::|:(\w+)/g), ([, name]) => name).filter(
    (name) => name !== undefined,
  );
}

/** `/:lang(^(?:en|de)$)/notes` as `/:lang/notes`: an expression has colons of its own. */
function withoutExpressions(path: string): string {
  let depth = 0;
  return path.replace(/\\.|[^]/g, (text) => {
    if (text === '(') depth++;
    const kept = depth === 0 ? text : '';
    if (text === ')') depth--;
    return kept;
  });
}
