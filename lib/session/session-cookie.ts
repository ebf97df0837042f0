import { serializeCookie, type CookieOptions } from '../cookies.js';
import type { SessionSettings } from './session-options.js';

/** The `Set-Cookie` header of a session; a permanent one stays in the browser for the lifetime. */
export function sessionCookie(settings: SessionSettings, value: string, isPermanent: boolean, isSecure: boolean): string {
  const { cookieName, lifetime } = settings;
  const kept = isPermanent ? { maxAge: lifetime, expires: new Date(Date.now() + lifetime * 1000) } : {};
  return serializeCookie(cookieName, value, { ...flagsOf(settings, isSecure), ...kept });
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
  if (header === undefined) return [];
  return header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at !== -1 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
}

function flagsOf({ path, domain, httpOnly, sameSite, secure, partitioned }: SessionSettings, isSecure: boolean): CookieOptions {
  return { path, httpOnly, sameSite, partitioned, secure: secure === 'auto' ? isSecure : secure, ...(domain !== undefined && { domain }) };
}
