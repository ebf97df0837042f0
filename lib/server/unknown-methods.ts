import type { IncomingMessage, ServerResponse } from 'node:http';

import type { FastifyInstance } from 'fastify';

/** Fastify's router for what no route serves. */
interface Unserved {
  defaultRoute: (request: IncomingMessage, response: ServerResponse) => void;
  find(method: string, path: string): Route | null;
}

interface Route {
  handler: (request: IncomingMessage, response: ServerResponse, params: object, store: unknown) => void;
  store: unknown;
}

/**
 * Has a method that Node does not know answered like any other that no route takes. Over HTTP/1 Node refuses it; one of HTTP/2
 * comes to Fastify, which has no route for it even among those of its 404, and logs that as a fault of its own.
 */
export function answerUnknownMethods(fastify: FastifyInstance): void {
  const key = Object.getOwnPropertySymbols(fastify).find(({ description }) => description === 'fastify.404');
  if (key === undefined) return;
  const { router } = (fastify as unknown as Record<symbol, { router: Unserved }>)[key]!;
  const original = router.defaultRoute;
  router.defaultRoute = (request, response) => {
    // By its path, since one that cannot be read has a route of its own.
    const route = router.find('GET', request.url ?? '/') ?? router.find('GET', '/');
    if (route === null) original(request, response);
    else route.handler(request, response, {}, route.store);
  };
}
