import type { FastifyReply, FastifyRequest } from 'fastify';
import { finished } from 'node:stream';

import { Abort } from './errors.js';
import { answerByDefault, answerError } from './error-handling.js';
import { isPromise } from './injection.js';
import { Redirect } from './redirect.js';
import { Request } from './request.js';
import { toResponse, type Response } from './response.js';
import type { Plan } from './runtime.js';
import { complete, discard, retract, send } from './send.js';

/**
 * The story of a request: the before-hooks, the handler, its value as a response, the after-hooks, the wire; and aside
 * from it, whatever is thrown. Nothing waits unless something of it is a promise.
 */
export function dispatch(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): void {
  const request = begin(plan, fastifyRequest, reply);
  try {
    const refusal = plan.isAdmitted ? undefined : plan.runtime.admission.refuse(fastifyRequest, plan.csrf);
    if (refusal !== undefined) return fail(request, refusal);
    const value = plan.before.length === 0 ? plan.handle(request) : handleAfterHooks(request);
    if (isPromise(value)) value.then((result) => answer(request, result), (error: unknown) => fail(request, error));
    else answer(request, value);
  } catch (error) {
    fail(request, error);
  }
}

/** The same story for a request that failed before it got here: its body was too large, or it came from another site. */
export function dispatchError(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const request = fastifyRequest.phial;
  // The error of a response that is on its way already: of its stream, or of a plugin's hook.
  if (request !== null) return redeliver(request, error);
  fail(begin(plan, fastifyRequest, reply), error);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The request as Phial's handlers see it, once it was dispatched. */
    phial: Request | null;
  }
}

function begin(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): Request {
  const request = new Request(plan, fastifyRequest, reply);
  fastifyRequest.phial = request;
  if (plan.teardown.length > 0) finished(reply.raw, () => void tearDown(request));
  return request;
}

/** The first hook that returns something ends the request with it. */
async function handleAfterHooks(request: Request): Promise<unknown> {
  for (const hook of request.plan.before) {
    const value = await hook(request);
    if (value !== undefined) return value;
  }
  return request.plan.handle(request);
}

/** A returned value becomes a response. */
function answer(request: Request, value: unknown): void {
  let response: Response | Promise<Response>;
  try {
    if (isLeftAlone(request, value)) return;
    if (value instanceof Abort || value instanceof Redirect) throw value;
    response = complete(request, toResponse(value, `${request.plan.who} returned`));
  } catch (error) {
    return fail(request, error);
  }
  if (isPromise(response)) response.then((completed) => finish(request, completed), (error: unknown) => fail(request, error));
  else finish(request, response);
}

/** A handler may answer through Fastify's reply itself. */
function isLeftAlone(request: Request, value: unknown): boolean {
  if (!request.hasReplied) return false;
  if (request.openSession?.modified === true) {
    request.log.error({ handler: request.plan.who }, `${request.plan.who} changed the session and sent a reply through environ.reply, which has no session: the change is lost. Return a Response instead.`);
  }
  if (value !== undefined && value !== request.reply) {
    request.log.error({ handler: request.plan.who }, `${request.plan.who} sent a reply through environ.reply and returned a value as well, which is lost. Do one of them.`);
  }
  return true;
}

/** A thrown error becomes a response, too. */
function fail(request: Request, error: unknown): void {
  void answerFor(request, error).then((response) => finish(request, response));
}

function answerFor(request: Request, error: unknown): Promise<Response> {
  return answerError(request, error)
    .then((response) => complete(request, response))
    .catch((second: unknown) => answerByDefault(request, second));
}

function finish(request: Request, response: Response): void {
  if (request.plan.after.length === 0) deliver(request, response);
  else void runAfterHooks(request, response).then((last) => deliver(request, last));
}

/** Each after-hook runs once, and none stops the others. */
async function runAfterHooks(request: Request, first: Response): Promise<Response> {
  let response = first;
  for (const hook of request.plan.after) {
    const previous = response;
    try {
      const value = await hook(request, response);
      if (value !== undefined) response = await complete(request, toResponse(value, 'The after-request hook returned'));
    } catch (error) {
      response = answerByDefault(request, error);
    }
    if (response.body !== previous.body) discard(previous.body);
  }
  return response;
}

function deliver(request: Request, response: Response): void {
  try {
    send(request, response);
  } catch (error) {
    undo(request, response);
    void answerFor(request, error).then((answer) => deliverAnswer(request, answer));
  }
}

/** A response that could not be sent, mostly for its session, is an error like any other; its answer has one chance. */
function deliverAnswer(request: Request, response: Response): void {
  try {
    send(request, response);
  } catch (error) {
    undo(request, response);
    redeliver(request, error);
  }
}

/** As if nothing had been tried; error handlers see the session as the client sent it. */
function undo(request: Request, response: Response): void {
  discard(response.body);
  retract(request);
  request.openSession = undefined;
  request.sessionCookie = undefined;
}

/** Sends an error instead of a response that broke. */
function redeliver(request: Request, error: unknown): void {
  retract(request);
  send(request, answerByDefault(request, error));
}

/** All teardown hooks run, even when one throws. */
async function tearDown(request: Request): Promise<void> {
  for (const hook of request.plan.teardown) {
    try {
      await hook(request, request.unhandled);
    } catch (error) {
      request.log.error({ err: error, handler: request.plan.who }, 'A teardown hook failed.');
    }
  }
}
