import { hkdfSync } from 'node:crypto';

import fastifyCookie from '@fastify/cookie';
import secureSession from '@fastify/secure-session';
import type { FastifyInstance } from 'fastify';

import { serializeCookie, type CookieOptions } from '../response.js';
import { Session, type SessionRecord } from './session.js';

/** The options of `createApp({ session })`. */
export interface SessionOptions {
  /** Default `session`. */
  cookieName?: string;
  /** Seconds that a permanent session lives; default 31 days. */
  lifetime?: number;
  /** Default `/`. */
  path?: string;
  domain?: string;
  /** Default true. */
  httpOnly?: boolean;
  /** Default `lax`. */
  sameSite?: 'strict' | 'lax' | 'none';
  /** Default `'auto'`: on when the request came by https. */
  secure?: boolean | 'auto';
  /** Default false. */
  partitioned?: boolean;
}

/** A cookie, its name, value and attributes, may have so many bytes: RFC 6265bis, section 5.6, and every browser. */
const LARGEST_COOKIE = 4096;

/** Seconds until a session that is not permanent ends, whatever the browser does. */
const BROWSER_SESSION = 24 * 3600;

/** secure-session's own check of age is set beyond reach: how long a session lives depends on whether it is permanent. */
const NEVER = 1e10;

/** Thrown before anything is sent when a session does not fit into its cookie, which browsers would drop silently. */
export class SessionTooLarge extends Error {
  override readonly name = 'SessionTooLarge';

  constructor(readonly size: number, readonly limit: number, largest: string) {
    super(`The session's cookie has ${size} bytes, and browsers take ${limit}. The largest keys are ${largest}. Keep large data in a database, and its id in the session.`);
  }
}

/** Sessions that lie whole in an encrypted cookie. */
export class CookieSessions {
  readonly cookieName: string;
  readonly #options: Required<Omit<SessionOptions, 'domain'>> & { domain?: string };
  #codec: FastifyInstance | undefined;

  constructor(options: SessionOptions = {}, private readonly secretKeys: readonly string[]) {
    this.#options = {
      cookieName: 'session', lifetime: 31 * 24 * 3600, path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto', partitioned: false,
      ...options,
    };
    this.cookieName = this.#options.cookieName;
  }

  /** Readies the encryption, in a scope of its own: secure-session's hooks then run for no route. */
  async register(fastify: FastifyInstance): Promise<void> {
    if (this.secretKeys.length === 0) return;
    const key = this.secretKeys.map((secret) => deriveKey(secret, this.cookieName));
    await fastify.register(async (scope) => {
      await scope.register(fastifyCookie);
      await scope.register(secureSession, { key, expiry: NEVER, cookieName: this.cookieName });
      this.#codec = scope;
    });
  }

  /** The session in a cookie; an empty one when there is none, or it is forged, foreign, stale or malformed. */
  open(cookie: string | undefined): Session {
    if (this.#codec === undefined) return new Session(null, { unavailable: true });
    const opened = cookie === undefined ? null : this.#decode(cookie);
    if (opened === null) return new Session();
    const session = new Session(opened.record);
    this.#ages.set(session, opened.age);
    return session;
  }

  /** How old the cookies of opened sessions are, in seconds. */
  readonly #ages = new WeakMap<Session, number>();

  /**
   * The `Set-Cookie` header that keeps a session, or undefined when the cookie is as it should be.
   *
   * @throws SessionTooLarge
   */
  save(session: Session, isSecure: boolean): string | undefined {
    const { cookieName: name, lifetime } = this.#options;
    const isDue = session.permanent && (this.#ages.get(session) ?? 0) > lifetime / 2;
    if (this.#codec === undefined || (!isDue && !session.modified)) return undefined;
    const flags = this.#flags(isSecure);
    if (session.isEmpty) return serializeCookie(name, '', { ...flags, maxAge: 0, expires: new Date(0) });
    const record = session.record();
    const text = this.#codec.encodeSecureSession(this.#codec.createSecureSession(record as never));
    const kept = session.permanent ? { ...flags, maxAge: lifetime, expires: new Date(Date.now() + lifetime * 1000) } : flags;
    const cookie = serializeCookie(name, toCookieText(text), kept);
    if (cookie.length > LARGEST_COOKIE) throw new SessionTooLarge(cookie.length, LARGEST_COOKIE, largestKeys(record));
    return cookie;
  }

  #decode(cookie: string): { record: SessionRecord; age: number } | null {
    try {
      const opened = this.#codec!.decodeSecureSession(fromCookieText(cookie));
      if (opened === null) return null;
      const record = opened.data() as SessionRecord;
      const age = Date.now() / 1000 - Number(opened.get('__ts' as never));
      return age > (record.p === 1 ? this.#options.lifetime : BROWSER_SESSION) ? null : { record, age };
    } catch {
      // Only our own key makes cookies that decrypt, but another program may use it for another kind of data.
      return null;
    }
  }

  #flags(isSecure: boolean): CookieOptions {
    const { path, domain, httpOnly, sameSite, secure, partitioned } = this.#options;
    return { path, httpOnly, sameSite, partitioned, secure: secure === 'auto' ? isSecure : secure, ...(domain !== undefined && { domain }) };
  }
}

/** 32 bytes of key from a secret of any length; bound to the cookie's name, so that no cookie passes for another. */
function deriveKey(secret: string, cookieName: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'phial', `session cookie ${cookieName}`, 32));
}

// secure-session writes two base64 texts with a semicolon between; base64url and a dot need no percent-encoding, which
// leaves a tenth more room for data. Buffer.from(text, 'base64') reads both alphabets.
function toCookieText(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '').replace(';', '.');
}

function fromCookieText(cookie: string): string {
  return cookie.replace('.', ';');
}

function largestKeys({ d = {}, f = [] }: SessionRecord): string {
  const sizes = Object.entries(d).map(([key, value]): [string, number] => [`'${key}'`, Buffer.byteLength(JSON.stringify(value))]);
  if (f.length > 0) sizes.push(['flash messages', Buffer.byteLength(JSON.stringify(f))]);
  return sizes.sort((a, b) => b[1] - a[1]).slice(0, 3).map(([key, size]) => `${key} (${size} bytes)`).join(', ');
}
