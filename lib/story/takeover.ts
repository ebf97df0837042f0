import { noteFailure } from '../errors/failures.js';
import { isUnforeseen } from '../errors/plugin-errors.js';
import { then } from '../plain/promises.js';
import { Response } from '../response/response.js';
import { noReply } from '../request/environ.js';
import { stageOf, type TakenOver, type TakeoverHeaders } from '../request/stage.js';
import { keepSession } from './deliver.js';
import type { PlannedRequest } from './plan.js';

/**
 * Takes the answer of a request over, for who goes on with the connection while the handler runs. The session is saved now.
 *
 * @throws what a session that cannot be saved does: before anything is taken over when that needs no store
 */
export function takeOver(request: PlannedRequest, handlers: TakenOver): TakeoverHeaders | Promise<TakeoverHeaders> {
  if ((request.reply as unknown) === undefined)
    throw noReply(request, "request.takeOver() has no answer to take over. Give the function Phial's request.");
  if (stageOf(request) !== 'handling')
    throw new Error(`request.takeOver() was called by ${request.plan.who} when there was an answer already.`);
  const saved = keepSession(request, NOTHING);
  request.takenOver = handlers;
  request.stage = 'taken over';
  request.reply.hijack();
  return then(saved, () => headersOf(request));
}

const NOTHING = new Response(null);

function headersOf({ reply, sessionCookie }: PlannedRequest): TakeoverHeaders {
  const headers = { ...reply.getHeaders() } as TakeoverHeaders;
  if (sessionCookie === undefined) return headers;
  return { ...headers, 'set-cookie': [...[headers['set-cookie'] ?? []].flat().map(String), sessionCookie] };
}

/** Tells who took it over what the handler threw. What nobody foresaw is logged. */
export function endTakeover(request: PlannedRequest, thrown: unknown): undefined {
  if (isUnforeseen(thrown)) noteFailure(request, thrown);
  request.takenOver!.onEnd({ thrown });
}
