import { decodeIfPossible } from '../plain/decode.js';
import { serializeCookie, type CookieOptions } from '../response/cookies.js';
import type { SessionSettings } from './session-options.js';

/** The `Set-Cookie` header of a session, whose value needs no encoding; a permanent one stays in the browser for the lifetime. */
export function sessionCookie(
  settings: SessionSettings,
  value: string,
  isPermanent: boolean,
  isSecure: boolean,
): string {
  return `${settings.cookieName}=${value}${isPermanent ? lastingAttributes(settings, isSecure) : attributesOf(settings, isSecure)}`;
}

/** The `Set-Cookie` header that ends a session: its flags are those it was set with. */
export function deletionCookie(settings: SessionSettings, isSecure: boolean): string {
  return serializeCookie(settings.cookieName, '', { ...flagsOf(settings, isSecure), maxAge: 0, expires: new Date(0) });
}

/**
 * The values of the cookies of one name in a `Cookie` header, in order. A browser may send several, for `/app` and for
 * `/`, or planted by a sister domain: the first that opens is the session.
 */
export function cookiesNamed(name: string, header: string | undefined): string[] {
  const values: string[] = [];
  if (header === undefined) return values;
  for (let start = 0, end; start < header.length; start = end + 1) {
    end = header.indexOf(';', start);
    if (end === -1) end = header.length;
    const equals = header.indexOf('=', start);
    if (equals === -1) break;
    if (equals < end && header.slice(start, equals).trim() === name)
      // Some clients encode what they send back, as they would a cookie of their own.
      values.push(decodeIfPossible(header.slice(equals + 1, end).trim()));
  }
  return values;
}

/** The attributes of a cookie that ends with the browser never change: they are written once. */
function attributesOf(settings: SessionSettings, isSecure: boolean): string {
  let known = attributes.get(settings);
  if (known === undefined) {
    known = { plain: written(settings, flagsOf(settings, false)), secure: written(settings, flagsOf(settings, true)) };
    attributes.set(settings, known);
  }
  return isSecure ? known.secure : known.plain;
}

function lastingAttributes(settings: SessionSettings, isSecure: boolean): string {
  const { lifetime } = settings;
  return written(settings, {
    ...flagsOf(settings, isSecure),
    maxAge: lifetime,
    expires: new Date(Date.now() + lifetime * 1000),
  });
}

/** Attributes as they follow the value. */
function written({ cookieName }: SessionSettings, options: CookieOptions): string {
  return serializeCookie(cookieName, '', options).slice(`${cookieName}=`.length);
}

const attributes = new WeakMap<SessionSettings, { plain: string; secure: string }>();

function flagsOf(
  { path, domain, httpOnly, sameSite, secure, partitioned }: SessionSettings,
  isSecure: boolean,
): CookieOptions {
  return {
    path,
    httpOnly,
    sameSite,
    partitioned,
    secure: secure === 'auto' ? isSecure : secure,
    ...(domain !== undefined && { domain }),
  };
}
