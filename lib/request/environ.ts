import type { FastifyReply, FastifyRequest } from 'fastify';

import { isError } from '../plain/is-error.js';
import { Abort } from '../response/abort.js';
import type { Head } from '../response/head.js';
import type { Request } from './request.js';
import { interrupt, noteWhileOpen } from './resources.js';
import { BEFORE_SENDING, isTimeout, noticeTakeover, type Stage } from './stage.js';

/** Fastify's own objects for a request. */
export interface Environ {
  /** The request, with the raw one of Node in it. */
  request: FastifyRequest;
  /** The reply: what is sent through it is the answer. */
  reply: FastifyReply;
}

/** The environ of a request. From now on it is written down when a handler sends a reply by hand. */
export function environOf(request: Request): Environ {
  const { fastifyRequest, reply, written } = request;
  if ((reply as unknown) === undefined) return withoutReply(request);
  // A teardown hook may read there what was sent.
  if (Array.isArray(written)) showHead(reply, written);
  reply.send = watchedSend(request, reply.send);
  reply.callNotFound = watchedCallNotFound(request, reply.callNotFound);
  return { request: fastifyRequest, reply };
}

/** Of what an extension calls with Fastify's request alone. */
function withoutReply(request: Request): Environ {
  return {
    request: request.fastifyRequest,
    get reply(): never {
      throw noReply(request, "environ.reply is none. Give the function Phial's request, or answer where it is called.");
    },
  };
}

/** The error for what wants the reply of such a request. */
export function noReply(request: Request, what: string): Error {
  return new Error(
    `${request.plan.who} was called by a function of bind() with Fastify's request, where there is no reply: ${what}`,
  );
}

function showHead(reply: FastifyReply, head: Head): void {
  for (let place = 0; place < head.length; place += 2) reply.header(head[place] as string, head[place + 1]);
}

/**
 * Fastify does not tell whether a reply is on its way while its hooks run. The function is not made where it is assigned,
 * since it would keep the request: see handlebars-changes.ts.
 */
function watchedSend(request: Request, send: FastifyReply['send']): FastifyReply['send'] {
  return (payload) => {
    const { stage, reply, plan } = request;
    if (!BEFORE_SENDING.has(stage)) {
      // Phial sends its own responses by it, too: those are no answers to what broke.
      if (stage === 'last answer') repliedLate.add(request);
      // A plugin's hook has failed on the way to the 404: its status is meant.
      if (isError(payload) && isLeftToMissing(request)) noteSent(request, payload);
      return send.call(reply, payload);
    }
    // Fastify's own is no answer by hand.
    if (isTimeout(payload)) return send.call(reply, payload);
    const body = plan.runtime.payloadByHand(request, payload);
    if (isError(payload)) noteSent(request, payload);
    request.stage = 'replied';
    return send.call(reply, body);
  };
}

/**
 * Whoever leaves an answer to the 404 has answered. Fastify runs the `preHandler` hooks of plugins first, and comes back
 * when the handler is done, perhaps.
 */
function watchedCallNotFound(
  request: Request,
  callNotFound: FastifyReply['callNotFound'],
): FastifyReply['callNotFound'] {
  return () => {
    noticeTakeover(request);
    const { stage, reply } = request;
    if (stage === 'handling') interrupt(request, new Abort(404));
    if (BEFORE_SENDING.has(stage)) {
      leftAt.set(request, stage);
      request.stage = 'replied';
    }
    return callNotFound.call(reply);
  };
}

/** Whether the answer was left to the 404, which has not come yet. */
export function isLeftToMissing(request: Request): boolean {
  return leftAt.has(request);
}

/** The 404 has come: it goes on from where the answer was left to it. */
export function resumeAsMissing(request: Request): void {
  request.stage = leftAt.get(request) ?? request.stage;
  leftAt.delete(request);
}

const leftAt = new WeakMap<Request, Stage>();

/** Whether a reply was sent by hand in place of a response that broke on its way. Hooks of plugins may be at work on it yet. */
export function isRepliedLate(request: Request): boolean {
  return repliedLate.has(request);
}

const repliedLate = new WeakSet<Request>();

/** An error that is sent has what is open undone. Fastify sends errors this way, too: that of a timeout. */
function noteSent(request: Request, error: Error): void {
  noteWhileOpen(request, error);
  if (!String((error as { code?: unknown }).code).startsWith('FST_')) sentErrors.add(error);
}

/** Whether an error was sent through a reply, by hand: what that says of the status is meant. */
export function isSentByHand(error: object): boolean {
  return sentErrors.has(error);
}

const sentErrors = new WeakSet<object>();
