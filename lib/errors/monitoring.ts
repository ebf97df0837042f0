import { tracingChannel } from 'node:diagnostics_channel';

import { SERVED_BY } from '../request/served-by.js';
import type { Request } from '../request/request.js';

/** Where Fastify tells monitoring of the errors that its handlers throw. */
const { error: errors } = tracingChannel('fastify.request.handler');

/**
 * Tells monitoring of an error that nobody foresaw, each once.
 *
 * @param thrown what it stands for, when it is not an error itself
 */
export function tellMonitoring(request: Request, error: unknown, thrown = error): void {
  if (!errors.hasSubscribers) return;
  const told = toldOf(request);
  const isTold = told.has(thrown);
  told.add(thrown).add(error);
  if (isTold) return;
  const { fastifyRequest, reply } = request;
  const { url, method } = fastifyRequest.routeOptions;
  errors.publish({ request: fastifyRequest, reply, error, async: false, route: { url, method } });
}

function toldOf(request: Request): Set<unknown> {
  const { reported } = request;
  const told = toldIn.get(request) ?? new Set();
  if (reported?.isEarly === true && isOfPlugin(request)) told.add(reported.thrown);
  toldIn.set(request, told);
  return told;
}

/** Fastify itself tells of what the routes of plugins throw; of what their hooks do, it does not. The static files throw nothing. */
function isOfPlugin({ plan, fastifyRequest }: Request): boolean {
  return plan.route === undefined && plan.who !== ROUTER && fastifyRequest.routeOptions.config[SERVED_BY] === undefined;
}

/** Stands for a handler where no route matched. */
export const ROUTER = 'The router';

/** The errors that were told, by request. */
const toldIn = new WeakMap<Request, Set<unknown>>();
