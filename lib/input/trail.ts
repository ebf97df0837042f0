/** Where in a value its writers are, and what they found there that does not fit. */
export class Trail {
  readonly #at: (string | number)[] = [];
  readonly #found: string[] = [];
  /** How much did not fit; more than is kept in words. */
  count = 0;
  /** Which value it is, of all that were begun. */
  run = 0;

  /** What did not fit, with its field: `"author.name" is missing`; undefined when everything did. */
  get problem(): string | undefined {
    if (this.count === 0) return undefined;
    return this.#found.join('; ') + (this.count > this.#found.length ? '; ...' : '');
  }

  /** Begins with another value; a `toJSON()` that threw has left the last one in the middle. */
  start(): void {
    this.run++;
    this.#at.length = 0;
    this.rewind(0);
  }

  enter(key: string | number): void {
    this.#at.push(key);
  }

  leave(): void {
    this.#at.pop();
  }

  /** Forgets what was found since: an alternative was tried that is not the one. */
  rewind(count: number): void {
    this.count = count;
    if (this.#found.length > count) this.#found.length = count;
  }

  /** Where the writers are: `.notes[0].author`. */
  get place(): string {
    return this.#at.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  }

  /** Notes a field that is not there. */
  missing(key: string): void {
    this.enter(key);
    this.#note('is missing');
    this.leave();
  }

  /**
   * Notes a value that is not what the schema wants.
   *
   * @returns the value as it may be sent: itself, never another; what it holds is not named by the schema, and left out
   */
  misfit(value: unknown, wanted: string): string | undefined {
    this.#note(`is ${describe(value)} instead of ${wanted}`);
    if (Array.isArray(value)) return '[]';
    if (typeof value === 'bigint') return String(value);
    return typeof value === 'object' && value !== null ? '{}' : JSON.stringify(value);
  }

  #note(what: string): void {
    if (this.count++ >= MOST_KEPT) return;
    this.#found.push(`${this.#at.length === 0 ? 'the value' : `"${this.#at.join('.')}"`} ${what}`);
  }
}

/** A list of a thousand rows has the same fault a thousand times. */
const MOST_KEPT = 5;

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`;
  if (value instanceof Promise) return 'a promise (await it first)';
  if (value instanceof Error) return 'an error';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return NAMES[typeof value] ?? `a ${typeof value}`;
}

const NAMES: Partial<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  bigint: 'a bigint (declare z.bigint(), or return Number(value) or String(value))',
};
