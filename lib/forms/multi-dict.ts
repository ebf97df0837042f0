import { Bare } from '../plain/bare.js';
import { fieldsOfPairs, quotedBriefly, showAs } from '../plain/shown.js';
import { explainKeys } from '../plain/strangers.js';
import { Abort } from '../response/abort.js';

/**
 * A read-only dictionary whose keys may have several values: query arguments, form fields, headers, cookies, files.
 *
 * Keys are compared as they are, unless the dictionary was made case-insensitive (headers are). `__proto__` and its
 * like are ordinary keys. After Werkzeug's `MultiDict`.
 */
export class MultiDict<Value = string> implements Iterable<[string, Value]> {
  /** Names and values in turn: to search a few of them is faster than to make a table. */
  #pairs: readonly (string | Value)[] = [];
  readonly #caseless: boolean;
  #whyEmpty: string | undefined;
  /** Where in the pairs the values of each key are; made for who asks for more than one of them. */
  #places: Map<string, number[]> | undefined;

  /**
   * @param pairs every key with every value, in order; default none
   * @param options.caseless whether `Content-Type` and `content-type` are one key; default false
   */
  constructor(pairs?: Iterable<readonly [string, Value]>, options?: { caseless?: boolean }) {
    this.#caseless = options?.caseless ?? false;
    if (pairs !== undefined) this.#pairs = [...pairs].flat();
  }

  /** One of names and values in turn, as Node has the headers of a request; its keys are ASCII when it is caseless. @internal */
  static of<Value>(pairs: readonly (string | Value)[], options?: { caseless?: boolean }): MultiDict<Value> {
    const dictionary = new MultiDict<Value>(undefined, options);
    dictionary.#pairs = pairs;
    return dictionary;
  }

  /** One without keys, whose `require()` says why there are none. @internal */
  static empty<Value>(why: string): MultiDict<Value> {
    const dictionary = new MultiDict<Value>();
    dictionary.#whyEmpty = why;
    return dictionary;
  }

  /** Itself; or one with its pairs, whose `require()` says what that of an empty one says. @internal */
  explainedBy(empty: MultiDict<Value>): MultiDict<Value> {
    if (empty.#whyEmpty === undefined) return this;
    const dictionary = MultiDict.of<Value>(this.#pairs, { caseless: this.#caseless });
    dictionary.#whyEmpty = empty.#whyEmpty;
    return dictionary;
  }

  /** The first value of a key; undefined when there is none. */
  get(key: string): Value | undefined;
  /** The first value of a key, or the fallback when there is none. */
  get<Fallback>(key: string, fallback: Fallback): Value | Fallback;
  /** The first value of a key as a date; the fallback when there is none, or when it is not a date. */
  get<Fallback>(key: string, fallback: Fallback, convert: DateConstructor): Date | Fallback;
  /**
   * The first value of a key, converted; the fallback when there is none, when `convert` throws, when it gives `NaN` or an
   * invalid date, or when an empty text would become the number 0. With `Boolean` it reads the text: `true`, `1`, `on` and
   * `yes` are true; `false`, `0`, `off`, `no` and an empty text are false.
   *
   * @example
   * ```ts
   * const page = request.args.get('page', 1, Number);
   * ```
   */
  get<Fallback, Converted>(key: string, fallback: Fallback, convert: (value: Value) => Converted): Converted | Fallback;
  get(key: string, fallback?: unknown, convert?: (value: Value) => unknown): unknown {
    if (typeof fallback === 'function' && convert === undefined) refuseConverter(key, fallback);
    const place = this.#placeOf(key);
    if (place === -1) return fallback;
    const value = this.#at(place);
    if (convert === undefined) return value;
    try {
      const converted = convertedBy(convert, value);
      return isFailedConversion(converted) || isOfNothing(converted, value, convert) ? fallback : converted;
    } catch {
      return fallback;
    }
  }

  /** All values of a key, in the order they were sent; an empty list when there are none. */
  getAll(key: string): Value[] {
    return (this.#allPlaces.get(this.#normal(key)) ?? []).map((place) => this.#at(place));
  }

  /** Whether there is a value of the key. */
  has(key: string): boolean {
    return this.#placeOf(key) !== -1;
  }

  /**
   * The first value of a key that must be there.
   *
   * @throws Abort 400, naming the key, when it is missing
   */
  require(key: string): Value {
    const place = this.#placeOf(key);
    if (place === -1)
      throw new Abort(
        400,
        `The field '${key}' is missing${this.#whyEmpty === undefined ? '' : `: ${this.#whyEmpty}`}.`,
      );
    return this.#at(place);
  }

  /** The distinct keys. */
  keys(): IterableIterator<string> {
    return this.#allPlaces.keys();
  }

  /** Every pair: a key with two values comes twice. */
  *entries(): IterableIterator<[string, Value]> {
    for (const [key, places] of this.#allPlaces) {
      for (const place of places) yield [key, this.#at(place)];
    }
  }

  /** Calls back with each pair, in the order they were sent. @internal */
  eachPair(take: (key: string, value: Value) => void): void {
    for (let place = 1; place < this.#pairs.length; place += 2) take(this.#keyAt(place), this.#at(place));
  }

  /** The pairs of `entries()`. */
  [Symbol.iterator](): IterableIterator<[string, Value]> {
    return this.entries();
  }

  /** How many distinct keys there are. */
  get size(): number {
    return this.#pairs.length === 0 ? 0 : this.#allPlaces.size;
  }

  /** A plain object of the first values; it inherits nothing, so that no key is special. */
  toObject(): Record<string, Value> {
    const object = new Bare() as Record<string, Value>;
    for (let place = 1; place < this.#pairs.length; place += 2) {
      const key = this.#keyAt(place);
      if (this.#placeOf(key) === place) object[key] = this.#at(place);
    }
    return object;
  }

  /** As a part of JSON it is what `toObject()` gives. */
  toJSON(): Record<string, Value> {
    return this.toObject();
  }

  #at(place: number): Value {
    return this.#pairs[place] as Value;
  }

  #keyAt(place: number): string {
    return this.#normal(this.#pairs[place - 1] as string);
  }

  #normal(key: string): string {
    return this.#caseless ? key.toLowerCase() : key;
  }

  #isSame(name: string, key: string): boolean {
    if (name.length !== key.length) return false;
    return name === key || (this.#caseless && name.toLowerCase() === key.toLowerCase());
  }

  /** Where the first value of a key is; -1 when there is none. */
  #placeOf(key: string): number {
    if (this.#pairs.length > FEW) return this.#allPlaces.get(this.#normal(key))?.[0] ?? -1;
    for (let place = 1; place < this.#pairs.length; place += 2) {
      if (this.#isSame(this.#pairs[place - 1] as string, key)) return place;
    }
    return -1;
  }

  get #allPlaces(): ReadonlyMap<string, readonly number[]> {
    return (this.#places ??= this.#findPlaces());
  }

  #findPlaces(): Map<string, number[]> {
    const all = new Map<string, number[]>();
    for (let place = 1; place < this.#pairs.length; place += 2) {
      const key = this.#keyAt(place);
      const places = all.get(key);
      if (places === undefined) all.set(key, [place]);
      else places.push(place);
    }
    return all;
  }
}

explainKeys(
  MultiDict,
  (key) => `${quotedBriefly(key)} is a key of this dictionary, and not a member. Write .get(${quotedBriefly(key)}).`,
  (key) => `What a client has sent is read-only: ${quotedBriefly(key)} cannot be set.`,
);

showAs(MultiDict, fieldsOfPairs);

/** As many names and values as are searched one by one: those of fifty pairs. */
const FEW = 100;

/** Functions that convert text. Nobody means one of them as a fallback. */
export const CONVERTERS: ReadonlySet<{ name: string }> = new Set([
  ...[Number, parseInt, parseFloat, String, Boolean, BigInt, Date],
]);

/** @throws TypeError when the second argument is what the third should be */
function refuseConverter(key: string, fallback: object): void {
  if (!CONVERTERS.has(fallback as { name: string })) return;
  const { name } = fallback as { name: string };
  const call = `get(${quotedBriefly(key)}, `;
  throw new TypeError(
    `${call}${name}) takes ${name} for the fallback, which comes before what converts. Write ${call}undefined, ${name}).`,
  );
}

/** `Date()` without `new` would be the present time. */
function convertedBy<Value>(convert: (value: Value) => unknown, value: Value): unknown {
  if (convert === (Boolean as unknown)) return toBoolean(value);
  return convert === (Date as unknown) ? new Date(String(value)) : convert(value);
}

/** To JavaScript any text but an empty one is true, `false` included. NaN for what says neither. */
function toBoolean(value: unknown): unknown {
  if (typeof value !== 'string') return Boolean(value);
  const text = value.trim().toLowerCase();
  if (['true', '1', 'on', 'yes'].includes(text)) return true;
  return ['false', '0', 'off', 'no', ''].includes(text) ? false : NaN;
}

function isFailedConversion(value: unknown): boolean {
  return Number.isNaN(value) || (value instanceof Date && Number.isNaN(value.getTime()));
}

/** To JavaScript, a field that was left empty is the number 0. */
function isOfNothing(converted: unknown, value: unknown, convert: unknown): boolean {
  if (converted !== 0 && converted !== 0n) return false;
  return (convert === Number || convert === BigInt) && String(value).trim() === '';
}
