import { markAsPhials } from '../plain/copies.js';
import type { SafeHtml } from '../response/html.js';
import { Flashes, type Flash } from './flashes.js';
import type { Key, SessionData, Value } from './session-data.js';
import type { Origin } from './origin.js';
import { ordered, recordOf, type SessionRecord } from './session-record.js';
import { realKey, tag, untag } from './tagged-json.js';
import { explainSession } from './strangers.js';
import { CLOSED, noKey, UNAVAILABLE } from './unchangeable.js';

/**
 * A visitor's data, kept from one request to the next. A dictionary: a change inside a stored object or list is saved,
 * too. Values are JSON, and `Date`, `Map`, `Set`, `bigint`, `Buffer` and `html` come back as they were.
 */
export class Session {
  readonly #values = new Map<string, unknown>();
  readonly #opened: SessionRecord; // what it is compared to
  readonly #origin: Origin | undefined; // private, so that no log shows its cookie
  readonly #unavailable: boolean;
  readonly #flashes: Flashes;
  #permanent: boolean;
  #forced = false;
  #ended = false;
  #renewed = false;
  #closed = false;
  /** Whether something may differ from what there was: through a method, or inside an object that was handed out. */
  #touched = false;
  /** Whether there was no valid session before this request. */
  readonly isNew: boolean;

  /** Sessions are opened by the framework; declare a parameter `session: Session`. @internal */
  constructor(record: SessionRecord | null = null, origin?: Origin, isUnavailable = false) {
    for (const [key, value] of Object.entries(record?.d ?? {})) this.#values.set(realKey(key), untag(value));
    this.#flashes = new Flashes(record?.f);
    this.#permanent = record?.p === 1;
    this.#unavailable = isUnavailable;
    this.isNew = record === null;
    this.#origin = origin;
    this.#opened = record ?? {};
  }

  /** The value of a key, by `SessionData`; undefined when there is none. */
  get<K extends keyof SessionData>(key: K): SessionData[K] | undefined;
  /** The value of a key, by `SessionData`; or the fallback, `[]` for instance, when there is none. */
  get<K extends keyof SessionData>(key: K, fallback: SessionData[K]): SessionData[K];
  /** The same with a fallback of another type. */
  get<K extends keyof SessionData, Fallback>(key: K, fallback: Fallback): SessionData[K] | Fallback;
  /** The value of a key, of the type that you say or the place expects; undefined when there is none. */
  get<T = unknown>(key: string): T | undefined;
  /**
   * The value of a key, or the fallback when there is none, whose type it has.
   * @example const visits = session.get('visits', 0);
   */
  get<T>(key: string, fallback: T): NoInfer<T>;
  get(key: string, fallback?: unknown): unknown {
    const value = this.#values.get(key);
    if (typeof value === 'object') this.#touched = true;
    return value === undefined && !this.#values.has(key) ? fallback : value;
  }

  /**
   * Keeps a value; `undefined` deletes the key.
   * @example session.set('userId', user.id).set('theme', 'dark');
   * @throws TypeError for what JSON cannot hold; Error when the app has no secret key, or the response is on its way
   */
  // A second signature, for keys that SessionData does not name, would take any value for those that it names.
  set<K extends Key>(key: K, value: Value<K>): this {
    this.#mustBeOpen();
    if (typeof key !== 'string') throw noKey(key);
    if (value === undefined) {
      this.#values.delete(key);
      return this;
    }
    // It is tagged again when the session is saved; here the error points to the line that is wrong.
    tag(value, key);
    this.#values.set(key, value);
    return this;
  }

  /** Whether there is a value of the key. */
  has(key: Key): boolean {
    return this.#values.has(key);
  }

  /** Removes a key; false when it was not there. */
  delete(key: Key): boolean {
    this.#mustBeOpen();
    return this.#values.delete(key);
  }

  /** Takes a value out, which has the type that `SessionData` says. */
  pop<K extends keyof SessionData>(key: K): SessionData[K] | undefined;
  /** Takes a value out, which has the type that `SessionData` says; or gives the fallback when there is none. */
  pop<K extends keyof SessionData>(key: K, fallback: SessionData[K]): SessionData[K];
  /** The same with a fallback of another type. */
  pop<K extends keyof SessionData, Fallback>(key: K, fallback: Fallback): SessionData[K] | Fallback;
  /** Takes a value out. */
  pop<T = unknown>(key: string): T | undefined;
  /** Takes a value out, or gives the fallback when there is none. */
  pop<T>(key: string, fallback: T): NoInfer<T>;
  pop(key: string, fallback?: unknown): unknown {
    this.#mustBeOpen();
    const value = this.#values.has(key) ? this.#values.get(key) : fallback;
    this.#values.delete(key);
    return value;
  }

  /** Removes everything, flash messages and `permanent` included; the cookie is deleted unless something is set afterwards. */
  clear(): void {
    this.#mustBeOpen();
    this.#values.clear();
    this.#flashes.clear();
    this.#permanent = false;
    this.#ended = true;
  }

  /** The keys, in the order in which they were set first. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** Every key with its value. */
  entries(): IterableIterator<[string, unknown]> {
    this.#touched = true;
    return this.#values.entries();
  }

  /** The pairs of `entries()`. */
  [Symbol.iterator](): IterableIterator<[string, unknown]> {
    return this.entries();
  }

  /** How many keys there are. */
  get size(): number {
    return this.#values.size;
  }

  /** A plain object of the values, which are the session's own. */
  toObject(): Record<string, unknown> {
    this.#touched = true;
    return Object.fromEntries(this.#values);
  }

  /** As a part of JSON it is what `toObject()` gives. */
  toJSON(): Record<string, unknown> {
    return this.toObject();
  }

  /** Whether the session outlives the browser's closing, for the app's `lifetime`; default false. */
  get permanent(): boolean {
    return this.#permanent;
  }

  set permanent(permanent: boolean) {
    this.#mustBeOpen();
    this.#permanent = Boolean(permanent);
  }

  /** Whether there is something to save. Setting it to true saves a session that has not changed. */
  get modified(): boolean {
    return this.#touched && this.#isChanged(this.record());
  }

  set modified(modified: boolean) {
    this.#mustBeOpen();
    this.#forced = modified;
  }

  /** A new identity with the same data, so that a cookie stolen before the login is worth nothing after it. */
  regenerate(): void {
    this.#mustBeOpen();
    this.#renewed = true;
    this.#forced = true;
  }

  /** Ends the session: its data are gone, and so is its cookie. */
  destroy(): void {
    this.clear();
    this.#renewed = true;
  }

  /**
   * Keeps a message for the next page that asks for it: text, or `html`, which templates show as it is.
   *
   * @example
   * ```ts
   * session.flash('The note is saved');
   * return redirect('/');
   * ```
   */
  flash(message: string | SafeHtml, category = 'message'): void {
    this.#mustBeOpen();
    this.#flashes.add(String(category), message);
  }

  /**
   * The messages, which this takes: they are gone with the next request, and the same within this one. What is flashed
   * after that waits for the next request.
   *
   * @param options.category only these are returned; the others are taken all the same, as Flask does
   */
  flashes(options: { category?: string } = {}): Flash[] {
    if (this.#flashes.wouldChange) this.#mustBeOpen();
    const only = options.category;
    return this.#flashes.take().filter(({ category }) => only === undefined || category === only);
  }

  /** Whether messages wait that can be taken no more. @internal */
  get keepsFlashes(): boolean {
    return this.#closed && this.#flashes.wouldChange;
  }

  /** @internal */
  static originOf(session: Session): Origin | undefined {
    return session.#origin;
  }

  /** Whether `regenerate()` or `destroy()` asked for a new identity. @internal */
  get isRenewed(): boolean {
    return this.#renewed;
  }

  /** Whether `clear()` or `destroy()` asked for the cookie's end. @internal */
  get isEnded(): boolean {
    return this.#ended;
  }

  /** Whether nothing is left to keep. @internal */
  get isEmpty(): boolean {
    return this.#values.size === 0 && this.#flashes.record.length === 0;
  }

  /** What is to be kept. @internal */
  record(): SessionRecord {
    return recordOf(this.#values, this.#flashes.record, this.#permanent);
  }

  /** What is to be kept, when there is something to save or it is due; undefined otherwise. @internal */
  recordToSave(isDue: boolean): SessionRecord | undefined {
    if (!isDue && !this.#touched) return undefined;
    const record = this.record();
    return isDue || this.#isChanged(record) ? record : undefined;
  }

  /** Whether it was saved, or needs not be. @internal */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Refuses changes from here on: they would not be saved. @internal */
  close(): void {
    this.#closed = true;
  }

  /** Compared as text: a change inside a stored object or list counts. */
  #isChanged(record: SessionRecord): boolean {
    return this.#forced || this.#ended || JSON.stringify(record) !== JSON.stringify(ordered(this.#opened));
  }

  /** Every change begins here. */
  #mustBeOpen(): void {
    this.#touched = true;
    if (this.#unavailable) throw new Error(UNAVAILABLE);
    if (this.#closed) throw new Error(CLOSED);
  }
}

markAsPhials(Session);
explainSession(Session);
