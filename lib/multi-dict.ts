import { Bare } from './bare.js';
import { Abort } from './errors/errors.js';

/**
 * A read-only dictionary whose keys may have several values: query arguments, form fields, headers, cookies, files.
 *
 * Keys are compared as they are, unless the dictionary was made case-insensitive (headers are). `__proto__` and its
 * like are ordinary keys. After Werkzeug's `MultiDict`.
 */
export class MultiDict<Value = string> implements Iterable<[string, Value]> {
  readonly #values = new Map<string, Value[]>();
  readonly #caseless: boolean;

  /**
   * @param pairs every key with every value, in order; default none
   * @param options.caseless whether `Content-Type` and `content-type` are one key; default false
   */
  constructor(pairs?: Iterable<readonly [string, Value]>, options?: { caseless?: boolean }) {
    this.#caseless = options?.caseless ?? false;
    if (pairs === undefined) return;
    for (const [key, value] of pairs) this.add(key, value);
  }

  /** Adds a value while the dictionary is filled, and before anybody has it. @internal */
  add(key: string, value: Value): void {
    const name = this.#normal(key);
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  /**
   * The first value of a key. With `convert`, the converted value; the fallback when there is none, when `convert`
   * throws, when it gives `NaN` or an invalid date, or when an empty text would become the number 0.
   *
   * @example request.args.get('page', 1, Number)
   */
  get(key: string): Value | undefined;
  get<Fallback>(key: string, fallback: Fallback): Value | Fallback;
  get<Fallback, Converted>(key: string, fallback: Fallback, convert: (value: Value) => Converted): Converted | Fallback;
  get(key: string, fallback?: unknown, convert?: (value: Value) => unknown): unknown {
    const values = this.find(key);
    if (values === undefined) return fallback;
    if (convert === undefined) return values[0];
    // To JavaScript, a field that was left empty is the number 0.
    if (NUMERIC.includes(convert) && String(values[0]).trim() === '') return fallback;
    try {
      const converted = convert(values[0]!);
      return isFailedConversion(converted) ? fallback : converted;
    } catch {
      return fallback;
    }
  }

  /** All values of a key, in the order they were sent; an empty list when there are none. */
  getAll(key: string): Value[] {
    return [...(this.find(key) ?? [])];
  }

  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  /**
   * The first value of a key that must be there.
   *
   * @throws Abort 400, naming the key, when it is missing
   */
  require(key: string): Value {
    const values = this.find(key);
    if (values === undefined) throw new Abort(400, `The field '${key}' is missing.`);
    return values[0]!;
  }

  /** The distinct keys. */
  keys(): IterableIterator<string> {
    return this.lists.keys();
  }

  /** All values, by key, as they are kept. @internal */
  get lists(): ReadonlyMap<string, readonly Value[]> {
    return this.#values;
  }

  /** Every pair: a key with two values comes twice. */
  *entries(): IterableIterator<[string, Value]> {
    for (const [key, values] of this.lists) {
      for (const value of values) yield [key, value];
    }
  }

  [Symbol.iterator](): IterableIterator<[string, Value]> {
    return this.entries();
  }

  /** How many distinct keys there are. */
  get size(): number {
    return this.lists.size;
  }

  /** A plain object of the first values; it inherits nothing, so that no key is special. */
  toObject(): Record<string, Value> {
    const object = new Bare() as Record<string, Value>;
    this.lists.forEach((values, key) => { object[key] = values[0]!; });
    return object;
  }

  toJSON(): Record<string, Value> {
    return this.toObject();
  }

  /** All values of a key. @internal */
  protected find(key: string): readonly Value[] | undefined {
    return this.#values.get(this.#normal(key));
  }

  #normal(key: string): string {
    return this.#caseless ? key.toLowerCase() : key;
  }
}

const NUMERIC: readonly unknown[] = [Number, BigInt];

function isFailedConversion(value: unknown): boolean {
  return Number.isNaN(value) || (value instanceof Date && Number.isNaN(value.getTime()));
}
