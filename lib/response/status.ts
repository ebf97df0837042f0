import { inspect } from 'node:util';

/** @throws RangeError for what is not the status of a final response; TypeError for options in its place */
export function checkedStatus(status: number): number {
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  if (typeof status === 'object' && status !== null)
    throw new TypeError(
      'A status is a number: write makeResponse(body, 201, headers), or new Response(body, { status }).',
    );
  throw new RangeError(`A response takes a status from 200 to 599, not ${inspect(status)}.${cureOfText(status)}`);
}

/** A form's field, or a setting of the environment, is text. */
function cureOfText(status: unknown): string {
  return typeof status === 'string' && /^[2-5]\d\d$/.test(status) ? ` Write the number: ${status}.` : '';
}
