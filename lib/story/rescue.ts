import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { noteFailure } from '../errors/failures.js';
import { withStatusOf } from '../errors/plugin-errors.js';
import { NotMade } from '../injection/made.js';
import { attempt, then } from '../plain/promises.js';
import { isSentByHand } from '../request/environ.js';
import { stageOf } from '../request/stage.js';
import { breakOff } from '../server/break-off.js';
import { Response } from '../response/response.js';
import { discard } from '../response/streams.js';
import { complete } from './answer.js';
import { isSentWhole, retract } from './deliver.js';
import { answerByDefault, answerError, type Answer } from './error-answer.js';
import { handlerOf } from './error-handlers.js';
import type { PlannedRequest } from './plan.js';
import { isForAnother } from './report.js';
import { endTakeover } from './takeover.js';

/**
 * Makes an answer of whatever was thrown, by how far the response is. What was tried is undone first.
 *
 * @returns the answer, which never fails; undefined when there is none to send
 */
export function rescue(request: PlannedRequest, error: unknown): Answer {
  switch (stageOf(request)) {
    case 'handling':
      return answerTo(request, error);
    case 'leaving':
      // Mostly its session cannot be saved. Error handlers see that as the client sent it.
      request.stage = 'replacing';
      undo(request);
      return answerTo(request, error);
    case 'replacing':
      // The error handlers have had their chance.
      request.stage = 'last answer';
      undo(request);
      return answerTo(request, error, answerByDefault);
    case 'sending':
      // A handler that goes on after its request has timed out.
      if (request.reply.raw.writableEnded) return giveUp(request, error, 'after its response had been sent');
      if (isForAnother(error)) return leaveToAnother(request);
      // A plugin's hook failed, or a stream before its first byte. The session is saved.
      request.stage = 'last answer';
      retract(request);
      return answerTo(request, error);
    case 'last answer':
      return giveUp(request, error, 'while an error was sent');
    default:
      if (request.takenOver !== undefined) return endTakeover(request, error);
      return giveUp(request, error, 'after it had sent a reply through environ.reply');
  }
}

/**
 * What Fastify hands over as an error. Once a handler was called it is the app's, and its status means nothing; unless it was sent
 * as the answer, or comes while a response is sent that has no stream to break: then a plugin's hook has thrown it, which may
 * mean it as the answer, and of which a handler of its class is asked first.
 */
export function asMeant(error: FastifyError, { phial }: FastifyRequest, reply: FastifyReply): unknown {
  if (phial === undefined || isSentByHand(error)) return withStatusOf(error, reply.statusCode) ?? error;
  if (!isSentWhole(phial)) return error;
  const direct = handlerOf(error, phial.plan.errorHandlers);
  return direct === undefined || direct.of === Error ? (withStatusOf(error) ?? error) : error;
}

/** The default answer to an error, without error handlers. It never fails. */
export function defaultResponse(request: PlannedRequest, error: unknown): Response | Promise<Response> {
  // Only error handlers answer by hand, which leaves nothing to send.
  return answerTo(request, error, answerByDefault) as Response | Promise<Response>;
}

/** The answer to an error can fail as well: its template, its file. A second error has no handlers, a third is logged. */
function answerTo(request: PlannedRequest, error: unknown, answer = answerError): Answer {
  return attempt(
    () => completeAnswer(request, answer(request, error)),
    (second) =>
      attempt(
        () => completeAnswer(request, answerByDefault(request, second)),
        (third) => answerByDefault(request, noteFailure(request, third)),
      ),
  );
}

function completeAnswer(request: PlannedRequest, answer: Answer): Answer {
  return then(answer, (response) => (response === undefined ? undefined : complete(request, response)));
}

/** An error that Fastify was given before is answered next, in place of what could not be sent. */
function leaveToAnother({ written }: PlannedRequest): undefined {
  if (written instanceof Response) discard(written.body);
}

/** As if nothing had been tried. */
function undo(request: PlannedRequest): void {
  retract(request);
  request.openSession = undefined;
  request.sessionCookie = undefined;
}

/** Nothing can be sent any more. Where nobody else ends the response, the socket is closed. */
function giveUp(request: PlannedRequest, error: unknown, when: string): undefined {
  const { stage, reply } = request;
  // A factory that has answered the request by hand makes nothing.
  if (error instanceof NotMade && request.hasEnviron) return undefined;
  noteFailure(request, error, when);
  // What was sent through environ.reply is ended by Fastify.
  if (stage !== 'replied' && !reply.raw.writableEnded) breakOff(reply.raw);
  return undefined;
}
