import type { FastifyReply, FastifyRequest } from 'fastify';

import { Request } from '../request/request.js';
import { tearDownAtTheEnd } from './hooks.js';
import type { Plan, PlannedRequest } from './plan.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request as Phial's handlers see it. It is not decorated, which would cost every request of every plugin. */
    phial?: PlannedRequest;
  }
}

/** Makes the request that the story is about. */
export function begin(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): PlannedRequest {
  // It keeps this plan, so that it is a PlannedRequest.
  const request = new Request(plan, fastifyRequest, reply) as PlannedRequest;
  fastifyRequest.phial = request;
  if (plan.teardown.length > 0) tearDownAtTheEnd(request);
  return request;
}

/** The same for a request that has failed already. Fastify has run the `onError` hooks of plugins for its error. */
export function beginFailed(
  plan: Plan,
  fastifyRequest: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): PlannedRequest {
  const request = begin(plan, fastifyRequest, reply);
  request.reported = { thrown: error, isEarly: true };
  return request;
}
