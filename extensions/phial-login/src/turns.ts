/** What is done for one key waits for what was begun for it before: in this process. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const now = before.then(work);
    // One that fails must not stop those after it.
    const over = now.catch(() => {});
    this.#last.set(key, over);
    return now.finally(() => this.#last.get(key) === over && this.#last.delete(key));
  }
}
