import { randomBytes } from 'node:crypto';

import type { Logger } from '../config.js';
import { Abort } from '../errors.js';
import { Cipher } from './cipher.js';
import { cookiesNamed, deletionCookie, sessionCookie } from './session-cookie.js';
import { sessionSettings, type SessionOptions, type SessionSettings } from './session-options.js';
import { isRecord, Session } from './session.js';
import { BROWSER_SESSION, type Sessions } from './sessions.js';
import type { SessionStore } from './store.js';

/** Milliseconds that a store has to answer. */
const PATIENCE = 5000;

/** Milliseconds that it is remembered that a session was ended: longer than a request runs that had opened it before. */
const REMEMBERING = 60 * 60 * 1000;

/** Where a session came from. */
interface Origin {
  id: string;
  /** Seconds since its cookie was set. */
  age: number;
}

/** Sessions whose records lie in a store. The cookie holds an id of 256 random bits, encrypted. */
export class StoreSessions implements Sessions {
  readonly cookieName: string;
  readonly isStored = true;
  readonly #settings: SessionSettings;
  readonly #cipher: Cipher;
  readonly #origins = new WeakMap<Session, Origin>();

  constructor(options: SessionOptions | undefined, secretKeys: readonly string[], private readonly store: SessionStore, private readonly log: Logger) {
    this.#settings = sessionSettings(options);
    this.cookieName = this.#settings.cookieName;
    this.#cipher = new Cipher(secretKeys, this.cookieName);
  }

  async ready(): Promise<void> {
    listenToErrors(this.store, this.log);
    this.store.attach?.(this.log);
    await this.#cipher.ready();
  }

  close(): void {
    this.store.detach?.();
  }

  /** @throws Abort 503 when the store does not answer: an empty session would log the visitor out */
  async open(header: string | undefined): Promise<Session> {
    for (const text of cookiesNamed(this.cookieName, header)) {
      const origin = this.#read(text);
      const record = origin === undefined ? undefined : await this.#ask('get', () => this.store.get(origin.id));
      if (origin === undefined || !isRecord(record)) continue;
      const session = new Session(record);
      this.#origins.set(session, origin);
      return session;
    }
    return new Session();
  }

  /** @throws Abort 503 when the store does not answer */
  async save(session: Session, isSecure: boolean): Promise<string | undefined> {
    session.close();
    const { lifetime } = this.#settings;
    const origin = this.#origins.get(session);
    const isDue = session.permanent && (origin?.age ?? 0) > lifetime / 2;
    if (!isDue && !session.modified) return undefined;
    if (session.isEmpty) {
      if (origin !== undefined) await this.#end(origin.id);
      return origin !== undefined || session.isEnded ? deletionCookie(this.#settings, isSecure) : undefined;
    }
    const isNew = origin === undefined || session.isRenewed;
    const id = isNew ? randomBytes(32).toString('base64url') : origin.id;
    const seconds = session.permanent ? lifetime : Math.min(lifetime, BROWSER_SESSION);
    await this.#ask('set', () => this.store.set(id, session.record(), seconds * 1000));
    if (isNew) {
      if (origin !== undefined) await this.#end(origin.id);
    } else if (await this.#ask('get', () => this.store.get(endOf(id))) !== undefined) {
      // Another request has ended the session meanwhile, and this one must not bring it back.
      await this.#ask('delete', () => this.store.delete(id));
      return undefined;
    }
    return sessionCookie(this.#settings, this.#cipher.seal({ id }), session.permanent, isSecure);
  }

  /** In this order, whatever other requests do meanwhile: those that write after it find the mark. */
  async #end(id: string): Promise<void> {
    await this.#ask('set', () => this.store.set(endOf(id), { ended: true }, REMEMBERING));
    await this.#ask('delete', () => this.store.delete(id));
  }

  #read(text: string): Origin | undefined {
    try {
      const opened = this.#cipher.open(text);
      const id = (opened?.data as { id?: unknown } | undefined)?.id;
      if (opened === null || typeof id !== 'string' || opened.age > this.#settings.lifetime) return undefined;
      return { id, age: opened.age };
    } catch {
      // Only our own key makes cookies that decrypt, but another program, or another Phial, may keep other data in them.
      return undefined;
    }
  }

  async #ask(what: 'get' | 'set' | 'delete', call: () => unknown): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_done, fail) => {
      timer = setTimeout(() => fail(new Error(`The session store has not answered for ${PATIENCE / 1000} s.`)), PATIENCE);
    });
    try {
      return await Promise.race([call(), tooLate]);
    } catch (error) {
      this.log.error(error, `The session store failed to ${what}`);
      throw new Abort(503, 'Sessions are not available at the moment.', { cause: error, headers: { 'retry-after': '10' } });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Where it is marked that a session was ended. */
function endOf(id: string): string {
  return `${id}:ended`;
}

/** Keyv tells errors by an event, which ends the process when nobody listens, and else answers as if nothing were there. */
function listenToErrors(store: SessionStore, log: Logger): void {
  const keyv = store as { on?: (event: 'error', listener: (error: unknown) => void) => void; throwOnErrors?: boolean };
  if (typeof keyv.on !== 'function') return;
  keyv.on('error', (error) => log.error(error, 'The session store has an error'));
  if ('throwOnErrors' in keyv) keyv.throwOnErrors = true;
}
