import type { OperationOptions } from '../classes/operation-options.js';
import type { Call } from '../injection/call.js';
import { then } from '../plain/promises.js';
import { Response, toResponse } from '../response/response.js';
import { isAnsweredByHand } from './by-hand.js';
import type { PlannedRequest } from './plan.js';

/** A handler whose answers have the status that the API's document tells, unless they set one. Few routes say any. */
export function withStatus(call: Call, who: string, { status }: OperationOptions): Call {
  if (status === undefined || status === 200) return call;
  const nothing = status === 204 ? emptyAnswer : nothingSaid;
  const answer = (value: unknown): unknown => {
    const response = toResponse(value, `${who} returned`);
    if (!response.hasOwnStatus) response.status = status;
    return response;
  };
  return (request, given) =>
    // The story calls it, and with nothing else.
    then(call(request, given), (value) => (value === undefined ? nothing(request as PlannedRequest) : answer(value)));
}

/** It may have answered by hand; and what returns nothing has to hear of it. */
function nothingSaid(): undefined {
  return undefined;
}

/** What has no body needs none returned. */
function emptyAnswer(request: PlannedRequest): Response | undefined {
  return isAnsweredByHand(request) ? undefined : new Response(null, { status: 204 });
}
