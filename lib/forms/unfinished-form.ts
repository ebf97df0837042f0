/**
 * What one form that is still being read holds in memory. All of a process have a budget together: beyond half of it their
 * files go to the disk, and beyond all of it the oldest is given up, since forms that nobody ends are the first to get old.
 */
export class UnfinishedForm {
  #bytes = 0;

  /** @param giveUp ends the reading of the form, and lets go of what was read */
  constructor(private readonly giveUp: () => void) {
    unfinished.add(this);
  }

  /** Whether files had better go to the disk. */
  get isMemoryShort(): boolean {
    return held > BUDGET / 2;
  }

  hold(bytes: number): void {
    if (!unfinished.has(this)) return;
    this.#bytes += bytes;
    held += bytes;
    // One alone is a form that a route allows to be large.
    while (held > BUDGET && unfinished.size > 1) UnfinishedForm.#giveUpOldest();
  }

  /** The form has been read, or given up: what it holds is the handler's, or nobody's. */
  finish(): void {
    held -= this.#bytes;
    this.#bytes = 0;
    unfinished.delete(this);
  }

  /** An empty one is passed over: to give it up would free nothing. */
  static #giveUpOldest(): void {
    for (const form of unfinished) {
      if (form.#bytes === 0) continue;
      form.finish();
      form.giveUp();
      return;
    }
  }
}

/** Bytes. */
const BUDGET = 64 * 1024 * 1024;

/** In the order in which they began. */
const unfinished = new Set<UnfinishedForm>();

let held = 0;
