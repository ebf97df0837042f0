import { stringifySetCookie } from 'cookie';

import { isDomain } from '../plain/hosts.js';
import { checkNames } from '../plain/option-names.js';
import { quoted, typeOf } from '../plain/shown.js';
import { isToken, TOKEN_CHARACTERS } from '../plain/token.js';

/** Attributes of a cookie (RFC 6265bis). */
export interface CookieOptions {
  /** Seconds until the browser drops it; without it and `expires`, when the browser closes. */
  maxAge?: number;
  /** When the browser drops it; `maxAge` wins. */
  expires?: Date;
  /** Default `/`. */
  path?: string;
  /** Sends it to the subdomains of this domain, too; default this host alone. */
  domain?: string;
  /** Default false; true for a name that begins with `__Secure-` or `__Host-`, which browsers take no other way. */
  secure?: boolean;
  /** Default false. */
  httpOnly?: boolean;
  /** `none` needs `secure`, and sets it. */
  sameSite?: 'strict' | 'lax' | 'none';
  /** Default false. Needs `secure`, and sets it. */
  partitioned?: boolean;
}

/** Bytes of a cookie that every browser takes (RFC 6265bis, section 5.6). */
export const LARGEST_COOKIE = 4096;

/**
 * The text of a `Set-Cookie` header.
 *
 * @throws TypeError for what no browser would take: an unknown option, a wrong value of one, a name that is not a token
 */
export function serializeCookie(name: string, value: string, options: CookieOptions): string {
  const who = `The cookie '${String(name)}'`;
  if (!isToken(name))
    throw new TypeError(`${JSON.stringify(name)} is no name of a cookie: ${TOKEN_CHARACTERS} are allowed.`);
  if (!['string', 'number', 'boolean'].includes(typeof value))
    throw new TypeError(`${who} must be text, not ${typeOf(value)}.`);
  checkNames(who, options, OPTION_NAMES);
  for (const [option, one] of Object.entries(options)) {
    const check = CHECKS[option as keyof CookieOptions];
    if (one !== undefined && !check.accepts(one))
      throw new TypeError(`${who} needs ${check.needs} as ${option}, not ${quoted(one)}.`);
  }
  const prefix = PREFIX.exec(name)?.[1]!.toLowerCase();
  if (prefix !== undefined) checkPrefixed(who, prefix, options);
  const { maxAge, secure, sameSite, partitioned } = options;
  return stringifySetCookie({
    ...options,
    path: options.path ?? '/',
    name,
    value: String(value).toWellFormed(),
    // Browsers drop cookies for other sites unless they are secure.
    secure: secure === true || partitioned === true || sameSite === 'none' || prefix !== undefined,
    ...(maxAge !== undefined && { maxAge: Math.trunc(maxAge) }),
  });
}

/** Browsers read it in any case. */
const PREFIX = /^__(host|secure)-/i;

/** What browsers ask of these names, and say nothing when they drop a cookie (RFC 6265bis, section 4.1.3). */
function checkPrefixed(who: string, prefix: string, { path = '/', domain, secure }: CookieOptions): void {
  if (secure === false)
    throw new TypeError(
      `${who} must be secure, and browsers drop it otherwise. Leave secure out, or choose another name.`,
    );
  if (prefix === 'host' && (path !== '/' || domain !== undefined))
    throw new TypeError(
      `${who} is for all paths of one host, and browsers drop it with a ${domain === undefined ? 'path' : 'domain'}. Leave path and domain out, or choose another name.`,
    );
}

interface Check {
  accepts(value: unknown): boolean;
  needs: string;
}

const FLAG: Check = { accepts: (value) => typeof value === 'boolean', needs: 'true or false' };

const CHECKS: Record<keyof CookieOptions, Check> = {
  maxAge: { accepts: Number.isFinite, needs: 'a number of seconds' },
  expires: { accepts: (value) => value instanceof Date && !Number.isNaN(value.getTime()), needs: 'a valid Date' },
  path: {
    accepts: (value) => typeof value === 'string' && /^\/[\x20-\x3a\x3c-\x7e]*$/.test(value),
    needs: "a path that begins with a slash and has no ';'",
  },
  domain: { accepts: isDomain, needs: "a host name, 'example.com'," },
  secure: FLAG,
  httpOnly: FLAG,
  sameSite: {
    accepts: (value) => ['strict', 'lax', 'none'].includes(value as string),
    needs: "'strict', 'lax' or 'none'",
  },
  partitioned: FLAG,
};

const OPTION_NAMES = Object.keys(CHECKS);
