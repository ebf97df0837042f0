import { Abort, type Logger, type SessionStore } from 'phial';

/** Milliseconds that a store has to answer. */
const PATIENCE = 3000;

/**
 * A store of the app's, which is asked as Phial asks that of its sessions: what fails, or does not answer, becomes a 503. If it
 * counted as empty, people would be logged out for good by a Redis that was away for a second.
 */
export class Store<Value extends object> {
  readonly #store: SessionStore & Partial<KeyvLike>;
  readonly #prefix: string;
  #log: Logger | undefined;

  /** @param keyPrefix what begins the keys, so that apps which share a store do not let in each other's users */
  constructor(store: SessionStore, keyPrefix?: string) {
    this.#store = store;
    this.#prefix = keyPrefix === undefined ? '' : `${keyPrefix}:`;
    // Else Keyv answers as if nothing were there when its adapter fails; and so do some adapters, each for itself.
    for (const one of [this.#store, this.#store.store])
      if (typeof one === 'object' && one !== null && 'throwOnErrors' in one) one.throwOnErrors = true;
  }

  /** Begins to sweep, for a store that does, and logs its errors: one that nobody hears would end the process. */
  open(log: Logger): void {
    const isFirst = this.#log === undefined;
    this.#log = log;
    this.#store.attach?.(log);
    // Once: an object of login() may be given to one app after the other.
    if (isFirst)
      this.#store.on?.('error', (error) =>
        this.#log?.error(withoutCommand(error), 'A store of phial-login has an error.'),
      );
  }

  async close(): Promise<void> {
    this.#store.detach?.();
    if (typeof this.#store.disconnect !== 'function') return;
    // By force when it is away, and would be waited for.
    const byForce = (): unknown => (this.#store.store as Partial<KeyvLike> | undefined)?.disconnect?.(true);
    await answerOf(() => this.#store.disconnect!(), this.#log).catch(byForce);
  }

  async get(key: string): Promise<Value | undefined> {
    return ((await answerOf(() => this.#store.get(this.#prefix + key), this.#log)) ?? undefined) as Value | undefined;
  }

  /** @param lifetime seconds */
  async set(key: string, value: Value, lifetime: number): Promise<void> {
    await answerOf(() => this.#store.set(this.#prefix + key, value, lifetime * 1000), this.#log);
  }

  async delete(key: string): Promise<void> {
    await answerOf(() => this.#store.delete(this.#prefix + key), this.#log);
  }
}

/** What a Keyv has beside the methods of a store. */
interface KeyvLike {
  store: object;
  throwOnErrors: boolean;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  /** @param force is for adapters */
  disconnect(force?: boolean): unknown;
}

/** @throws Abort 503 for what fails, or does not answer in time */
export async function answerOf<Value>(ask: () => Value | Promise<Value>, log: Logger | undefined): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`The store has not answered for ${PATIENCE / 1000} s.`);
    timer = setTimeout(() => reject(error), PATIENCE);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    log?.error(withoutCommand(error), 'A store of phial-login has failed.');
    throw new Abort(503, 'Logins are not available at the moment.', { headers: { 'Retry-After': '10' } });
  } finally {
    clearTimeout(timer);
  }
}

/** What a log may have of an error. Those of ioredis have the whole command, with what was to be written. */
function withoutCommand(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { name, message, stack, code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(message), { stack }, name !== 'Error' && { name }, code !== undefined && { code });
}
