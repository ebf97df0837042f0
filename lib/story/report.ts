import type { FastifyReply } from 'fastify';

import { tellMonitoring } from '../errors/monitoring.js';
import { isUnforeseen } from '../errors/plugin-errors.js';
import { shown } from '../plain/shown.js';
import { throwerOf } from '../request/blame.js';
import { isTimeout, stageOf } from '../request/stage.js';
import { handlerOf } from './error-handlers.js';
import type { PlannedRequest } from './plan.js';

/** Whether monitoring is to hear of an error: once, and only of one that nobody foresaw. */
export function isToBeReported(request: PlannedRequest, thrown: unknown): boolean {
  const stage = stageOf(request);
  if (request.reported !== undefined || (stage !== 'handling' && stage !== 'leaving')) return false;
  if (!isUnforeseen(thrown)) return false;
  // A handler for `Error` takes whatever comes: it foresees nothing.
  const handler = handlerOf(thrown, request.plan.errorHandlers);
  return handler === undefined || handler.of === Error;
}

/**
 * Tells monitoring of an error: the tracing channel, and the `onError` hooks of plugins. Those Fastify runs when an error is
 * sent, and then it asks its error handler, from which the request comes back.
 *
 * @returns whether it does; not while these hooks hear of another error
 */
export function reportThroughFastify(request: PlannedRequest, thrown: unknown): boolean {
  const { reply } = request;
  const error = thrown instanceof Error ? thrown : new Error(messageOf(request, thrown), { cause: thrown });
  request.reported = { thrown };
  reply.code(500);
  tellMonitoring(request, error, thrown);
  reply.send = untilReported(request, reply.send);
  try {
    // Not the function that notices replies by hand: see Request.environ.
    (Object.getPrototypeOf(reply) as typeof reply).send.call(reply, error);
    return true;
  } catch (refusal) {
    if (isForAnother(refusal)) return false;
    throw refusal;
  }
}

/** Fastify's timer sends a timeout also while these hooks wait, which would throw there. The error is answered then. */
function untilReported(request: PlannedRequest, send: FastifyReply['send']): FastifyReply['send'] {
  return (payload) => {
    const { reply, reported } = request;
    if (reported?.isHeard === true || !isTimeout(payload)) return send.call(reply, payload);
    isErrorKey ??= Object.getOwnPropertySymbols(reply).find(
      ({ description }) => description === 'fastify.reply.isError',
    );
    if (isErrorKey !== undefined) (reply as unknown as Record<symbol, boolean>)[isErrorKey] = false;
    return reply;
  };
}

/** Where Fastify notes that what is sent next is an error, for which it would run the hooks again. */
let isErrorKey: symbol | undefined;

/** Whether Fastify has refused to send anything: its `onError` hooks hear of another error, a timeout, which is answered then. */
export function isForAnother(refusal: unknown): boolean {
  return (Object(refusal) as { code?: unknown }).code === 'FST_ERR_SEND_INSIDE_ONERR';
}

function messageOf(request: PlannedRequest, thrown: unknown): string {
  // Errors of another realm, as where Jest runs the code, are not instances of this Error.
  const { message } = Object(thrown) as { message?: unknown };
  return typeof message === 'string'
    ? message
    : `${throwerOf(request, thrown)} threw ${shown(thrown)}, which is no Error.`;
}
