import type { FastifyReply, FastifyRequest } from 'fastify';

import { isLeftToMissing } from '../request/environ.js';
import { BEFORE_SENDING, stageOf } from '../request/stage.js';
import { Response } from '../response/response.js';
import { discard } from '../response/streams.js';
import type { PlannedRequest } from './plan.js';

/** Whether a handler has answered through Fastify's reply itself, which it has from `request.environ`. */
export function isAnsweredByHand(request: PlannedRequest): boolean {
  if (!request.hasEnviron && request.takenOver === undefined) return false;
  const stage = stageOf(request);
  return stage === 'replied' || stage === 'taken over';
}

/** Whether a handler is at work whose answer nobody has begun, so that its client, when it is gone, has merely left. */
export function isAtWork({ phial }: FastifyRequest, { raw }: FastifyReply): boolean {
  if (phial?.resources?.isInterrupted === true) return true;
  if (phial === undefined || phial.reported !== undefined || raw.writableEnded) return false;
  return BEFORE_SENDING.has(stageOf(phial));
}

/** Leaves such an answer alone. What a handler returns as well is lost, and so is a change of the session. */
export function leaveAlone(request: PlannedRequest, value: unknown): void {
  const isByHand = isAnsweredByHand(request) && !isLeftToMissing(request);
  tellOfLosses(request, value, isByHand);
  // A teardown hook is told that its change comes too late.
  if (isByHand) request.openSession?.close();
  request.takenOver?.onEnd();
}

/** The same of who is done, and perhaps late: what it works with may end now. */
export function endLate(request: PlannedRequest, value: unknown): void {
  if (request.resources !== undefined) request.resources.interruption = undefined;
  leaveAlone(request, value);
}

function tellOfLosses(request: PlannedRequest, value: unknown, isByHand: boolean): void {
  const { who } = request.plan;
  if (isByHand && isUnsaved(request)) {
    request.log.error(
      { handler: who },
      `${who} changed the session, and a reply was sent through environ.reply, which has no session: the change is lost. Return a Response instead.`,
    );
  }
  if (value === undefined || value === request.reply) return;
  discard(value instanceof Response ? value.body : value);
  request.log.error({ handler: who }, `${who} ${request.takenOver === undefined ? (isByHand ? TWICE : LATE) : OVER}`);
}

/** Whether the session has changes that nobody will save. A session that was saved refuses changes by itself. */
export function isUnsaved({ openSession }: PlannedRequest): boolean {
  return openSession !== undefined && !openSession.isClosed && openSession.modified;
}

const TWICE = 'sent a reply through environ.reply and returned a value as well, which is lost. Do one of them.';
const OVER = 'left its answer to a socket and returned a value as well, which is lost. Return nothing.';
const LATE = 'returned a value after an error had been answered in its place, as after a timeout: the value is lost.';
