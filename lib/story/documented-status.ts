import type { OperationOptions } from '../classes/operation-options.js';
import type { Call } from '../injection/call.js';
import { then } from '../plain/promises.js';
import { isAnsweredMeanwhile } from '../request/stage.js';
import { Response, toResponse } from '../response/response.js';
import type { PlannedRequest } from './plan.js';

/** Gives a handler's answers the status that `openapi: { status }` says, unless they set one themselves. */
export function withStatus(call: Call, who: string, { status }: OperationOptions): Call {
  if (status === undefined || status === 200) return call;
  const nothing = status === 204 ? emptyAnswer : nothingSaid;
  const answer = (request: PlannedRequest, value: unknown): unknown => {
    const response = toResponse(value, `${who} returned`, request);
    if (!response.hasOwnStatus) response.status = status;
    return response;
  };
  return (request, given) =>
    // Handlers are called by the story alone, with its own requests.
    then(call(request, given), (value) =>
      value === undefined ? nothing(request as PlannedRequest) : answer(request as PlannedRequest, value),
    );
}

/** Left as it is: the request is answered, or the handler is told that it returned nothing. */
function nothingSaid(): undefined {
  return undefined;
}

/** With status 204 a handler may return nothing. */
function emptyAnswer(request: PlannedRequest): Response | undefined {
  return isAnsweredMeanwhile(request) ? undefined : new Response(null, { status: 204 });
}
