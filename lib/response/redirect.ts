import { markAsPhials } from '../plain/copies.js';
import { refuseInPages, refuseInsideData } from './inside-data.js';
import type { Response } from './response.js';

/** The statuses that send a client elsewhere. */
export const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Thrown, or returned, to send the client elsewhere.
 *
 * @param location a path or a URL; relative ones stay relative (RFC 9110, section 10.2.2)
 * @param status 301, 302, 303, 307 or 308; default 302
 * @param response what is sent along: headers, cookies, a body
 * @throws TypeError when the location is not text or has a control character; RangeError for another status
 */
export class Redirect {
  /** Where the client is sent, percent-encoded. */
  readonly location: string;
  /** The status of the response. */
  readonly status: number;
  /** What is sent along: headers, cookies, a body. */
  readonly response: Response | undefined;
  /** For `Redirect.local`: a full URL, which is followed when the request turns out to be for its origin. */
  #candidate: string | undefined = undefined;
  /** Whether a client chose the location, perhaps from the `fullPath` of a request, which lacks the app's base path. */
  #isChosen = false;

  constructor(location: string, status = 302, response?: Response) {
    if (!REDIRECTS.includes(status)) throw wrongStatus(location, status);
    this.location =
      typeof location === 'string' && PLAIN.test(location) ? location : encoded(checkedLocation(location));
    this.status = status;
    this.response = response;
  }

  /**
   * A redirect to a target that a client chose (`?next=`), followed only when it stays on this site; else to
   * `fallback`. `//evil`, `/\evil`, `/%09/evil` and `javascript:` lead away; a full URL of this origin does not. A path
   * without the app's `basePath` gets it.
   *
   * @example
   * ```ts
   * return Redirect.local(request.args.get('next'), '/');
   * ```
   */
  static local(target: string | undefined | null, fallback: string, status = 302, response?: Response): Redirect {
    const redirect = new Redirect(fallback, status, response);
    if (typeof target !== 'string' || target === '' || /^\s|\\/.test(target) || CONTROL.test(target)) return redirect;
    if (ANYWHERE.every((origin) => staysOn(origin, encoded(target)))) {
      const chosen = new Redirect(target, status, response);
      chosen.#isChosen = true;
      return chosen;
    }
    redirect.#candidate = encoded(target);
    return redirect;
  }

  /** Whether the location is the same for all requests. @internal */
  get isResolved(): boolean {
    return !this.#isChosen && this.#candidate === undefined;
  }

  /** The location for a request to one of some origins (`https://example.com`), which few redirects ask for. @internal */
  resolve(origins: () => string[], basePath = ''): string {
    if (this.#isChosen) return below(basePath, this.location);
    const candidate = this.#candidate;
    return candidate !== undefined && origins().some((origin) => staysOn(origin, candidate))
      ? candidate
      : this.location;
  }

  /** Inside data it has no place. @internal */
  toJSON(): never {
    refuseInsideData('A Redirect', 'Return it alone, or throw it.');
  }

  /** For logs. What has a meaning in HTML is percent-encoded. @internal */
  toString(): string {
    return `Redirect ${this.status} ${this.location.replace(/[<>"'`]/g, percentEncoded)}`;
  }
}

markAsPhials(Redirect);
refuseInPages(Redirect, 'A Redirect', 'Return it alone, or throw it.');

/**
 * Ends the request with a redirect: `redirect('/')` is `throw new Redirect('/')`.
 *
 * @example
 * ```ts
 * return redirect(request.urlFor('notes.index'));
 * ```
 */
export function redirect(location: string, status?: number, response?: Response): never {
  throw new Redirect(location, status, response);
}

function below(basePath: string, location: string): string {
  const isBelow = location.startsWith(basePath) && /^[/?#]?$/.test(location.charAt(basePath.length));
  return isBelow || !location.startsWith('/') ? location : basePath + location;
}

/** Two origins: a location that stays on either is relative, and stays on every other as well. */
const ANYWHERE = ['http://one.invalid', 'http://two.invalid'];
/** What is sent as it is: visible ASCII without the backslash. */
const PLAIN = /^[\x21-\x5b\x5d-\x7e]*$/;
const CONTROL = /[\x00-\x1f\x7f]/;

function checkedLocation(location: unknown): string {
  if (typeof location !== 'string') {
    throw new TypeError(
      `Redirect takes a path or a URL as its location, not ${location instanceof URL ? 'a URL object: give it url.href' : String(location)}.`,
    );
  }
  const illegal = CONTROL.exec(location);
  if (illegal !== null) {
    throw new TypeError(
      `The header 'Location' has an illegal character, ${JSON.stringify(illegal[0])}, at position ${illegal.index}. Redirect to a target that is percent-encoded.`,
    );
  }
  return location;
}

/**
 * What stands outside ASCII as percent-encoded UTF-8, a space as %20; all that is encoded already stays. A backslash,
 * which browsers read as a slash, is %5C.
 */
function encoded(location: string): string {
  return location.toWellFormed().replace(/[^\x21-\x7e]+|\\/g, encodeURIComponent);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function staysOn(origin: string, target: string): boolean {
  if (leadsAway(target)) return false;
  // Of a whole URL, none with a name or a password: browsers would send them.
  if (/^[a-z][a-z\d+.-]*:/i.test(target) && !/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(target)) return false;
  if (!URL.canParse(target, origin)) return false;
  const url = new URL(target, origin);
  // Where '/..//evil' leads to, and '%2fevil': browsers ask for that path.
  return url.origin === new URL(origin).origin && !leadsAway(url.pathname);
}

/** Whether a path is another host to who reads it once more: a server or proxy behind may see %09, %20, %2f and %5c decoded. */
function leadsAway(path: string): boolean {
  return /^\/\/|^\/%(?:0[0-9a-d]|20|2f|5c)/i.test(path);
}

/** Express takes the status first. */
function wrongStatus(location: unknown, status: unknown): Error {
  if (typeof location === 'number')
    return new TypeError(`The status comes second: write redirect('${String(status)}', ${location}).`);
  if (typeof status === 'object' && status !== null)
    return new TypeError(
      `The status is a number, without an object around it: write redirect('${String(location)}', 303).`,
    );
  return new RangeError(`Redirect takes one of the statuses ${REDIRECTS.join(', ')}, not ${String(status)}.`);
}
