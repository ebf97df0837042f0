import type { TimedStore } from './timed-store.js';

/** Milliseconds that a mark lies in the store: longer than any process pauses between two steps of one request. */
const MARK_LIFETIME = 60 * 60 * 1000;

/** Milliseconds after which a record is deleted once more, for a writer that was killed before it looked for the mark. */
const SETTLING = 30_000;

/**
 * The sessions that were ended a moment ago, by whichever process. Stores know no "write unless it was deleted", so that
 * each end leaves a mark in the store, under a key that no session is written to. Who ends a session marks it first and
 * deletes it then; who writes one looks for the mark afterwards, and deletes what it wrote. However the steps of the two
 * mix, the record is gone.
 */
export class EndedSessions {
  readonly #store: TimedStore;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(store: TimedStore) {
    this.#store = store;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Ends a session, and those that other requests have just made of it by `regenerate()`. */
  async destroy(id: string): Promise<void> {
    await this.#store.set(destroyedKey(id), { destroyed: true }, MARK_LIFETIME);
    const successors = await this.#successorsOf(id);
    await this.#delete(id);
    await Promise.all(successors.map((successor) => this.destroy(successor)));
  }

  /** Ends a session that goes on under another id. */
  async renew(id: string, successor: string): Promise<void> {
    // A button that is clicked twice makes two of one.
    const others = await this.#successorsOf(id);
    await this.#markRenewed(id, [...others, successor]);
    try {
      await this.#delete(id);
    } catch (error) {
      // The session goes on under its old id, and so do the requests that change it. What fails here is in the log.
      const undone = others.length === 0 ? this.#store.delete(renewedKey(id)) : this.#markRenewed(id, others);
      await undone.catch(() => {});
      throw error;
    }
  }

  async isEnded(id: string): Promise<boolean> {
    const [destroyed, renewed] = await Promise.all([
      this.#store.get(destroyedKey(id)),
      this.#store.get(renewedKey(id)),
    ]);
    return destroyed != null || successorsIn(renewed).length > 0;
  }

  async wasDestroyed(id: string): Promise<boolean> {
    return (await this.#store.get(destroyedKey(id))) != null;
  }

  async wasRenewed(id: string): Promise<boolean> {
    return (await this.#successorsOf(id)).length > 0;
  }

  async #successorsOf(id: string): Promise<string[]> {
    return successorsIn(await this.#store.get(renewedKey(id)));
  }

  #markRenewed(id: string, successors: string[]): Promise<unknown> {
    return this.#store.set(renewedKey(id), { successors }, MARK_LIFETIME);
  }

  async #delete(id: string): Promise<void> {
    await this.#store.delete(id);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // What has failed is in the log.
      this.#store.delete(id).catch(() => {});
    }, SETTLING).unref();
    this.#timers.add(timer);
  }
}

function successorsIn(mark: unknown): string[] {
  const { successors } = (mark ?? {}) as { successors?: unknown };
  return Array.isArray(successors) ? (successors as string[]) : [];
}

// Two keys, so that neither mark overwrites the other: a login that races a logout must find the logout's.

function destroyedKey(id: string): string {
  return `${id}.destroyed`;
}

function renewedKey(id: string): string {
  return `${id}.renewed`;
}
