import { MAKE_A_KEY } from '../errors.js';
import { tag, untag } from './tagged-json.js';

/** The keys of the session and their types: augment it to have `get` and `set` checked. */
export interface SessionData {}

type Key = keyof SessionData extends never ? string : Extract<keyof SessionData, string>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- without SessionData nothing is known of a value
type Value<K> = K extends keyof SessionData ? SessionData[K] : any;

/** A message for the next page. */
export interface Flash {
  category: string;
  message: string;
}

/** What of a session is kept between requests, as plain JSON. @internal */
export interface SessionRecord {
  /** The tagged data. */
  d?: Record<string, unknown>;
  /** Flash messages: category and message. */
  f?: [string, string][];
  /** 1 when permanent. */
  p?: 1;
}

/**
 * A visitor's data, kept from one request to the next. A dictionary: a change inside a stored object or list is saved,
 * too. Values are JSON, and `Date`, `Map`, `Set`, `bigint` and `Buffer` come back as they were.
 */
export class Session {
  readonly #values: Map<string, unknown>;
  /** The data as text when the session was opened: what it is compared to. */
  readonly #opened: string;
  readonly #unavailable: boolean;
  #waiting: [string, string][];
  #taken: Flash[] | undefined;
  #permanent: boolean;
  #forced = false;
  #ended = false;
  #renewed = false;
  /** Whether there was no valid session before this request. */
  readonly isNew: boolean;

  /** Sessions are opened by the framework; declare a parameter `session: Session`. @internal */
  constructor(record: SessionRecord | null = null, options: { unavailable?: boolean } = {}) {
    this.#values = new Map(Object.entries(record?.d ?? {}).map(([key, value]) => [key, untag(value)]));
    this.#waiting = record?.f ?? [];
    this.#permanent = record?.p === 1;
    this.#unavailable = options.unavailable ?? false;
    this.isNew = record === null;
    this.#opened = record === null ? EMPTY : JSON.stringify(ordered(record));
  }

  get<K extends Key>(key: K): Value<K> | undefined;
  get<K extends Key, Fallback>(key: K, fallback: Fallback): Value<K> | Fallback;
  get(key: string, fallback?: unknown): unknown {
    return this.#values.has(key) ? this.#values.get(key) : fallback;
  }

  /** @throws Error when the app has no secret key */
  set<K extends Key>(key: K, value: Value<K>): this {
    this.#mustBeAvailable();
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
    return this;
  }

  has(key: Key): boolean {
    return this.#values.has(key);
  }

  delete(key: Key): boolean {
    return this.#values.delete(key);
  }

  /** Takes a value out. */
  pop<K extends Key>(key: K): Value<K> | undefined;
  pop<K extends Key, Fallback>(key: K, fallback: Fallback): Value<K> | Fallback;
  pop(key: string, fallback?: unknown): unknown {
    const value = this.#values.has(key) ? this.#values.get(key) : fallback;
    this.#values.delete(key);
    return value;
  }

  /** Removes everything, flash messages included; the cookie is deleted unless something is set afterwards. */
  clear(): void {
    this.#values.clear();
    this.#waiting = [];
    this.#taken = undefined;
    this.#ended = true;
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  entries(): IterableIterator<[string, unknown]> {
    return this.#values.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, unknown]> {
    return this.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }

  toJSON(): Record<string, unknown> {
    return this.toObject();
  }

  /** Whether the session outlives the browser's closing, for the app's `lifetime`; default false. */
  get permanent(): boolean {
    return this.#permanent;
  }

  set permanent(permanent: boolean) {
    this.#mustBeAvailable();
    this.#permanent = permanent;
  }

  /** Whether there is something to save. Setting it to true saves in any case. */
  get modified(): boolean {
    return this.#forced || this.#ended || JSON.stringify(this.record()) !== this.#opened;
  }

  set modified(modified: boolean) {
    this.#forced = modified;
  }

  /** A new identity with the same data, so that a cookie stolen before the login is worth nothing after it. */
  regenerate(): void {
    this.#mustBeAvailable();
    this.#renewed = true;
    this.#forced = true;
  }

  /** Ends the session: its data are gone, and so is its cookie. */
  destroy(): void {
    this.clear();
    this.#permanent = false;
    this.#renewed = true;
  }

  /** Keeps a message for the next page that asks for it. */
  flash(message: string, category = 'message'): void {
    this.#mustBeAvailable();
    this.#waiting.push([category, String(message)]);
  }

  /**
   * The messages, which this takes: they are gone with the next request, and the same within this one.
   *
   * @param options.category only these are returned; the others are taken all the same, as Flask does
   */
  flashes(options: { category?: string } = {}): Flash[] {
    const waiting = this.#waiting.splice(0).map(([category, message]) => ({ category, message }));
    this.#taken = [...(this.#taken ?? []), ...waiting];
    return this.#taken.filter(({ category }) => options.category === undefined || category === options.category);
  }

  /** Whether `regenerate()` or `destroy()` asked for a new identity. @internal */
  get isRenewed(): boolean {
    return this.#renewed;
  }

  /** Whether nothing is left to keep. @internal */
  get isEmpty(): boolean {
    return this.#values.size === 0 && this.#waiting.length === 0;
  }

  /** What is to be kept. @internal */
  record(): SessionRecord {
    return ordered({
      d: Object.fromEntries([...this.#values].map(([key, value]) => [key, tag(value, key)])),
      f: this.#waiting,
      p: this.#permanent ? 1 : undefined,
    });
  }

  #mustBeAvailable(): void {
    if (!this.#unavailable) return;
    throw new Error(`The session is unavailable because no secret key was set. Set PHIAL_SECRET_KEY, or pass secretKey to createApp(), to something long and random, as this command makes it: ${MAKE_A_KEY}`);
  }
}

/** Always the same keys in the same order, and none that is empty, so that equal records are equal text. */
function ordered({ d = {}, f = [], p }: SessionRecord): SessionRecord {
  return { ...(Object.keys(d).length > 0 && { d }), ...(f.length > 0 && { f }), ...(p === 1 && { p }) };
}

const EMPTY = JSON.stringify({});
