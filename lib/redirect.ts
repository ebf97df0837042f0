import type { Response } from './response.js';

const STATUSES = [301, 302, 303, 307, 308];

/**
 * Thrown, or returned, to send the client elsewhere.
 *
 * @param location a path or a URL; relative ones stay relative (RFC 9110, section 10.2.2)
 * @param status 301, 302, 303, 307 or 308; default 302
 * @param response carries the headers and cookies to send along
 * @throws TypeError when the location is no text or has a control character; RangeError for another status
 */
export class Redirect {
  readonly location: string;
  readonly status: number;
  readonly response: Response | undefined;
  /** For `Redirect.local`: where to go when `location` leads away. */
  readonly #fallback: string | undefined;

  constructor(location: string, status = 302, response?: Response, fallback?: string) {
    if (typeof location !== 'string') {
      throw new TypeError(`Redirect takes a path or a URL as its location, not ${String(location)}.`);
    }
    if (!STATUSES.includes(status)) {
      throw new RangeError(`Redirect takes one of the statuses ${STATUSES.join(', ')}, not ${String(status)}.`);
    }
    const illegal = /[\x00-\x1f\x7f]/.exec(location);
    if (illegal !== null) {
      throw new TypeError(`The header 'Location' has an illegal character, ${JSON.stringify(illegal[0])}, at position ${illegal.index}. Redirect to a target that is percent-encoded.`);
    }
    this.location = location;
    this.status = status;
    this.response = response;
    this.#fallback = fallback;
  }

  /**
   * A redirect to a target that a client chose (`?next=`), followed only when it stays on this site; else to
   * `fallback`. `//evil`, `/\evil`, `/%09/evil` and `javascript:` lead away; a full URL of this origin does not.
   *
   * @example throw Redirect.local(request.args.get('next'), '/')
   */
  static local(target: string | undefined | null, fallback: string, status = 302): Redirect {
    const usable = typeof target === 'string' && target !== '' && !/[\x00-\x20\x7f]/.test(target);
    return new Redirect(usable ? target : fallback, status, undefined, fallback);
  }

  /** The location for a request to `origin` (`https://example.com`), as a header can hold it. */
  resolve(origin: string): string {
    const chosen = this.#fallback === undefined || staysOn(origin, this.location) ? this.location : this.#fallback;
    // What stands outside ASCII is encoded as UTF-8, a space as %20; all that is encoded already stays.
    return chosen.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
  }
}

/** Ends the request with a redirect: `redirect('/')` is `throw new Redirect('/')`. */
export function redirect(location: string, status?: number, response?: Response): never {
  throw new Redirect(location, status, response);
}

function staysOn(origin: string, target: string): boolean {
  // Browsers read a backslash as a slash, and servers behind a proxy may see %09 and %2f decoded.
  if (/^[/\\]*[\s\\/]*[/\\]{2}|\\/.test(target) || /^\/%(0[0-9a-d]|20|2f|5c)/i.test(target)) return false;
  if (/^[a-z][a-z\d+.-]*:/i.test(target) && !/^https?:\/\/[^/]/i.test(target)) return false;
  return URL.canParse(target, origin) && new URL(target, origin).origin === origin;
}
