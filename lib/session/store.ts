import type { Logger } from '../plain/logger.js';

/** Where server sessions are kept. Every Keyv instance is one, and so Redis, PostgreSQL, MySQL, MongoDB and etcd are. */
export interface SessionStore {
  /** What was set under an id, or undefined. */
  get(id: string): unknown;
  /**
   * Keeps data under an id.
   *
   * @param ttlMs milliseconds until the record may be forgotten
   */
  set(id: string, data: unknown, ttlMs: number): unknown;
  /** Forgets an id. */
  delete(id: string): unknown;
  /** Called once by the app that uses the store. */
  attach?(log: Logger): void;
  /** Called when the app is closed. */
  detach?(): void;
}

/** Options of `new MemorySessionStore()`. */
export interface MemorySessionStoreOptions {
  /** How many sessions are kept, before those that were used least recently are dropped; default 10,000. */
  max?: number;
}

/** Keeps sessions in this process: for development and tests. They end with it, and other workers do not see them. */
export class MemorySessionStore implements SessionStore {
  /** Least recently used first. As text, so that nothing stored is shared with a request. */
  readonly #records = new Map<string, { text: string; expires: number }>();
  readonly #max: number;

  constructor({ max = 10_000 }: MemorySessionStoreOptions = {}) {
    if (typeof max !== 'number' || !(max >= 1))
      throw new RangeError(`MemorySessionStore takes a number from 1 on as max, not ${String(max)}.`);
    this.#max = max;
  }

  /** What was set under an id; undefined when there is nothing, or it is past its time. */
  get(id: string): unknown {
    const record = this.#records.get(id);
    if (record === undefined) return undefined;
    this.#records.delete(id);
    if (record.expires <= Date.now()) return undefined;
    this.#records.set(id, record);
    return JSON.parse(record.text) as unknown;
  }

  /** Keeps data under an id for so many milliseconds. */
  set(id: string, data: unknown, ttlMs: number): void {
    this.#records.delete(id);
    this.#records.set(id, { text: JSON.stringify(data), expires: Date.now() + ttlMs });
    if (this.#records.size <= this.#max) return;
    const [leastUsed] = this.#records.keys();
    this.#records.delete(leastUsed!);
  }

  /** Forgets an id; false when it was not there. */
  delete(id: string): boolean {
    return this.#records.delete(id);
  }
}

/** Whether a store, or what a Keyv without an adapter has in its place, is in memory. */
export function isOfOneProcess(store: unknown): boolean {
  return (
    store instanceof MemorySessionStore ||
    store instanceof Map ||
    (store as { store?: unknown } | undefined)?.store instanceof Map
  );
}
