import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';

import type { Class } from '../classes/metadata.js';
import type { Injector } from '../injection/injection.js';
import { isAnsweredMeanwhile } from '../request/stage.js';
import { pathOf, withoutOrigin } from '../request/target.js';
import { begin } from './begin.js';
import { endLate } from './by-hand.js';
import { keepSession } from './deliver.js';
import { dispatchThrown } from './dispatch.js';
import type { Planner } from './planner.js';
import { finishResources } from './resources.js';

/** What the page sends is not Phial's. */
const NOTHING = { text: '', type: '' };

/**
 * A hook for what Fastify's plugins serve: only whom a factory makes an object for may see it. What the factory throws is
 * the answer, an `Abort` or a `Redirect`, on the road that every error takes. What it has put into the session is kept.
 */
export function gate(guard: Class, injector: Injector, planner: Planner): onRequestHookHandler {
  const signature = { who: 'openapi.guard', types: [guard], length: 1, names: [] };
  const call = injector.bind({ open: () => undefined }, 'open', signature, 'hook');
  return (fastifyRequest: FastifyRequest, reply: FastifyReply, done): void => {
    const plan = planner.forNoRoute(pathOf(withoutOrigin(fastifyRequest.url)), null);
    const request = begin({ ...plan, who: 'openapi.guard' }, fastifyRequest, reply);
    // What may see it depends on who asks.
    reply.header('cache-control', 'private, no-cache').header('vary', 'Cookie, Authorization');
    Promise.resolve()
      .then(() => call(request))
      .then(() => (request.resources === undefined ? NOTHING : finishResources(request, NOTHING)))
      .then(() => (isAnsweredMeanwhile(request) ? NOTHING : keepSession(request, NOTHING)))
      .then(
        () => {
          if (isAnsweredMeanwhile(request)) return endLate(request, undefined);
          // From here on it is the plugin's.
          request.stage = 'sending';
          if (request.sessionCookie !== undefined) reply.header('set-cookie', request.sessionCookie);
          done();
        },
        (error: unknown) => dispatchThrown(request, error),
      );
  };
}
