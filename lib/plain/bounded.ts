/** What was made once under a name, as long as there are not too many: then the oldest goes. */
export class Bounded<Value> {
  readonly #made = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get(name: string, make: () => Value): Value {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const value = make();
    if (this.#made.size >= this.most) this.#made.delete(this.#made.keys().next().value!);
    this.#made.set(name, value);
    return value;
  }
}
