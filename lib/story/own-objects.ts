import { isError } from '../plain/is-error.js';
import type { Request } from '../request/request.js';
import { ResponseHeaders } from '../response/headers.js';
import { Response } from '../response/response.js';

/** Refuses what is not an answer: the request itself, as middleware elsewhere returns it, or a copied response. */
export function refuseOwnObject(request: Request, value: unknown, who: string, cure = GO_ON): void {
  if (value === request) throw new TypeError(`${who} returned the request, which is not an answer. ${cure}`);
  if (typeof value === 'object' && value !== null && !(value instanceof Response) && !isError(value) && isCopied(value))
    throw new TypeError(
      `${who} returned a copy of a Response as an object, which has lost its body. Change the response and return nothing, or return makeResponse(response, status, headers).`,
    );
}

const GO_ON = 'Return nothing to go on, and keep what is for later in request.state.';

/** As `{ ...response }` is. */
function isCopied(value: object): boolean {
  return Object.hasOwn(value, 'headers') && (value as { headers: unknown }).headers instanceof ResponseHeaders;
}
