import type { IncomingMessage, ServerResponse } from 'node:http';

import { pathOf } from '../request/target.js';

/** Work that goes on when nobody waits for its response any more. An app that closes waits for it before its services are closed. */
export class Outstanding {
  readonly #running = new Map<Promise<unknown>, string>();
  #deadline: number | undefined;

  /** @param who for messages: `Notes.show` */
  note(who: string, work: Promise<unknown>): void {
    const end = (): void => void this.#running.delete(work);
    this.#running.set(work, who);
    void work.then(end, end);
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
    // What has just been sent tells of its end in the next turn of the loop.
    do await new Promise((resolve) => void setImmediate(resolve));
    while (this.#running.size > 0 && (await this.#isInTime(Promise.all(this.#running.keys()))));
    const left = [...this.#running.values()];
    this.#running.clear();
    return left;
  }

  async #isInTime(work: Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, this.#deadline! - performance.now(), false);
    });
    const done = work.then(
      () => true,
      () => true,
    );
    const isInTime = await Promise.race([done, late]);
    clearTimeout(timer);
    return isInTime;
  }
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
