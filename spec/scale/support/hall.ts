import { Client } from '../../../extensions/phial-websocket/spec/support/client.js';
import { moment } from './load.js';

/** A connection, and the first message that it must have heard. */
interface Sitting {
  client: Client;
  from: number;
}

/** People in a room, who come back when they are cut off, and one who counts aloud. */
export class Hall {
  static readonly #opened = new Set<Hall>();
  /** The next number that is said. */
  #next = 0;
  /** Numbers whose saying was answered by an error: they may have been heard or not. */
  readonly #unsure = new Set<number>();
  readonly #sittings: Sitting[] = [];
  #isOver = false;
  #isSilent = false;
  #tasks: Promise<unknown>[] = [];

  private constructor(private readonly address: string) {}

  static async open(address: string, people = 4): Promise<Hall> {
    const hall = new Hall(address);
    this.#opened.add(hall);
    await Promise.all(Array.from({ length: people }, () => hall.#sit()));
    hall.#tasks.push(hall.#count());
    return hall;
  }

  /** Ends those of a spec that has failed. */
  static async leaveAll(): Promise<void> {
    await Promise.all([...this.#opened].map((hall) => hall.#leave()));
    this.#opened.clear();
  }

  /** How often somebody had to come back. */
  get returns(): number {
    return this.#sittings.filter(({ client }) => client.socket.readyState === client.socket.CLOSED).length;
  }

  get failures(): number {
    return this.#unsure.size;
  }

  /** Nothing is said for a while: not to be lost. */
  async silence(): Promise<void> {
    this.#isSilent = true;
    const said = this.#next;
    await this.#allHear(said - 1);
  }

  /** Says something until all hear it, and counts on. */
  async speakAgain(): Promise<void> {
    const probe = () => this.#say('again');
    const open = () => this.#sittings.filter(({ client }) => client.socket.readyState === client.socket.OPEN);
    for (const { client } of open()) client.heard.length = 0;
    while (!open().every(({ client }) => client.heard.includes('again'))) {
      await probe();
      await moment();
    }
    for (const sitting of open()) sitting.from = this.#next;
    this.#isSilent = false;
  }

  /** Waits until so many more numbers were said. */
  async goesOn(times = 10): Promise<void> {
    const goal = this.#next + times;
    while (this.#next < goal) await moment();
  }

  /** Stops, and tells what people who were connected did not hear, or heard twice. */
  async end(): Promise<string[]> {
    this.#isSilent = true;
    await this.#allHear(this.#next - 1);
    const lost = this.#sittings.flatMap((sitting, index) => this.#lostBy(sitting).map((what) => `${index}: ${what}`));
    await this.#leave();
    return lost;
  }

  async #leave(): Promise<void> {
    this.#isOver = true;
    for (const { client } of this.#sittings) client.socket.close();
    await Promise.all([...this.#tasks, ...this.#sittings.map(({ client }) => client.closed)]);
  }

  async #sit(): Promise<void> {
    const client = await Client.open(`${this.address.replace('http', 'ws')}/hall`);
    await client.next();
    this.#sittings.push({ client, from: this.#next });
    if (this.#isOver) client.socket.close();
    this.#tasks.push(client.closed.then(() => this.#comeBack()));
  }

  /** As browsers do it: until somebody answers. */
  async #comeBack(): Promise<void> {
    while (!this.#isOver) {
      const isBack = await this.#sit().then(
        () => true,
        () => false,
      );
      if (isBack) return;
      await moment();
    }
  }

  async #count(): Promise<void> {
    while (!this.#isOver) {
      await moment();
      if (this.#isSilent) continue;
      const number = this.#next++;
      if (!(await this.#say(String(number)))) this.#unsure.add(number);
    }
  }

  #say(text: string): Promise<boolean> {
    return fetch(`${this.address}/say/${text}`, { method: 'POST' }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async #allHear(number: number): Promise<void> {
    const waiting = () =>
      !this.#unsure.has(number) &&
      this.#sittings.some(
        ({ client, from }) =>
          client.socket.readyState === client.socket.OPEN && from <= number && !client.heard.includes(String(number)),
      );
    while (waiting()) await moment();
  }

  /** Up to the last that it heard. */
  #lostBy({ client, from }: Sitting): string[] {
    const numbers = client.heard.map(Number).filter((number) => number >= from);
    const last = Math.max(from - 1, ...numbers);
    const expected = Array.from({ length: last - from + 1 }, (_, index) => from + index);
    const lost = expected.filter((number) => !numbers.includes(number) && !this.#unsure.has(number));
    const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
    return [...lost.map((number) => `${number} was not heard`), ...twice.map((number) => `${number} was heard twice`)];
  }
}
