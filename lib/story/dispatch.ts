import type { FastifyReply, FastifyRequest } from 'fastify';

import { isPromise } from '../plain/promises.js';
import { Abort } from '../response/abort.js';
import { interrupt } from '../request/resources.js';
import { isLeftToMissing, resumeAsMissing } from '../request/environ.js';
import { isAnsweredMeanwhile, isTimeout, stageOf, type Stage } from '../request/stage.js';
import { Response } from '../response/response.js';
import { discard } from '../response/streams.js';
import { answer, type Outgoing } from './answer.js';
import { begin, beginFailed } from './begin.js';
import { endLate, isAnsweredByHand, leaveAlone } from './by-hand.js';
import { keepSession, send, sendPlainly } from './deliver.js';
import { nothingPromised } from './nothing.js';
import { runAfterHooks, runBeforeHooks } from './hooks.js';
import type { Plan, PlannedRequest } from './plan.js';
import { finishAnswer, finishResources } from './resources.js';
import { Road, type Step } from './road.js';

/**
 * The whole road of a request: before-hooks → handler → answer → the rest of generator factories → after-hooks → keep the
 * session → send. Whatever is thrown on it is rescued: an error becomes an answer, which goes on from there. No step waits unless it has to.
 * Each that may have waited asks first whether another answer has gone further, or somebody has answered by hand.
 */
export function dispatch(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): void {
  travel(plan, fastifyRequest, reply, handle);
}

/** The same road for a request that no route serves: where a handler would be called, most are refused. */
export function dispatchMissing(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply): void {
  // Its handler has called environ.reply.callNotFound().
  if (fastifyRequest.phial !== undefined) return answerAsMissing(fastifyRequest.phial);
  travel(plan, fastifyRequest, reply, plan.routingException === null ? handle : refuse);
}

/** Answers what was left to the 404, from the stage at which it was left. The handler may go on. */
function answerAsMissing(request: PlannedRequest, error: unknown = new Abort(404)): void {
  resumeAsMissing(request);
  const { stage, resources } = request;
  const isAtWork = resources !== undefined && (resources.isInterrupted || !resources.isHandled);
  if (stage === 'handling' && isAtWork) return answerInPlace(request, error);
  if (stage === 'replied') request.stage = 'sending';
  road.fail(request, error);
}

function travel(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply, next: Step<unknown>): void {
  const request = begin(plan, fastifyRequest, reply);
  try {
    // Requests that may have a body were looked at before it was read; the others write nothing that another site could want.
    const refusal = plan.isAdmitted ? undefined : plan.runtime.admission.refuse(fastifyRequest, false);
    if (refusal !== undefined) throw refusal;
    if (plan.before.length === 0) next(request, undefined);
    else road.goOn(request, runBeforeHooks(request), next);
  } catch (error) {
    road.fail(request, error);
  }
}

/** The road for a request that failed before it got here, whose response failed after it had left, or whose error was reported. */
export function dispatchError(plan: Plan, fastifyRequest: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const request = fastifyRequest.phial ?? beginFailed(plan, fastifyRequest, reply, error);
  // A plugin's hook has failed on the way to the 404 that the answer was left to.
  if (isLeftToMissing(request)) return answerAsMissing(request, error);
  const isInPlace = mayGoOn(request, error);
  // Fastify gives up what a handler has sent through environ.reply, so that it has to be answered here.
  if (request.stage === 'replied') request.stage = 'sending';
  if (isInPlace) return answerInPlace(request, error);
  // What was reported comes back, whatever the hooks for it have made of it.
  const { stage, reported } = request;
  if (reported !== undefined) reported.isHeard = true;
  const comesBack = reported !== undefined && stage !== 'sending' && !isTimeout(error);
  road.fail(request, comesBack ? reported.thrown : error);
}

/** The road for what was thrown before a plugin's handler was to be called, by who may refuse that. */
export function dispatchThrown(request: PlannedRequest, error: unknown): void {
  road.fail(request, error);
}

/** The handler goes on, and so does what it works with. */
function answerInPlace(request: PlannedRequest, error: unknown): void {
  interrupt(request, error);
  road.answer(request, error, finishThen(request.stage === 'handling' ? leave : replace));
}

/** Whether a handler may go on: one that has timed out, or whose answer by hand did, or broke. */
function mayGoOn({ stage, resources }: PlannedRequest, error: unknown): boolean {
  return stage === 'handling' ? isTimeout(error) : stage === 'replied' && resources?.isHandled === false;
}

/** @param early what a before-hook has returned: then the handler is skipped */
function handle(request: PlannedRequest, early: unknown): void {
  if (early !== undefined || isAnsweredMeanwhile(request)) return respond(request, early);
  const value = request.plan.handle(request);
  if (isPromise(value)) road.goOnLater(request, value, respondLate);
  else respond(request, value);
}

/** What is known to be refused is not thrown: to throw and catch takes longer than to make the answer. */
function refuse(request: PlannedRequest, early: unknown): void {
  if (early !== undefined || isAnsweredMeanwhile(request)) respond(request, early);
  else road.fail(request, request.plan.routingException);
}

/** What a promise gave: nothing, perhaps, where a value was meant to stand in for nothing. */
function respondLate(request: PlannedRequest, value: unknown): void {
  if (value === undefined && !isAnsweredMeanwhile(request)) throw nothingPromised(request);
  respond(request, value);
}

function respond(request: PlannedRequest, value: unknown): void {
  // It may have answered by hand, or so late that an error was sent instead.
  if (!isAnsweredMeanwhile(request)) road.goOn(request, answer(request, value), finish);
  else if (request.resources === undefined) leaveAlone(request, value);
  else road.goOn(request, finishResources(request, value), endLate);
}

/** What generator factories have left to do: what fails in it is answered in place of what was made. */
function finish(request: PlannedRequest, outgoing: Outgoing): void {
  if (request.resources === undefined) leave(request, outgoing);
  else road.goOn(request, finishResources(request, outgoing), leaveInTime);
}

function leaveInTime(request: PlannedRequest, outgoing: Outgoing): void {
  if (request.resources!.isInterrupted) endLate(request, outgoing);
  else leave(request, outgoing);
}

/** The same of the answer to an error, which nobody has returned. */
function leaveForError(request: PlannedRequest, outgoing: Outgoing | undefined): void {
  const { resources, stage } = request;
  if (resources?.isInterrupted !== true && stage === 'handling') return leave(request, outgoing);
  if (resources !== undefined) resources.interruption = undefined;
  if (outgoing instanceof Response) discard(outgoing.body);
  giveWay(request, undefined);
}

function leave(request: PlannedRequest, outgoing: Outgoing | undefined): void {
  if (outgoing === undefined || request.stage !== 'handling') return giveWay(request, outgoing);
  request.stage = 'leaving';
  if (hasNothingToKeep(request)) send(request, outgoing);
  else road.goOn(request, runAfterHooks(request, outgoing), keep);
}

/** Whether no hook runs any more, there is no session, and nobody can have answered by hand. */
function hasNothingToKeep({ plan, openSession, hasEnviron }: PlannedRequest): boolean {
  return plan.after.length === 0 && openSession === undefined && !hasEnviron;
}

/** Keeps the session and sends, unless another answer has gone further than the stage at which this one set out. */
function keepAt(stage: Stage): Step<Outgoing | undefined> {
  const sendKept: Step<Outgoing> = (request, outgoing) => {
    // A store may have taken long.
    if (request.stage !== stage) giveWay(request, outgoing);
    else send(request, outgoing);
  };
  return (request, outgoing) => {
    if (outgoing === undefined || stageOf(request) !== stage) giveWay(request, outgoing);
    else road.goOn(request, keepSession(request, outgoing), sendKept);
  };
}

const keep = keepAt('leaving');

/** The same of an error that came since the after-hooks began. */
const keepAnswer = keepAt('replacing');

/** Another answer has gone further, or somebody has answered by hand, or left the answer to the 404, which may be out. */
function giveWay(request: PlannedRequest, outgoing: Outgoing | undefined): void {
  if (isAnsweredByHand(request) && !isLeftToMissing(request)) leaveAlone(request, outgoing);
  else if (outgoing instanceof Response) discard(outgoing.body);
}

/** Keeps the session and sends an answer in place of a response that broke while it was sent. */
function replace(request: PlannedRequest, outgoing: Outgoing | undefined): void {
  if (outgoing !== undefined) road.goOn(request, keepSession(request, outgoing), sendPlainly);
}

/** An error handler may have opened something, which ends now, unless a handler is at work with it yet. */
function finishThen(next: Step<Outgoing | undefined>): Step<Outgoing | undefined> {
  return (request, outgoing) => {
    if (request.resources === undefined || request.resources.isInterrupted) next(request, outgoing);
    else road.goOn(request, finishAnswer(request, outgoing), next);
  };
}

function end(): void {}

const road = new Road({
  handling: finishThen(leaveForError),
  leaving: finishThen(keepAnswer),
  replacing: finishThen(replace),
  sending: finishThen(replace),
  'last answer': end,
  replied: end,
  'taken over': end,
});
