import type { FastifyRequest } from 'fastify';

import { emptiable, isNoSegment, pathVariables } from '../classes/path.js';
import { pathOf, withoutOrigin } from '../request/target.js';
import type { Plan } from './plan.js';

/** Whether a path that a route has matched is not the route's. */
export type Elsewhere = (plan: Plan, request: FastifyRequest) => boolean;

/**
 * At `/notes/` Fastify takes the variable of `/notes/:id` for empty, and nothing is served there; and `/*` gives way to a
 * route that has the path with a last slash. The variables of a prefix are those of links, too, and no URL holds `..` as one.
 * Undefined for a path of which none of this can be.
 */
export function elsewhereOf(url: string, prefix: string): Elsewhere | undefined {
  const shared = pathVariables(prefix);
  if (shared.length > 0) {
    const isElsewhere = elsewhereOf(url, '');
    return (plan, request) => hasNoSegment(request, shared) || isElsewhere?.(plan, request) === true;
  }
  const names = emptiable(url);
  if (url.endsWith('/*')) return (plan, request) => hasEmpty(request, names) || isServedWithSlash(plan, request);
  return names.length === 0 ? undefined : (_plan, request) => hasEmpty(request, names);
}

function hasEmpty({ params }: FastifyRequest, names: readonly string[]): boolean {
  for (let index = 0; index < names.length; index++)
    if ((params as Record<string, unknown>)[names[index]!] === '') return true;
  return false;
}

function hasNoSegment({ params }: FastifyRequest, names: readonly string[]): boolean {
  for (let index = 0; index < names.length; index++)
    if (isNoSegment((params as Record<string, string>)[names[index]!]!)) return true;
  return false;
}

function isServedWithSlash({ runtime }: Plan, { method, raw }: FastifyRequest): boolean {
  return runtime.routes.takesWithSlash(pathOf(withoutOrigin(raw.url ?? '/')), method);
}
