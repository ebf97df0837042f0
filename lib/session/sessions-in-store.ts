import { randomBytes } from 'node:crypto';

import type { Logger } from '../plain/logger.js';
import { Cipher } from './cipher.js';
import { EndedSessions } from './ended-sessions.js';
import { ageOf, isOver, type Origin } from './origin.js';
import { cookiesNamed, deletionCookie, sessionCookie } from './set-cookie.js';
import { sessionSettings, settingsAt, type SessionOptions, type SessionSettings } from './session-options.js';
import { isRecord, type SessionRecord } from './session-record.js';
import { Session } from './session.js';
import { BROWSER_SESSION, type Sessions } from './sessions.js';
import { TimedStore } from './timed-store.js';
import type { SessionStore } from './store.js';

/** An origin whose cookie holds an id. */
interface IdCookie extends Origin {
  readonly id: string;
  readonly value: string;
  readonly isOfFormerKey: boolean;
}

/**
 * Seconds for which a cookie is sent back as it came: to encrypt its id anew takes longer than to change a session in memory.
 * It is sent all the same, for its Max-Age. The session may end that much earlier.
 */
const FRESH = 60;

/** The same as a part of the lifetime, for apps whose sessions live for minutes. */
const FRESH_PART = 0.01;

/** Sessions whose records lie in a store. The cookie holds an id of 256 random bits, encrypted. */
export class SessionsInStore implements Sessions {
  readonly cookieName: string;
  readonly isStored = true;
  readonly #settings: SessionSettings;
  readonly #cipher: Cipher;
  readonly #store: TimedStore;
  readonly #ended: EndedSessions;

  constructor(
    options: SessionOptions | undefined,
    secretKeys: readonly string[],
    store: SessionStore,
    log: Logger,
    basePath = '',
  ) {
    this.#settings = sessionSettings(options, basePath);
    this.cookieName = this.#settings.cookieName;
    this.#cipher = new Cipher(secretKeys, this.cookieName);
    this.#store = new TimedStore(store, log);
    this.#ended = new EndedSessions(this.#store);
  }

  async ready(): Promise<void> {
    this.#store.open();
    await this.#cipher.ready();
  }

  async close(): Promise<void> {
    this.#ended.close();
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
      if (origin === undefined) continue;
      const record = await this.#store.get(origin.id);
      const session = record == null ? undefined : this.#toSession(record, origin);
      if (session !== undefined && !isOver(origin, this.#lifetime(session))) return session;
    }
    return new Session();
  }

  /** @throws Abort 503 when the store does not answer */
  async save(session: Session, isSecure: boolean, basePath?: string): Promise<string | undefined> {
    session.close();
    const settings = settingsAt(this.#settings, basePath);
    // Those that have one were opened above, from a cookie with an id.
    const origin = Session.originOf(session) as IdCookie | undefined;
    const isDue = session.permanent && origin !== undefined && ageOf(origin) > settings.lifetime / 2;
    const record = session.recordToSave(isDue);
    if (record === undefined) return undefined;
    if (session.isEmpty) {
      if (origin !== undefined) await this.#ended.destroy(origin.id);
      return origin !== undefined || session.isEnded ? deletionCookie(settings, isSecure) : undefined;
    }
    const id = await this.#keep(session, record, origin?.id);
    if (id === undefined) return undefined;
    const value = origin?.id === id && this.#isFresh(origin, session) ? origin.value : this.#cipher.seal({ id });
    return sessionCookie(settings, value, session.permanent, isSecure);
  }

  #isFresh(origin: IdCookie, session: Session): boolean {
    return !origin.isOfFormerKey && ageOf(origin) < Math.min(FRESH, this.#lifetime(session) * FRESH_PART);
  }

  /** @returns the id under which the record is kept; undefined when another request has ended the session meanwhile */
  async #keep(session: Session, record: SessionRecord, oldId: string | undefined): Promise<string | undefined> {
    if (oldId === undefined) return this.#keepAnew(session, record);
    if (session.isEnded) {
      // Nothing of the old session goes on, whatever has become of it.
      const id = await this.#keepAnew(session, record);
      await this.#ended.destroy(oldId);
      return id;
    }
    if (await this.#isGone(oldId, session)) return undefined;
    return session.isRenewed ? this.#renew(session, record, oldId) : this.#overwrite(session, record, oldId);
  }

  async #keepAnew(session: Session, record: SessionRecord): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    await this.#store.set(id, record, this.#lifetime(session) * 1000);
    return id;
  }

  async #renew(session: Session, record: SessionRecord, oldId: string): Promise<string | undefined> {
    const id = await this.#keepAnew(session, record);
    await this.#ended.renew(oldId, id);
    if (!(await this.#ended.wasDestroyed(oldId))) return id;
    await this.#store.delete(id);
    return undefined;
  }

  async #overwrite(session: Session, record: SessionRecord, id: string): Promise<string | undefined> {
    await this.#store.set(id, record, this.#lifetime(session) * 1000, () => this.#deleteIfEnded(id));
    return (await this.#deleteIfEnded(id)) ? undefined : id;
  }

  /** To be called after a record was written over, so that the write does not bring back a session that was ended. */
  async #deleteIfEnded(id: string): Promise<boolean> {
    if (!(await this.#ended.isEnded(id))) return false;
    await this.#store.delete(id);
    return true;
  }

  /** Two logins at the same time, for a button that was clicked twice, must not lose the second. */
  async #isGone(id: string, session: Session): Promise<boolean> {
    if ((await this.#store.get(id)) != null) return false;
    return !session.isRenewed || !(await this.#ended.wasRenewed(id));
  }

  /** Seconds that a session lives after it was saved. */
  #lifetime({ permanent }: Session): number {
    const { lifetime } = this.#settings;
    return permanent ? lifetime : Math.min(lifetime, BROWSER_SESSION);
  }

  #read(text: string): IdCookie | undefined {
    try {
      const opened = this.#cipher.open(text);
      const id = opened?.data['id'];
      if (opened === null || typeof id !== 'string') return undefined;
      return { id, value: text, madeAt: opened.madeAt, isOfFormerKey: opened.isOfFormerKey };
    } catch {
      // Only our own key makes cookies that decrypt, but another program, or another Phial, may keep other data in them.
      return undefined;
    }
  }

  #toSession(record: unknown, origin: IdCookie): Session | undefined {
    try {
      if (isRecord(record)) return new Session(record, origin);
      this.#store.noteDamage();
    } catch (error) {
      this.#store.noteDamage(error);
    }
    return undefined;
  }
}
