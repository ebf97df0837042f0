import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import { pathOf } from '../request/target.js';

/** Milliseconds in which a source that was closed comes to its `finally`. One that waits for something may never do. */
const MOMENT = 500;

/** Work that goes on when nobody waits for its response any more. An app that closes waits for it before its services are closed. */
export class Outstanding {
  readonly #running = new Map<Promise<unknown>, string>();
  readonly #streams = new Set<Readable>();
  #deadline: number | undefined;

  /** @param who for messages: `Notes.show` */
  note(who: string, work: Promise<unknown>): void {
    const end = (): void => void this.#running.delete(work);
    this.#running.set(work, who);
    void work.then(end, end);
  }

  /**
   * A stream of what a generator yields, which runs its `finally` when the stream is closed. One whose client has left may wait
   * for what never comes: it is kept no longer than that, but for an app that closes.
   */
  noteStream(stream: Readable, response: ServerResponse): void {
    this.#streams.add(stream);
    const forget = (): void => void this.#streams.delete(stream);
    stream.once('close', forget);
    response.once('close', () => {
      if (this.#deadline === undefined) forget();
    });
  }

  /** A client may be gone in the middle of its request: nobody but the handler knows when that is done. */
  noteLeft(response: ServerResponse | null | undefined): void {
    // What was broken off by the app itself, and not by its client, is over.
    if (response == null || response.headersSent || response.writableEnded || response.destroyed) return;
    const { method = '', url = '', upgrade } = response.req as IncomingMessage & { upgrade?: boolean };
    // HTTP has let go of a WebSocket.
    if (upgrade === true) return;
    this.note(`${method} ${pathOf(url)}`, untilAnswered(response));
  }

  /** Says how long everything may take together, from now on. */
  limit(milliseconds: number): void {
    this.#deadline ??= performance.now() + milliseconds;
  }

  /**
   * Waits until nothing is left, or the time is up.
   *
   * @returns who is not done then
   */
  async finish(): Promise<string[]> {
    // What was just cut off tells of it at the end of this turn of the loop,
    await nextTurn();
    // and what has just been sent tells of its end in the next one.
    do await nextTurn();
    while (this.#running.size > 0 && (await this.#isInTime(Promise.all(this.#running.keys()))));
    const left = [...this.#running.values()];
    this.#running.clear();
    await this.#endStreams();
    return left;
  }

  /** Those that were just cut off have nothing left of the time. */
  async #endStreams(): Promise<void> {
    const ending = [...this.#streams].filter(({ destroyed }) => destroyed);
    if (ending.length === 0) return;
    ending.forEach((stream) => this.#streams.delete(stream));
    await isDoneWithin(MOMENT, Promise.all(ending.map((stream) => once(stream, 'close'))));
  }

  #isInTime(work: Promise<unknown>): Promise<boolean> {
    return isDoneWithin(this.#deadline! - performance.now(), work);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function isDoneWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  const isInTime = await Promise.race([done, late]);
  clearTimeout(timer);
  return isInTime;
}

/** What an answer to nobody begins with: it is made when the handler is done. */
const BEGINNINGS = ['setHeader', 'writeHead', 'write', 'end', 'destroy'] as const;

function untilAnswered(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    for (const name of BEGINNINGS) {
      const own = response[name] as (...given: unknown[]) => unknown;
      Object.assign(response, {
        [name]: (...given: unknown[]) => {
          resolve();
          return own.apply(response, given);
        },
      });
    }
  });
}
