import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify';

import type { RouteTable } from '../routes/routes.js';

/**
 * Takes note of the second path of a route. The `/` of a plugin with a prefix is served with a last slash and without, and
 * Fastify tells its `onRoute` hooks of one of them. The other is there when the call that adds the route is over.
 */
export function serveWithSlash(
  fastify: FastifyInstance,
  routes: RouteTable,
  methods: readonly HTTPMethods[],
  path: string,
  constraints: RouteOptions['constraints'],
): void {
  queueMicrotask(() => {
    const url = `${path}/`;
    const served = methods.filter((method) => fastify.hasRoute({ method, url, ...(constraints && { constraints }) }));
    if (served.length > 0) routes.serve(served, url);
  });
}
