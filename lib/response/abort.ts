import { STATUS_CODES } from 'node:http';

import { markAsPhials } from '../plain/copies.js';
import { ResponseHeaders, type HeadersInput } from './headers.js';
import { refuseInsideData } from './inside-data.js';
import type { Response } from './response.js';

/** What an `Abort` may carry beside its message. Any further field becomes a member of the problem+json body. */
export interface AbortOptions {
  /** Headers of the response, for instance `{ 'Retry-After': 120 }`. */
  headers?: HeadersInput;
  /** The error that led to this one; it is kept for the log and never sent. */
  cause?: unknown;
  /** Becomes a member of the problem+json body. */
  [extra: string]: unknown;
}

/**
 * Thrown to end a request with an error status (4xx or 5xx).
 *
 * `message` is shown to the client; without one the status's reason phrase is.
 *
 * @throws RangeError when `status` is not between 400 and 599; TypeError for a header that could not be sent
 */
export class Abort extends Error {
  /** Tells the error from others in a log. */
  override readonly name: string = 'Abort';
  /** The status of the response, from 400 to 599. */
  readonly status: number;
  /** The status's reason phrase: `Not Found`. */
  readonly title: string;
  /** Headers that the response gets. */
  readonly headers: ResponseHeaders;
  /** Further members of the problem+json body. */
  readonly extras: Readonly<Record<string, unknown>>;

  constructor(status: number, message?: string, options: AbortOptions = NOTHING) {
    if (!isErrorStatus(status)) {
      if (isErrorStatus(message))
        throw new TypeError(`The status comes first: write abort(${String(message)}, '${String(status)}').`);
      const isText = typeof status === 'string' && !/^\d+$/.test(status);
      const isQuoted = typeof status === 'string' && isErrorStatus(Number(status));
      const cure = isText ? `Write abort(404, '${String(status)}')` : 'Return a Response for another status';
      const not = isQuoted
        ? `the text '${String(status)}'. Write abort(${String(status)})`
        : `${String(status)}. ${cure}`;
      throw new RangeError(`Abort takes a status from 400 to 599, not ${not}.`);
    }
    if (typeof message === 'object' && message !== null)
      throw new TypeError(
        `The message of Abort is a text, and what else the client gets comes third: write abort(${status}, 'What is wrong', { ... }).`,
      );
    const { headers, cause } = options;
    super(message ?? reasonPhrase(status), cause === undefined ? undefined : { cause });
    this.status = status;
    this.title = reasonPhrase(status);
    this.headers = new ResponseHeaders(headers);
    this.extras = options === NOTHING ? {} : extrasOf(options);
  }

  /** Inside data it has no place. @internal */
  toJSON(): never {
    refuseInsideData(`An ${this.name}`, 'Throw it, or return it alone.');
  }
}

const NOTHING: AbortOptions = Object.freeze({});

/** The further fields, which become members of problem+json. */
function extrasOf({ headers: _headers, cause: _cause, ...extras }: AbortOptions): Record<string, unknown> {
  return extras;
}

markAsPhials(Abort);

/** Ends the request with a response, which is sent as it is, past all error handlers, as Flask's `abort(response)` does. */
export function abort(response: Response): never;
/**
 * Ends the request with an error status: `abort(404)` is `throw new Abort(404)`.
 *
 * @example
 * ```ts
 * const note = notes.find(id) ?? abort(404, 'There is no such note');
 * ```
 */
export function abort(status: number, message?: string, options?: AbortOptions): never;
export function abort(what: number | Response, message?: string, options?: AbortOptions): never {
  if (typeof what === 'object' && what !== null) throw what;
  throw new Abort(what, message, options);
}

/** Whether a status says that a request failed: 400 to 599. */
export function isErrorStatus(status: unknown): boolean {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599;
}

/** The standard reason phrase of a status code: `reasonPhrase(404)` is `Not Found`. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? (status < 500 ? 'Client Error' : 'Server Error');
}
