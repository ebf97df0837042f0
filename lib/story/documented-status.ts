import type { OperationOptions } from '../classes/operation-options.js';
import type { Call } from '../injection/call.js';
import { then } from '../plain/promises.js';
import { toResponse } from '../response/response.js';

/** A handler whose answers have the status that the API's document tells, unless they set one. Few routes say any. */
export function withStatus(call: Call, who: string, { status }: OperationOptions): Call {
  if (status === undefined || status === 200) return call;
  const answer = (value: unknown): unknown => {
    // It may have answered by hand; and what returns nothing has to hear of it.
    if (value === undefined) return undefined;
    const response = toResponse(value, `${who} returned`);
    if (!response.hasOwnStatus) response.status = status;
    return response;
  };
  return (request, given) => then(call(request, given), answer);
}
