import type { StandardIssue, StandardSchema } from 'phial';
import type { WebSocket } from 'ws';

import { isDeep } from './depth.js';

/** Messages that wait before the client has to. */
const MOST = 16;

const END = { done: true, value: undefined } as const;

/** The messages of a socket that nobody has taken yet. When there are many, nothing more is read from the client. */
export class Inbox<Message> implements AsyncIterator<Message, undefined> {
  readonly #waiting: (string | Buffer)[] = [];
  #readers: (() => void)[] = [];
  #socket: WebSocket | undefined = undefined;
  #hasEnded = false;
  /** Loops that take them, and have not been left. */
  #loops = 0;
  /** Whether nobody is going to take them. */
  #mayDrop = false;
  #failure: { error: unknown } | undefined = undefined;

  /** @param refuse is called with the reason when a message is not what the schema wants */
  constructor(
    private readonly schema: StandardSchema | undefined,
    private readonly refuse: (reason: string) => void,
  ) {}

  /** Begins a loop that takes them. While there is one, none is dropped. */
  begin(): this {
    this.#loops++;
    this.#mayDrop = false;
    return this;
  }

  /** Drops what is too much, unless there is a loop. */
  drop(): void {
    if (this.#loops > 0) return;
    this.#mayDrop = true;
    this.#socket?.resume();
  }

  connect(socket: WebSocket): void {
    this.#socket = socket;
  }

  put(data: Buffer, isBinary: boolean): void {
    // What was on its way when the socket was refused.
    if (this.#hasEnded) return;
    this.#waiting.push(isBinary ? data : data.toString());
    if (this.#waiting.length >= MOST) {
      if (this.#mayDrop) this.#waiting.shift();
      else this.#socket?.pause();
    }
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    // Closed by us, it has yet to hear the client's farewell.
    this.#socket?.resume();
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.end();
  }

  async next(): Promise<IteratorResult<Message, undefined>> {
    while (this.#waiting.length === 0 && !this.#hasEnded)
      await new Promise<void>((resolve) => this.#readers.push(resolve));
    if (this.#failure !== undefined) throw this.#failure.error;
    const data = this.#waiting.shift();
    if (data === undefined) return END;
    if (this.#socket?.isPaused === true && this.#waiting.length <= MOST / 2) this.#socket.resume();
    return this.schema === undefined ? { done: false, value: data as Message } : this.#checked(data, this.schema);
  }

  /** A loop was left before the end; another may go on. */
  return(): Promise<typeof END> {
    this.#loops--;
    return Promise.resolve(END);
  }

  /** All that wait, in their order: more than one may ask for the next. */
  #wake(): void {
    if (this.#readers.length === 0) return;
    const readers = this.#readers;
    this.#readers = [];
    for (const read of readers) read();
  }

  async #checked(data: string | Buffer, schema: StandardSchema): Promise<IteratorResult<Message, undefined>> {
    if (typeof data === 'string' && isDeep(data)) return this.#refuse('Nested too deeply.');
    const json = typeof data === 'string' ? parsed(data) : undefined;
    if (json === undefined) return this.#refuse('The message is not JSON.');
    const result = await schema['~standard'].validate(json.value);
    return result.issues === undefined
      ? { done: false, value: result.value as Message }
      : this.#refuse(sentenceOf(result.issues[0]));
  }

  #refuse(reason: string): typeof END {
    this.#waiting.length = 0;
    this.end();
    this.refuse(reason);
    return END;
  }
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function sentenceOf(issue: StandardIssue | undefined): string {
  const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return `${path === '' ? 'The message' : path}: ${issue?.message ?? 'not valid'}`;
}
