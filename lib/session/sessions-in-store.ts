import { randomBytes } from 'node:crypto';

import type { Logger } from '../plain/logger.js';
import { Cipher } from './cipher.js';
import { EndedSessions } from './ended-sessions.js';
import { ageOf, isOver, type Origin } from './origin.js';
import { cookiesNamed, deletionCookie, sessionCookie } from './set-cookie.js';
import { sessionSettings, settingsAt, type SessionOptions, type SessionSettings } from './session-options.js';
import { hasValues, isRecord, type SessionRecord } from './session-record.js';
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

/** The same once its record is read. */
interface OpenedCookie extends IdCookie {
  /** Whether the record had values, and not just flash messages. */
  readonly hadValues: boolean;
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
    const origin = Session.originOf(session) as OpenedCookie | undefined;
    const isDue = session.permanent && origin !== undefined && ageOf(origin) > settings.lifetime / 2;
    const record = session.recordToSave(isDue);
    if (record === undefined) return undefined;
    if (session.isEmpty) return (await this.#end(session, origin)) ? deletionCookie(settings, isSecure) : undefined;
    const id = await this.#keep(session, record, origin);
    if (id === undefined) return undefined;
    const value = origin?.id === id && this.#isFresh(origin, session) ? origin.value : this.#cipher.seal({ id });
    return sessionCookie(settings, value, session.permanent, isSecure);
  }

  #isFresh(origin: IdCookie, session: Session): boolean {
    return !origin.isOfFormerKey && ageOf(origin) < Math.min(FRESH, this.#lifetime(session) * FRESH_PART);
  }

  /**
   * Ends a session in which nothing is left. One of flash messages alone is over when they are read, but nobody has ended it:
   * what other requests put into it goes on.
   *
   * @returns whether its cookie is to be deleted
   */
  async #end(session: Session, origin: OpenedCookie | undefined): Promise<boolean> {
    if (origin === undefined) return session.isEnded;
    if (origin.hadValues || session.isEnded || session.isRenewed) {
      await this.#ended.destroy(origin.id);
      return true;
    }
    const record = await this.#store.get(origin.id);
    if (record == null || hasValues(record)) return false;
    await this.#store.delete(origin.id);
    return true;
  }

  /** @returns the id under which the record is kept; undefined when another request has ended the session meanwhile */
  async #keep(session: Session, record: SessionRecord, origin: OpenedCookie | undefined): Promise<string | undefined> {
    if (origin === undefined) return this.#keepAnew(session, record);
    if (session.isEnded) {
      // Nothing of the old session goes on, whatever has become of it.
      const id = await this.#keepAnew(session, record);
      await this.#ended.destroy(origin.id);
      return id;
    }
    const isThere = (await this.#store.get(origin.id)) != null;
    if (!isThere && !(await this.#goesOn(session, origin))) return undefined;
    const isMoved = session.isRenewed || !isThere;
    return isMoved ? this.#renew(session, record, origin.id) : this.#overwrite(session, record, origin.id);
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

  /**
   * Whether a session goes on under another id, whose record is gone. Two logins at the same time, for a button that was clicked
   * twice, must not lose the second; and of one without values nothing comes back.
   */
  async #goesOn({ isRenewed }: Session, { id, hadValues }: OpenedCookie): Promise<boolean> {
    if (isRenewed && (await this.#ended.wasRenewed(id))) return true;
    return !hadValues && !(await this.#ended.isEnded(id));
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
      if (isRecord(record)) {
        const opened: OpenedCookie = { ...origin, hadValues: hasValues(record) };
        return new Session(record, opened);
      }
      this.#store.noteDamage();
    } catch (error) {
      this.#store.noteDamage(error);
    }
    return undefined;
  }
}
