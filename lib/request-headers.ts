import { MultiDict } from './multi-dict.js';

/**
 * The headers of a request. Who asks for one of them gets it from what Node has read; all are put in order when somebody
 * asks for all.
 */
export class RequestHeaders extends MultiDict {
  readonly #raw: readonly string[];
  #isFilled = false;

  /** @param raw names and values in turn, as they came: Node's `rawHeaders` */
  constructor(raw: readonly string[]) {
    super(undefined, { caseless: true });
    this.#raw = raw;
  }

  protected override find(key: string): readonly string[] | undefined {
    // HTTP/2 has its request line among the headers: ':path'.
    if (key.startsWith(':')) return undefined;
    const name = key.toLowerCase();
    let values: string[] | undefined;
    for (let index = 0; index < this.#raw.length; index += 2) {
      const one = this.#raw[index]!;
      if (one.length !== name.length || one.toLowerCase() !== name) continue;
      if (values === undefined) values = [this.#raw[index + 1]!];
      else values.push(this.#raw[index + 1]!);
    }
    return values;
  }

  override get lists(): ReadonlyMap<string, readonly string[]> {
    if (!this.#isFilled) this.#fill();
    return super.lists;
  }

  #fill(): void {
    this.#isFilled = true;
    for (let index = 0; index < this.#raw.length; index += 2) {
      const name = this.#raw[index]!;
      if (!name.startsWith(':')) this.add(name, this.#raw[index + 1]!);
    }
  }
}
