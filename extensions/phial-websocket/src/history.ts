import { randomUUID } from 'node:crypto';

/** A message that was said in a room. */
export interface Entry {
  id: string;
  text: string;
  /** The socket that does not get it. */
  except?: string | undefined;
}

/** Rooms whose messages are kept; clients may choose their names. */
const MOST_ROOMS = 200;

/** Characters of the messages of all rooms together. One room alone may have more. */
const MOST_TEXT = 16 * 1024 * 1024;

/** The last messages of each room, of the rooms where something was said of late. */
export class History {
  readonly #rooms = new Map<string, Entry[]>();
  readonly #process = randomUUID().slice(0, 8);
  #count = 0;
  #length = 0;

  /** @param length messages of one room */
  constructor(private readonly length: number) {}

  /** No other process has it. */
  nextId(): string {
    return `${Date.now().toString(36)}-${this.#process}-${++this.#count}`;
  }

  keep(room: string, entry: Entry): void {
    if (this.length === 0) return;
    const entries = this.#rooms.get(room) ?? [];
    entries.push(entry);
    this.#length += entry.text.length;
    if (entries.length > this.length) this.#length -= entries.shift()!.text.length;
    // The room moves to the end, and the one that was silent for the longest is forgotten.
    this.#rooms.delete(room);
    this.#rooms.set(room, entries);
    while (this.#rooms.size > MOST_ROOMS || (this.#length > MOST_TEXT && this.#rooms.size > 1)) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [[room, entries]] = this.#rooms as unknown as [[string, Entry[]]];
    for (const { text } of entries) this.#length -= text.length;
    this.#rooms.delete(room);
  }

  /** What was said after a message; all that is kept, where that is forgotten already. */
  since(room: string, id: string): Entry[] {
    const entries = this.#rooms.get(room) ?? [];
    return entries.slice(entries.findIndex((entry) => entry.id === id) + 1);
  }
}
