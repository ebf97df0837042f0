import type { FastifyRequest } from 'fastify';

import { Abort } from '../response/abort.js';
import type { Planner } from './planner.js';
import { basePathOf, isBareBase } from '../request/base-path.js';
import { SERVED_BY } from '../request/served-by.js';
import { pathOf, withoutOrigin } from '../request/target.js';
import { Redirect } from '../response/redirect.js';
import { Response } from '../response/response.js';
import type { Plan, Runtime } from './plan.js';

/**
 * The plan of a request that no route serves, worked out on the way to its 404: a redirect to the path with its last
 * slash, the answer to OPTIONS, a 405, or the 404.
 */
export function planForMissing(planner: Planner, { routes, basePath }: Runtime, request: FastifyRequest): Plan {
  const { method, raw } = request;
  // A whole URL is asked for where the client takes this server for a proxy; a redirect to it would lead anywhere.
  const local = withoutOrigin(raw.url ?? '/');
  const path = pathOf(local);
  const query = local.slice(path.length);
  const isBare = basePath !== '' && isBareBase(raw, basePath);
  if (isBare || routes.takesWithSlash(path, method)) {
    const location = `${basePathOf(request, basePath)}${isBare ? '' : path}/${query}`;
    return planner.forNoRoute(path, null, () => new Redirect(location, 308));
  }
  const methods = routes.methodsFor(path, true);
  if (methods.length > 0 && !methods.includes(method)) {
    const allow = [...new Set([...methods, 'OPTIONS'])].join(', ');
    if (method === 'OPTIONS') return planner.forNoRoute(path, null, () => new Response(null, { headers: { allow } }));
    return planner.forNoRoute(
      path,
      withoutStack(() => new Abort(405, undefined, { headers: { allow } })),
    );
  }
  return planner.forNoRoute(
    path,
    withoutStack(() => new Abort(404)),
  );
}

/** The plan for a path without a route, or for a route that is not a controller's, which the log then names. */
export function planForOthers(planner: Planner, runtime: Runtime, request: FastifyRequest): Plan {
  const plan = planForMissing(planner, runtime, request);
  if (request.is404) return plan;
  const { url, config } = request.routeOptions;
  return {
    ...plan,
    who: `The route ${request.method} ${url} of ${config[SERVED_BY] ?? 'a plugin'}`,
    routingException: null,
  };
}

/** Makes the error without a stack, which nobody reads and which took a fifth of the time of a 404. */
function withoutStack(make: () => Abort): Abort {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
