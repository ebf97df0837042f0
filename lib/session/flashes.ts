import { refuseForeign } from '../plain/copies.js';
import { SafeHtml } from '../response/html.js';
import { refuseWholeAnswer } from '../response/whole-answers.js';
import type { FlashRecord } from './session-record.js';
import { taggedHtml, untag } from './tagged-json.js';

/** A message for the next page. */
export interface Flash {
  /** The kind of message: `message`, unless `flash()` was given another. */
  category: string;
  /** The text; as `html` when it was flashed so, which templates do not escape. */
  message: string | SafeHtml;
}

/** The messages of a session. @internal */
export class Flashes {
  #waiting: FlashRecord[];
  #taken: Flash[] | undefined;

  /** @param kept category and message of those that nobody has taken */
  constructor(kept: readonly FlashRecord[] = []) {
    // A copy: a store may keep the very object.
    this.#waiting = [...kept];
  }

  get record(): FlashRecord[] {
    return this.#waiting;
  }

  /** Whether `take()` changes what is kept. */
  get wouldChange(): boolean {
    return this.#taken === undefined && this.#waiting.length > 0;
  }

  add(category: string, message: string | SafeHtml): void {
    refuseForeign(message, 'session.flash() was given');
    refuseWholeAnswer(message);
    if (typeof message === 'object' && String(message) === '[object Object]')
      throw new TypeError("session.flash() takes text, not an object: write session.flash('Saved.', 'success').");
    this.#waiting.push([category, message instanceof SafeHtml ? taggedHtml(message) : String(message)]);
  }

  /** The same ones each time: what is added later waits for the next request. */
  take(): Flash[] {
    return (this.#taken ??= this.#waiting.splice(0).map(toFlash));
  }

  clear(): void {
    this.#waiting = [];
  }
}

/** What is kept is text, or tagged html. */
function toFlash([category, message]: FlashRecord): Flash {
  return { category, message: untag(message) as string | SafeHtml };
}
