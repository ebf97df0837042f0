/** A message for the next page. */
export interface Flash {
  /** The kind of message: `message`, unless `flash()` was given another. */
  category: string;
  /** The text. */
  message: string;
}

/** The messages of a session. @internal */
export class Flashes {
  #waiting: [string, string][];
  #taken: Flash[] | undefined;

  /** @param kept category and message of those that nobody has taken */
  constructor(kept: readonly [string, string][] = []) {
    // A copy: a store may keep the very object.
    this.#waiting = [...kept];
  }

  get record(): [string, string][] {
    return this.#waiting;
  }

  /** Whether `take()` changes what is kept. */
  get wouldChange(): boolean {
    return this.#taken === undefined && this.#waiting.length > 0;
  }

  add(category: string, message: string): void {
    this.#waiting.push([category, message]);
  }

  /** The same ones each time: what is added later waits for the next request. */
  take(): Flash[] {
    return (this.#taken ??= this.#waiting.splice(0).map(([category, message]) => ({ category, message })));
  }

  clear(): void {
    this.#waiting = [];
  }
}
