import { LARGEST_COOKIE } from '../response/cookies.js';
import { Cipher } from './cipher.js';
import { ageOf, isOver } from './origin.js';
import { cookiesNamed, deletionCookie, sessionCookie } from './set-cookie.js';
import { sessionSettings, settingsAt, type SessionOptions, type SessionSettings } from './session-options.js';
import { isRecord, type SessionRecord } from './session-record.js';
import { Session } from './session.js';
import { BROWSER_SESSION, type Sessions } from './sessions.js';

/** Thrown before anything is sent when a session does not fit into its cookie, which browsers would drop silently. */
export class SessionTooLarge extends Error {
  /** Tells the error from others in a log. */
  override readonly name = 'SessionTooLarge';

  constructor(
    /** Bytes of the cookie: its name, value and attributes. */
    readonly size: number,
    /** The bytes that browsers take. */
    readonly limit: number,
    /** The keys that take the most room, as text, the largest first: `'cart' (5012 bytes)`. */
    readonly largest: readonly string[],
  ) {
    super(
      `The session's cookie has ${size} bytes, and browsers take ${limit}. The largest keys are ${largest.join(', ')}. Keep large data in a database, and its id in the session.`,
    );
  }
}

/**
 * Sessions that lie whole in an encrypted cookie. The server remembers nothing of them: a cookie that somebody copied
 * opens until it is stale, also after a logout.
 */
export class SessionsInCookies implements Sessions {
  readonly cookieName: string;
  readonly isStored = false;
  readonly #settings: SessionSettings;
  readonly #cipher: Cipher | undefined;

  /** @param secretKeys the first encrypts, the others still decrypt; without one, sessions are empty and explain themselves */
  constructor(options: SessionOptions | undefined, secretKeys: readonly string[], basePath = '') {
    this.#settings = sessionSettings(options, basePath);
    this.cookieName = this.#settings.cookieName;
    this.#cipher = secretKeys.length === 0 ? undefined : new Cipher(secretKeys, this.cookieName);
  }

  async ready(): Promise<void> {
    await this.#cipher?.ready();
  }

  close(): void {}

  /**
   * The session in a `Cookie` header; an empty one when there is none, or it is forged, foreign, stale or malformed.
   */
  open(header: string | undefined): Session {
    if (this.#cipher === undefined) return new Session(null, undefined, true);
    for (const text of cookiesNamed(this.cookieName, header)) {
      const session = this.#read(this.#cipher, text);
      if (session !== undefined) return session;
    }
    return new Session();
  }

  /**
   * Closes a session to changes.
   *
   * @returns the `Set-Cookie` header that keeps it; undefined when the browser's cookie is as it should be
   * @throws SessionTooLarge; TypeError for a value that cannot be kept
   */
  save(session: Session, isSecure: boolean, basePath?: string): string | undefined {
    session.close();
    const settings = settingsAt(this.#settings, basePath);
    const origin = Session.originOf(session);
    const isDue = session.permanent && origin !== undefined && ageOf(origin) > settings.lifetime / 2;
    const record = this.#cipher === undefined ? undefined : session.recordToSave(isDue);
    if (record === undefined) return undefined;
    if (session.isEmpty) return !session.isNew || session.isEnded ? deletionCookie(settings, isSecure) : undefined;
    const cookie = sessionCookie(settings, this.#cipher!.seal(record), session.permanent, isSecure);
    // All of it is ASCII, so that its length is its size.
    if (cookie.length > LARGEST_COOKIE) throw new SessionTooLarge(cookie.length, LARGEST_COOKIE, largestKeys(record));
    return cookie;
  }

  #read(cipher: Cipher, text: string): Session | undefined {
    try {
      const opened = cipher.open(text);
      if (opened === null) return undefined;
      const { d, f, p } = opened.data;
      const record = { d, f, p };
      const { lifetime } = this.#settings;
      if (!isRecord(record) || isOver(opened, record.p === 1 ? lifetime : Math.min(lifetime, BROWSER_SESSION)))
        return undefined;
      return new Session(record, opened);
    } catch {
      // Only our own key makes cookies that decrypt, but another program, or another Phial, may keep other data in them.
      return undefined;
    }
  }
}

function largestKeys({ d = {}, f = [] }: SessionRecord): string[] {
  const sizes = Object.entries(d).map(([key, value]): [string, number] => [
    `'${key}'`,
    Buffer.byteLength(JSON.stringify(value)),
  ]);
  if (f.length > 0) sizes.push(['flash messages', Buffer.byteLength(JSON.stringify(f))]);
  return sizes
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([key, size]) => `${key} (${size} bytes)`);
}
