import { STATUS_CODES } from 'node:http';

import { ResponseHeaders, type HeadersInput } from '../headers.js';
import type { Response } from '../response.js';

/** What an `Abort` may carry beside its message. Any further field becomes a member of the problem+json body. */
export interface AbortOptions {
  /** Headers of the response, for instance `{ 'Retry-After': 120 }`. */
  headers?: HeadersInput;
  /** The error that led to this one; it is kept for the log and never sent. */
  cause?: unknown;
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
  override readonly name: string = 'Abort';
  readonly status: number;
  /** The status's reason phrase: `Not Found`. */
  readonly title: string;
  readonly headers: ResponseHeaders;
  readonly extras: Readonly<Record<string, unknown>>;

  constructor(status: number, message?: string, options: AbortOptions = {}) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(`Abort takes a status from 400 to 599, not ${String(status)}. Return a Response for another status.`);
    }
    const { headers, cause, ...extras } = options;
    super(message ?? reasonPhrase(status), cause === undefined ? undefined : { cause });
    this.status = status;
    this.title = reasonPhrase(status);
    this.headers = new ResponseHeaders(headers);
    this.extras = extras;
  }
}

/**
 * Ends the request: `abort(404)` is `throw new Abort(404)`, and `abort(response)` sends that response as it is,
 * past all error handlers (as Flask's `abort(response)` does).
 */
export function abort(response: Response): never;
export function abort(status: number, message?: string, options?: AbortOptions): never;
export function abort(what: number | Response, message?: string, options?: AbortOptions): never {
  if (typeof what === 'object' && what !== null) throw what;
  throw new Abort(what, message, options);
}

/** One thing that the doctor found: who has it, what it is, and what to type instead. */
export interface Finding {
  /** `Class.method`, or the class or option. */
  who: string;
  /** What is wrong. */
  cause: string;
  /** What to do about it. */
  cure: string;
}

/** Thrown by `createApp()` and `app.ready()`: everything that is wrong with the app, in one list. */
export class SetupError extends Error {
  override readonly name = 'SetupError';

  constructor(readonly findings: readonly Finding[]) {
    const many = findings.length === 1 ? 'one mistake' : `${findings.length} mistakes`;
    const list = findings.map(({ who, cause, cure }, index) => {
      // One missing compiler option makes a finding of every method.
      const first = findings.findIndex((one) => one.cure === cure);
      return `  ${index + 1}. ${who}: ${cause}\n     ${first < index ? `As in ${first + 1}.` : cure}`;
    });
    super(`The app has ${many}:\n${list.join('\n')}`);
  }
}

/** The command that makes a secret key, for messages. */
export const MAKE_A_KEY = `node -e "console.log(crypto.randomBytes(32).toString('hex'))"`;

/** The standard reason phrase of a status code: `reasonPhrase(404)` is `Not Found`. */
export function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? (status < 500 ? 'Client Error' : 'Server Error');
}

/** The nearest of some names to one that was not found, for a "did you mean". */
export function nearest(name: string, names: Iterable<string>): string[] {
  const limit = Math.max(2, Math.ceil(name.length / 3));
  return [...names]
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** " Did you mean 'notes.index'?", or nothing when no name is near. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const near = nearest(name, names);
  return near.length === 0 ? '' : ` Did you mean ${near.map((candidate) => `'${candidate}'`).join(' or ')}?`;
}

/** The Levenshtein distance: how many letters must be added, dropped or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
