import type { Logger } from '../plain/logger.js';
import { Abort } from '../response/abort.js';
import { isPromise } from '../plain/promises.js';
import { withoutCommand } from '../plain/readable-error.js';
import type { SessionStore } from './store.js';

/** Milliseconds that a store has to answer. */
const PATIENCE = 3000;

/** Milliseconds between two attempts to reach a store that does not answer. */
const PAUSE = 1000;

/**
 * Asks a store, and waits for it no longer than a visitor would. What fails is logged and becomes a 503: an empty
 * session would log the visitor out.
 */
export class TimedStore {
  readonly #store: SessionStore & Partial<KeyvLike>;
  readonly #log: Logger;
  #isSilent = false;
  #nextAttempt = 0;

  constructor(store: SessionStore, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  open(): void {
    this.#store.attach?.(this.#log);
    this.#store.on?.('error', this.#logError);
    // Else Keyv answers as if nothing were there when its adapter fails; and so do some adapters, each for itself.
    for (const one of [this.#store, this.#store.store]) {
      if (typeof one === 'object' && one !== null && 'throwOnErrors' in one) one.throwOnErrors = true;
    }
  }

  /** A Keyv connects again when another app uses it. */
  async close(): Promise<void> {
    this.#store.detach?.();
    try {
      if (typeof this.#store.disconnect === 'function') await this.#disconnect();
    } catch (error) {
      this.#logError(error);
    }
    this.#store.off?.('error', this.#logError);
  }

  /** What lies under an id; undefined, too, when it cannot be read. */
  get(id: string): Promise<unknown> {
    return this.#ask('read', () => this.#store.get(id));
  }

  /** @param whenLate is called when the store has written it after all, and nobody has waited so long */
  set(id: string, data: unknown, ttlMs: number, whenLate?: () => Promise<unknown>): Promise<unknown> {
    return this.#ask('keep', () => this.#store.set(id, data, ttlMs), whenLate);
  }

  delete(id: string): Promise<unknown> {
    return this.#ask('delete', () => this.#store.delete(id));
  }

  /** Logs a record that cannot be read. It counts as if it were not there. */
  noteDamage(error?: unknown): void {
    this.#log.error({ err: error }, 'A session record is damaged: the session is empty');
  }

  /** By force when it does not answer: a Redis that is away would keep the process, to tell it goodbye. */
  async #disconnect(): Promise<void> {
    if (!this.#isSilent) await this.#inTime(Promise.resolve(this.#store.disconnect!())).catch(this.#logError);
    if (this.#isSilent) await (this.#store.store as Partial<KeyvLike> | undefined)?.disconnect?.(true);
  }

  async #ask(
    what: 'read' | 'keep' | 'delete',
    call: () => unknown,
    whenLate?: () => Promise<unknown>,
  ): Promise<unknown> {
    try {
      if (this.#isSilent) this.#attempt();
      const answer = call();
      const value = isPromise(answer) ? await this.#inTime(answer, whenLate) : answer;
      // Some adapters say so that they failed.
      if (what === 'keep' && value === false) throw new Error('The store returned false.');
      return value;
    } catch (error) {
      // Jest runs code where SyntaxError is another class.
      if (what === 'read' && (error as Error | undefined)?.name === 'SyntaxError') return this.noteDamage(error);
      this.#log.error(withoutCommand(error), `The session store failed to ${what} a session`);
      throw new Abort(503, 'Sessions are not available at the moment.', { headers: { 'retry-after': '10' } });
    }
  }

  /** While a store is silent, one visitor in a while waits for it, and the others need not. */
  #attempt(): void {
    const now = performance.now();
    if (now < this.#nextAttempt) throw new Error('The store does not answer.');
    this.#nextAttempt = now + PAUSE;
  }

  #inTime(answer: PromiseLike<unknown>, whenLate?: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = (): void => {
        if (isAnswered) return;
        isLate = true;
        this.#isSilent = true;
        this.#nextAttempt = performance.now() + PAUSE;
        reject(new Error(`The store has not answered for ${PATIENCE / 1000} s.`));
      };
      // After a pause of this whole process, timers run before the answers are read that have come meanwhile.
      const timer = setTimeout(() => setImmediate(giveUp), PATIENCE);
      let isAnswered = false;
      const hear = (): void => {
        isAnswered = true;
        this.#isSilent = false;
        clearTimeout(timer);
      };
      answer.then(
        (value) => {
          hear();
          resolve(value);
          // What fails then is in the log.
          if (isLate) whenLate?.().catch(() => {});
        },
        (error: unknown) => {
          hear();
          reject(error as Error);
        },
      );
    });
  }

  readonly #logError = (error: unknown): void =>
    this.#log.error(withoutCommand(error), 'The session store has an error');
}

/** What a Keyv has beside the methods of a store. */
interface KeyvLike {
  store: object;
  throwOnErrors: boolean;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  off(event: 'error', listener: (error: unknown) => void): unknown;
  /** @param force is for adapters */
  disconnect(force?: boolean): unknown;
}
