/** Who has signed. A service: any object in createApp({ services }) can be declared as a parameter. */
export class Guestbook {
  readonly #names: string[] = [];

  sign(name: string): void {
    this.#names.push(name);
  }

  get names(): readonly string[] {
    return this.#names;
  }
}
