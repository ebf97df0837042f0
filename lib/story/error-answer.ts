import { Abort } from '../response/abort.js';
import { errorResponse, isDebugged } from '../errors/error-page.js';
import { blamed, logError, noteFailure } from '../errors/failures.js';
import { asAnswer, isUnforeseen } from '../errors/plugin-errors.js';
import { attempt, then } from '../plain/promises.js';
import { blame, throwerOf } from '../request/blame.js';
import { Redirect } from '../response/redirect.js';
import {
  endInterruption,
  interruptionOf,
  isInterruptedSince,
  noteWhileOpen,
  type Interruption,
} from '../request/resources.js';
import { isRepliedLate } from '../request/environ.js';
import { Response, toResponse } from '../response/response.js';
import { discard } from '../response/streams.js';
import { isWithoutStatus } from '../response/web-response.js';
import { complete } from './answer.js';
import { handlerOf } from './error-handlers.js';
import { isAnsweredByHand } from './by-hand.js';
import { refuseOwnObject } from './own-objects.js';
import type { ErrorHandlerPlan, PlannedRequest } from './plan.js';
import { redirectResponse } from './redirect-response.js';

/** The response to an error; undefined when an error handler replied itself. */
export type Answer = Response | undefined | Promise<Response | undefined>;

/** The response to whatever was thrown: a handler's, or the default one. */
export function answerError(request: PlannedRequest, thrown: unknown): Answer {
  if (thrown instanceof Redirect || thrown instanceof Response) return answerByDefault(request, thrown);
  const { errorHandlers } = request.plan;
  // Any other error than an Abort is looked up by its class, before it is a plugin's answer or a 500.
  const direct = handlerOf(thrown, errorHandlers);
  const error = direct === undefined ? toAbort(request, thrown) : thrown;
  if (error instanceof Abort) logCause(request, error);
  const handler = direct ?? handlerUnlessDebugged(request, error as Abort, thrown);
  if (handler === undefined) return answerByDefault(request, error);
  const before = interruptionOf(request);
  const note = (answer: Response | undefined): Response | undefined =>
    isInterruptedSince(request, before) ? dropLate(request, before, answer) : noted(request, thrown, direct, answer);
  return attempt(
    () => then(answerByHandler(request, error, handler, before), note),
    (second) => {
      noteWhileOpen(request, second);
      if (isInterruptedSince(request, before)) return failLate(request, before, second);
      if (second !== error && second !== thrown) blame(request, second, handler.who);
      if (isUnforeseen(second)) {
        // The error that was to be handled is logged, too.
        if (second !== thrown && error === thrown && !(thrown instanceof Abort)) noteFailure(request, thrown);
        return answerByDefault(request, second);
      }
      request.unhandled = undefined;
      return then<Response | undefined, Response | undefined>(answerByDefault(request, second), note);
    },
  );
}

/** Another answer was sent in place of an error handler's, which is lost. */
function dropLate(request: PlannedRequest, before: Interruption, answer: Response | undefined): undefined {
  endInterruption(request, before);
  if (answer !== undefined) discard(answer.body);
}

function failLate(request: PlannedRequest, before: Interruption, thrown: unknown): undefined {
  if (isUnforeseen(thrown)) noteFailure(request, thrown, 'after another answer had been sent in place of its own');
  endInterruption(request, before);
}

/** Logs a bug that a handler for `Error` has answered, since it takes whatever comes. What it answers below 500 it has foreseen. */
function noted(
  request: PlannedRequest,
  thrown: unknown,
  handler: ErrorHandlerPlan | undefined,
  answer: Response | undefined,
): Response | undefined {
  if (handler?.of !== Error || !isUnforeseen(thrown) || isTold(request, thrown)) return answer;
  if ((answer?.status ?? request.reply.statusCode) < 500) return answer;
  noteFailure(request, thrown);
  request.unhandled = undefined;
  return answer;
}

/** In debug mode an unforeseen error is shown on the debug page, even where there is a handler for 500. So does Flask. */
function handlerUnlessDebugged(request: PlannedRequest, error: Abort, thrown: unknown): ErrorHandlerPlan | undefined {
  const isBug = error !== thrown && error.status === 500;
  return isBug && isDebugged(request, error) ? undefined : handlerOf(error, request.plan.errorHandlers);
}

function toAbort(request: PlannedRequest, thrown: unknown): Abort {
  return thrown instanceof Abort ? thrown : (asAnswer(thrown) ?? noteFailure(request, thrown));
}

/** What is sent when no handler is asked: for what an error handler or an after-hook throws, for instance. */
export function answerByDefault(request: PlannedRequest, thrown: unknown): Response | Promise<Response> {
  return attempt(
    () => defaultAnswer(request, thrown),
    // For instance, further members cannot be written as JSON.
    (error) => errorResponse(request, noteFailure(request, error, 'while its error was answered')),
  );
}

function defaultAnswer(request: PlannedRequest, thrown: unknown): Response | Promise<Response> {
  if (thrown instanceof Response) return thrown.copy(request);
  if (thrown instanceof Redirect) return redirectResponse(request, thrown);
  return errorResponse(request, toAbort(request, thrown));
}

/** Whether the cause is logged already, itself or as the cause of the error that stands for it. */
function isTold({ unhandled }: PlannedRequest, cause: unknown): boolean {
  return cause === unhandled || cause === (Object(unhandled) as { cause?: unknown }).cause;
}

/** Logs the cause of a 5xx `Abort`: nobody but the handler that threw it has seen the error behind it. */
function logCause(request: PlannedRequest, error: Abort): void {
  if (error.status < 500 || error.cause === undefined || isTold(request, error.cause)) return;
  const isFirst = request.reported?.thrown === error || request.thrownBy?.has(error) === true;
  const did = `answered ${error.status}`;
  logError(
    request,
    error,
    `${isFirst ? blamed(request, did, error) : `${request.plan.who} ${did}`}: ${error.message}`,
    throwerOf(request, error),
  );
}

function answerByHandler(
  request: PlannedRequest,
  error: unknown,
  { call, who, owner }: ErrorHandlerPlan,
  before: Interruption,
): Answer {
  // An unknown path may lie below several controllers: `.index` is of the one whose handler it is.
  if (request.plan.route === undefined && request.answeredBy !== owner) request.answeredBy = owner;
  return then(call(request, error), (value) => {
    if (isInterruptedSince(request, before) || isAnsweredInstead(request)) return lose(request, value);
    return completed(request, error, responseOfHandler(request, error, value, who), who);
  });
}

/** Whether an error handler has answered by hand, or another answer was sent in place of its own. */
function isAnsweredInstead(request: PlannedRequest): boolean {
  return isAnsweredByHand(request) || request.reply.sent || (request.stage === 'last answer' && isRepliedLate(request));
}

function lose(request: PlannedRequest, value: unknown): undefined {
  request.unhandled = undefined;
  discard(value instanceof Response ? value.body : value);
}

function responseOfHandler(request: PlannedRequest, error: unknown, value: unknown, who: string): Response {
  refuseOwnObject(request, value, who, 'Return what is to be sent: text, an object, a Response.');
  const response = toResponse(value, `${who} returned`, request);
  if (!response.hasOwnStatus || isWithoutStatus(value)) response.status = error instanceof Abort ? error.status : 500;
  if (error instanceof Abort) response.headers.complete(error.headers);
  return response;
}

/**
 * What ends the page of an error says nothing of the error: a file that is not there makes no 404 of it, and a context
 * processor that asks for a login makes no redirect of it.
 */
function completed(request: PlannedRequest, error: unknown, response: Response, who: string): Answer {
  return attempt(
    () => then(complete(request, response, who), (whole) => handled(request, whole)),
    (second) => {
      const end = endOf(second);
      if (end === undefined) throw second;
      noteWhileOpen(request, second);
      const told = `ended in ${end}. The status of the error is answered.`;
      request.log.warn({ handler: who }, `${who} answers an error with what ${told}`);
      return answerByDefault(request, error);
    },
  );
}

/** What a page ended in that was to be completed; undefined for a failure. */
function endOf(thrown: unknown): string | undefined {
  if (thrown instanceof Abort) return `a ${thrown.status} itself: ${thrown.message}`;
  if (thrown instanceof Redirect) return `a redirect to ${thrown.location}`;
  return thrown instanceof Response ? `a Response with ${thrown.status}` : undefined;
}

/** A handler took it, so that no teardown hears of it. */
function handled(request: PlannedRequest, response: Response): Response {
  request.unhandled = undefined;
  return response;
}
