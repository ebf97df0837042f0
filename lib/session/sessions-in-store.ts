import { randomBytes } from 'node:crypto';

import type { Logger } from '../plain/logger.js';
import { Cipher } from './cipher.js';
import { cookiesNamed, deletionCookie, sessionCookie } from './set-cookie.js';
import { sessionSettings, type SessionOptions, type SessionSettings } from './session-options.js';
import { isRecord, Session } from './session.js';
import { BROWSER_SESSION, type Sessions } from './sessions.js';
import { StoreClient } from './timed-store.js';
import type { SessionStore } from './store.js';

/** Milliseconds after which no request can still be writing a session that was ended while it did. */
const SETTLING = 30_000;

/** Where a session came from. */
interface Origin {
  id: string;
  /** Seconds since its cookie was set. */
  age: number;
}

/** How a session was ended; one that was renewed goes on under another id. */
interface End {
  how: 'destroyed' | 'renewed';
  timer: NodeJS.Timeout;
}

/** Sessions whose records lie in a store. The cookie holds an id of 256 random bits, encrypted. */
export class StoreSessions implements Sessions {
  readonly cookieName: string;
  readonly isStored = true;
  readonly #settings: SessionSettings;
  readonly #cipher: Cipher;
  readonly #store: StoreClient;
  readonly #origins = new WeakMap<Session, Origin>();
  /** The sessions that were ended a moment ago, by their ids. */
  readonly #ends = new Map<string, End>();

  constructor(options: SessionOptions | undefined, secretKeys: readonly string[], store: SessionStore, log: Logger) {
    this.#settings = sessionSettings(options);
    this.cookieName = this.#settings.cookieName;
    this.#cipher = new Cipher(secretKeys, this.cookieName);
    this.#store = new StoreClient(store, log);
  }

  async ready(): Promise<void> {
    this.#store.open();
    await this.#cipher.ready();
  }

  async close(): Promise<void> {
    for (const { timer } of this.#ends.values()) clearTimeout(timer);
    await this.#store.close();
  }

  /**
   * The session in a `Cookie` header; an empty one when there is none, or its record is not there or damaged.
   *
   * @throws Abort 503 when the store does not answer
   */
  async open(header: string | undefined): Promise<Session> {
    for (const text of cookiesNamed(this.cookieName, header)) {
      const origin = this.#read(text);
      const record = origin === undefined ? undefined : await this.#store.get(origin.id);
      const session = record == null ? undefined : this.#toSession(record);
      if (origin === undefined || session === undefined || origin.age > this.#lifetime(session)) continue;
      this.#origins.set(session, origin);
      return session;
    }
    return new Session();
  }

  /** @throws Abort 503 when the store does not answer */
  async save(session: Session, isSecure: boolean): Promise<string | undefined> {
    session.close();
    const origin = this.#origins.get(session);
    const isDue = session.permanent && (origin?.age ?? 0) > this.#settings.lifetime / 2;
    if (!isDue && !session.modified) return undefined;
    if (session.isEmpty) {
      if (origin !== undefined) await this.#end(origin.id, 'destroyed');
      return origin !== undefined || session.isEnded ? deletionCookie(this.#settings, isSecure) : undefined;
    }
    if (origin !== undefined && (await this.#isGone(origin.id, session))) return undefined;
    const id = origin === undefined || session.isRenewed ? randomBytes(32).toString('base64url') : origin.id;
    await this.#store.set(id, session.record(), this.#lifetime(session) * 1000);
    if (origin !== undefined && this.#wasEnded(origin.id, session)) {
      await this.#store.delete(id);
      return undefined;
    }
    if (origin !== undefined && id !== origin.id) await this.#end(origin.id, 'renewed');
    return sessionCookie(this.#settings, this.#cipher.seal({ id }), session.permanent, isSecure);
  }

  /** Whether another request, here or in another process, has ended the session meanwhile: this one must not bring it back. */
  async #isGone(id: string, session: Session): Promise<boolean> {
    return this.#ends.has(id) ? this.#wasEnded(id, session) : (await this.#store.get(id)) == null;
  }

  /** Two logins at the same time, for a button that was clicked twice, are no reason to lose the second. */
  #wasEnded(id: string, session: Session): boolean {
    const end = this.#ends.get(id);
    return end !== undefined && (end.how === 'destroyed' || !session.isRenewed);
  }

  /** Deletes a record, and what another process may have written there in the same moment. */
  async #end(id: string, how: End['how']): Promise<void> {
    clearTimeout(this.#ends.get(id)?.timer);
    const timer = setTimeout(() => {
      this.#ends.delete(id);
      // What has failed is in the log.
      this.#store.delete(id).catch(() => {});
    }, SETTLING).unref();
    this.#ends.set(id, { how, timer });
    try {
      await this.#store.delete(id);
    } catch (error) {
      // It goes on, and so do the requests that change it.
      clearTimeout(timer);
      this.#ends.delete(id);
      throw error;
    }
  }

  /** Seconds that a session lives after it was saved. */
  #lifetime({ permanent }: Session): number {
    const { lifetime } = this.#settings;
    return permanent ? lifetime : Math.min(lifetime, BROWSER_SESSION);
  }

  #read(text: string): Origin | undefined {
    try {
      const opened = this.#cipher.open(text);
      const id = opened?.data['id'];
      return opened === null || typeof id !== 'string' ? undefined : { id, age: opened.age };
    } catch {
      // Only our own key makes cookies that decrypt, but another program, or another Phial, may keep other data in them.
      return undefined;
    }
  }

  #toSession(record: unknown): Session | undefined {
    try {
      if (isRecord(record)) return new Session(record);
      this.#store.noteDamage();
    } catch (error) {
      this.#store.noteDamage(error);
    }
    return undefined;
  }
}
