import { isUtf8 } from 'node:buffer';

/** Who a request says it is from. */
export interface Authorization {
  /** In lower case: `basic`, `bearer`. */
  scheme: string;
  /** The user's name, with the scheme `Basic`. */
  username: string | undefined;
  /** The password, with the scheme `Basic`. */
  password: string | undefined;
  /** What stands after the scheme. */
  token: string;
}

/** What an `Authorization` header says (RFC 9110, section 11.6.2); undefined when it is malformed. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match = /^([a-z][\w-]*) +(\S.*)$/i.exec(header.trim());
  if (match === null) return undefined;
  const scheme = match[1]!.toLowerCase();
  const token = match[2]!;
  if (scheme !== 'basic') return { scheme, token, username: undefined, password: undefined };
  const bytes = Buffer.from(token, 'base64');
  // The password may have colons, the name has none (RFC 7617, section 2).
  const credentials = isUtf8(bytes) ? /^([^:]*):(.*)$/s.exec(bytes.toString('utf8')) : null;
  return credentials === null ? undefined : { scheme, token, username: credentials[1], password: credentials[2] };
}
