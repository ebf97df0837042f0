/** Those that wait, first come, first served: however many there are, one more costs the same, which it does not in a list. */
export class Waiting<One> {
  #all: One[] = [];
  #taken = 0;

  get size(): number {
    return this.#all.length - this.#taken;
  }

  add(one: One): void {
    this.#all.push(one);
  }

  /** The first, which waits no longer. */
  take(): One | undefined {
    if (this.size === 0) return undefined;
    const one = this.#all[this.#taken++];
    // Those that are gone are kept until they are the most.
    if (this.#taken * 2 >= this.#all.length) {
      this.#all = this.#all.slice(this.#taken);
      this.#taken = 0;
    }
    return one;
  }
}
