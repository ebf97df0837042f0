import type { Trail } from './trail.js';

/** Writes a value as JSON text; undefined when it has none, and is left out. */
export type Writer = (value: unknown) => string | undefined;

/** One of several schemas that a value may fit. */
export interface Choice {
  fits: (value: unknown) => boolean;
  isOfType: (value: unknown) => boolean;
  /** What it is in words: `a number`. */
  wanted: string;
  /** Its fields that can have one value only, as JSON: `{ kind: '"dog"' }`. */
  tags: Readonly<Record<string, string>>;
  write: Writer;
}

/** Writes a value by the first schema of a union that it fits; by that which it fits best when it fits none. */
export function choose(choices: readonly Choice[], trail: Trail): Writer {
  const tried = new Trials(trail);
  return (value) => {
    const fitting = choices.filter((choice) => choice.fits(value));
    if (fitting.length === 0) return writeMisfit(choices, value, trail, tried);
    return tried.write(fitting, value);
  };
}

function writeMisfit(choices: readonly Choice[], value: unknown, trail: Trail, tried: Trials): string | undefined {
  const ofType = choices.filter((choice) => choice.isOfType(value));
  if (ofType.length === 0) return trail.misfit(value, wordsOf(choices.map(({ wanted }) => wanted)));
  const tag = Object.keys(ofType[0]!.tags).find((name) => ofType.every(({ tags }) => Object.hasOwn(tags, name)));
  if (tag === undefined) return tried.write(ofType, value);
  const own = (value as Record<string, unknown>)[tag];
  const tagged = ofType.filter(({ tags }) => tags[tag] === JSON.stringify(own));
  if (tagged.length > 0) return tried.write(tagged, value);
  const before = trail.count;
  const text = tried.write(ofType, value);
  // All that such a field lets expect would be a guess.
  trail.rewind(before);
  noteTag(tag, own, ofType, trail);
  return text;
}

function noteTag(tag: string, own: unknown, choices: readonly Choice[], trail: Trail): void {
  if (own === undefined) {
    trail.missing(tag);
    return;
  }
  trail.enter(tag);
  trail.misfit(own, wordsOf(choices.map(({ tags }) => tags[tag]!)));
  trail.leave();
}

function wordsOf(wanted: readonly string[]): string {
  return [...new Set(wanted)].join(' or ');
}

/** Tries several schemas: only writing shows what does not fit deep inside. */
class Trials {
  /** What was chosen: where a union holds itself, each schema tried would else try all anew, and all in them. */
  #chosen: WeakMap<object, Choice> | undefined;
  #run = 0;

  constructor(private readonly trail: Trail) {}

  /** Writes a value by the first that it fits, or else by that which it fits best. */
  write(choices: readonly Choice[], value: unknown): string | undefined {
    const { trail } = this;
    const [first] = choices;
    if (choices.length === 1) return first!.write(value);
    const known = this.#recall(value);
    if (known !== undefined) return known.write(value);
    const before = trail.count;
    let best = first!;
    let fewest = Infinity;
    for (const choice of choices) {
      const text = choice.write(value);
      const misfits = trail.count - before;
      if (misfits === 0) {
        // The first is found again without being looked for.
        if (choice !== first) this.#keep(value, choice);
        return text;
      }
      trail.rewind(before);
      if (misfits < fewest) [best, fewest] = [choice, misfits];
    }
    this.#keep(value, best);
    return best.write(value);
  }

  /** The same object may hold something else when it is written again. */
  #recall(value: unknown): Choice | undefined {
    if (this.#run !== this.trail.run) {
      this.#run = this.trail.run;
      this.#chosen = undefined;
    }
    return this.#chosen?.get(value as object);
  }

  #keep(value: unknown, choice: Choice): void {
    if (typeof value !== 'object' || value === null) return;
    this.#chosen ??= new WeakMap();
    this.#chosen.set(value, choice);
  }
}
