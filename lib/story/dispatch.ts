import type { FastifyReply, FastifyRequest } from 'fastify';
import { finished } from 'node:stream';

import { answerByDefault, answerError, type Answer } from './rescue.js';
import { logFailure, noteFailure } from '../errors/failures.js';
import { attempt, isPromise, settled, then } from '../plain/promises.js';
import { Request } from '../request/request.js';
import { Response, toResponse, Unfinished } from '../response/response.js';
import type { Hook, Plan, PlannedRequest } from './plan.js';
import { complete, retract, saveSession, send, sendPlainly, sendText, textOf, type Text } from './deliver.js';
import { discard, guard, isStream, isStreamed } from '../response/streams.js';

/**
 * The story of a request: the before-hooks, the handler, its value as a response, the after-hooks, the wire; and aside
 * from it, whatever is thrown. Nothing waits unless something of it is a promise.
 */
export function dispatch(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): void {
  const request = begin(plan, fastifyRequest, reply);
  try {
    // What is not admitted before is asked with a method that changes nothing, or served by no route.
    const refusal = plan.isAdmitted ? undefined : plan.runtime.admission.refuse(fastifyRequest, false);
    if (refusal !== undefined) return fail(request, refusal);
    const value = plan.before.length === 0 ? plan.handle(request) : handleAfterHooks(request);
    if (isPromise(value)) answerLater(request, value);
    else answer(request, value);
  } catch (error) {
    fail(request, error);
  }
}

// What waits is in functions of its own, here and below: a function that has a callback in it makes a context for that
// at each call, needed or not.

function answerLater(request: PlannedRequest, value: Promise<unknown>): void {
  settled(value).then(
    (result) => answer(request, result),
    (error: unknown) => fail(request, error),
  );
}

/** The same story for a request that failed before it got here: its body was too large, or it came from another site. */
export function dispatchError(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const request = fastifyRequest.phial;
  // The error of a response that is on its way already: of its stream, or of a plugin's hook.
  if (request !== undefined) void redeliver(request, error);
  else fail(begin(plan, fastifyRequest, reply), error);
}

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The request as Phial's handlers see it, once it was dispatched. It is no decorator of Fastify's, which every request
     * of every plugin would be given, by name.
     */
    phial?: PlannedRequest;
  }
}

function begin(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): PlannedRequest {
  // A request keeps the plan that it is given, which is all of one here.
  const request = new Request(plan, fastifyRequest, reply) as PlannedRequest;
  fastifyRequest.phial = request;
  if (plan.teardown.length > 0) tearDownAtTheEnd(request);
  return request;
}

/** The before-hooks from one on, and the handler. */
function handleAfterHooks(request: PlannedRequest, index = 0): unknown {
  const hook = request.plan.before[index];
  if (hook === undefined) return request.plan.handle(request);
  const value = hook.call(request);
  return isPromise(value) ? settled(value).then((given) => goOn(request, given, index)) : goOn(request, value, index);
}

/** The first hook that returns something, or replies itself, ends the request. */
function goOn(request: PlannedRequest, value: unknown, index: number): unknown {
  if (request.hasReplied) return value;
  if (value === undefined) return handleAfterHooks(request, index + 1);
  return toResponse(value, `${request.plan.before[index]!.who} returned`);
}

/** A returned value becomes a response. */
function answer(request: PlannedRequest, value: unknown): void {
  if (request.hasReplied) return leaveAlone(request, value);
  let response: Response | Promise<Response>;
  try {
    const text = textOf(request, value);
    if (text !== undefined && isFinal(request)) return deliverText(request, text);
    response =
      text === undefined
        ? complete(request, toResponse(value, `${request.plan.who} returned`))
        : new Response(text.text, { type: text.type });
  } catch (error) {
    return fail(request, error);
  }
  if (isPromise(response)) finishLater(request, response);
  else finish(request, response);
}

function finishLater(request: PlannedRequest, response: Promise<Response>): void {
  response.then(
    (completed) => finish(request, completed),
    (error: unknown) => fail(request, error),
  );
}

/** Whether nothing changes a response any more, and nothing is waited for: then it needs no `Response`. */
function isFinal({ plan, openSession }: PlannedRequest): boolean {
  return plan.after.length === 0 && (openSession === undefined || !plan.runtime.sessions.isStored);
}

/** A handler may answer through Fastify's reply itself. */
function leaveAlone(request: PlannedRequest, value: unknown): void {
  const { who } = request.plan;
  if (request.openSession?.modified === true) {
    request.log.error(
      { handler: who },
      `${who} changed the session and sent a reply through environ.reply, which has no session: the change is lost. Return a Response instead.`,
    );
  }
  if (value === undefined || value === request.reply) return;
  discard(value instanceof Response ? value.body : value);
  request.log.error(
    { handler: who },
    `${who} sent a reply through environ.reply and returned a value as well, which is lost. Do one of them.`,
  );
}

/** A thrown error becomes a response, too. */
function fail(request: PlannedRequest, error: unknown): void {
  if (request.hasReplied) return giveUp(request, error);
  void then(respondTo(request, error), (response) => {
    if (response !== undefined) finish(request, response);
  });
}

/** The response to an error. It can fail as well: its template, its file. */
function respondTo(request: PlannedRequest, error: unknown, answer = answerError): Answer {
  return attempt(
    () => completed(request, answer(request, error)),
    (second) => respondToSecond(request, second),
  );
}

/** No error handler is asked any more; and a third error is for the log alone. */
function respondToSecond(request: PlannedRequest, error: unknown): Answer {
  return attempt(
    () => completed(request, answerByDefault(request, error)),
    (third) => answerByDefault(request, noteFailure(request, third)),
  );
}

/** Undefined when an error handler replied itself. */
function completed(request: PlannedRequest, answer: Answer): Answer {
  return then(answer, (response) => (response === undefined ? undefined : complete(request, response)));
}

/** A handler that replied itself has failed: nobody else would end what it began. */
function giveUp(request: PlannedRequest, error: unknown): void {
  noteFailure(request, error, 'after it had sent a reply through environ.reply');
  if (request.isTakenOver) request.reply.raw.destroy();
}

function finish(request: PlannedRequest, response: Response): void {
  const last = request.plan.after.length === 0 ? response : runAfterHooks(request, response);
  if (isPromise(last)) void last.then((one) => deliver(request, one));
  else deliver(request, last);
}

/** The after-hooks from one on. Each runs once, and none stops the others. */
function runAfterHooks(request: PlannedRequest, response: Response, index = 0): Response | Promise<Response> {
  const hook = request.plan.after[index];
  if (hook === undefined) return response;
  const next = runAfterHook(request, response, hook);
  return isPromise(next)
    ? next.then((one) => runAfterHooks(request, one, index + 1))
    : runAfterHooks(request, next, index + 1);
}

function runAfterHook(request: PlannedRequest, response: Response, { call, who }: Hook): Response | Promise<Response> {
  const source = response.body;
  const changed = (value: unknown): Response | Promise<Response> => {
    const next = value === undefined || value === response ? response : toResponse(value, `${who} returned`);
    if (next.body !== source) discardAtTheEnd(request, source);
    return next.body instanceof Unfinished ? complete(request, next) : next;
  };
  return attempt(
    () => then(call(request, response), changed),
    (error) => {
      discardAtTheEnd(request, source);
      // Never undefined, since no handler is asked.
      return respondTo(request, error, answerByDefault) as Response | Promise<Response>;
    },
  );
}

/** A source that was replaced is closed with the response, and not before: what replaced it may read from it. */
function discardAtTheEnd(request: PlannedRequest, source: unknown): void {
  if (!isStreamed(source)) return;
  if (isStream(source)) guard(source);
  finished(request.reply.raw, () => discard(source));
}

function deliver(request: PlannedRequest, response: Response): void {
  if (request.hasReplied) return leaveAlone(request, response);
  try {
    const saving = saveSession(request);
    if (isPromise(saving)) deliverLater(request, response, saving);
    else send(request, response);
  } catch (error) {
    void deliverInstead(request, response, error);
  }
}

function deliverLater(request: PlannedRequest, response: Response, saving: Promise<void>): void {
  saving.then(() => send(request, response)).catch((error: unknown) => deliverInstead(request, response, error));
}

function deliverText(request: PlannedRequest, text: Text): void {
  try {
    void saveSession(request);
    sendText(request, text);
  } catch (error) {
    void deliverInstead(request, undefined, error);
  }
}

/** A response that could not be sent, mostly for its session, is an error like any other; its answer has one chance. */
async function deliverInstead(request: PlannedRequest, response: Response | undefined, error: unknown): Promise<void> {
  undo(request, response);
  const answer = await respondTo(request, error);
  if (answer === undefined) return;
  try {
    await saveSession(request);
    send(request, answer);
  } catch (second) {
    undo(request, answer);
    await redeliver(request, second);
  }
}

/** As if nothing had been tried; error handlers see the session as the client sent it. */
function undo(request: PlannedRequest, response: Response | undefined): void {
  discard(response?.body);
  retract(request);
  request.openSession = undefined;
  request.sessionCookie = undefined;
}

/** Sends an error instead of a response that broke. */
async function redeliver(request: PlannedRequest, error: unknown): Promise<void> {
  retract(request);
  const answer = await respondTo(request, error);
  if (answer === undefined) return;
  try {
    await saveSession(request);
    sendPlainly(request, answer);
  } catch (last) {
    noteFailure(request, last, 'while an error was sent');
    request.reply.raw.destroy();
  }
}

function tearDownAtTheEnd(request: PlannedRequest): void {
  finished(request.reply.raw, () => tearDown(request));
}

/** The teardown hooks from one on. All run, even when one throws. */
function tearDown(request: PlannedRequest, index = 0): void {
  const hook = request.plan.teardown[index];
  if (hook === undefined) return;
  const { call, who } = hook;
  const end = attempt(
    () => call(request, request.unhandled),
    (error) => logFailure(request, error, `${who}, a teardown hook, failed.`, who),
  );
  void then(end, () => tearDown(request, index + 1));
}
