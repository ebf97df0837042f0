import type { FastifyRequest } from 'fastify';

import { emptiable, holdsNothing, sharedVariables, type SharedVariable } from '../classes/path.js';
import { pathOf, withoutOrigin } from '../request/target.js';
import { isMoreExact, partsOf } from '../routes/exactness.js';
import type { RouteTable } from '../routes/routes.js';

/** Whether a path that a route has matched is not the route's. */
export type Elsewhere = (request: FastifyRequest) => boolean;

/**
 * At `/notes/` Fastify takes the variable of `/notes/:id` for empty, and nothing is served there; and `/:name` and `/*` give
 * way to a more exact route that has the path with a last slash. The variables of a prefix stand in the links of its pages,
 * too: a value that no URL can have, `..`, is not served. Undefined for a path of which none of this can be.
 */
export function elsewhereOf(url: string, prefix: string, routes: RouteTable): Elsewhere | undefined {
  const shared = sharedVariables(prefix);
  if (shared.length > 0) {
    const isElsewhere = elsewhereOf(url, '', routes);
    return (request) => hasNothing(request, shared) || isElsewhere?.(request) === true;
  }
  const names = emptiable(url);
  if (url.endsWith('/*') || (url.includes(':') && !url.endsWith('/') && routes.mayGiveWay(url))) {
    const isWithSlash = givesWay(url, routes);
    return (request) => hasEmpty(request, names) || isWithSlash(request);
  }
  return names.length === 0 ? undefined : (request) => hasEmpty(request, names);
}

function hasEmpty({ params }: FastifyRequest, names: readonly string[]): boolean {
  for (let index = 0; index < names.length; index++)
    if ((params as Record<string, unknown>)[names[index]!] === '') return true;
  return false;
}

/** Whether another route, which is more exact than this one, has the path with a last slash. */
export function givesWay(url: string, routes: RouteTable): Elsewhere {
  const parts = partsOf(url);
  return ({ method, raw }) => {
    const other = routes.withSlash(pathOf(withoutOrigin(raw.url ?? '/')), method);
    return other !== undefined && isMoreExact(partsOf(other), parts);
  };
}

function hasNothing({ params }: FastifyRequest, shared: readonly SharedVariable[]): boolean {
  for (let index = 0; index < shared.length; index++)
    if (holdsNothing(shared[index]!, (params as Record<string, string>)[shared[index]!.name]!)) return true;
  return false;
}
