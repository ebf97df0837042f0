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
  return (value) => {
    const fitting = choices.filter((choice) => choice.fits(value));
    if (fitting.length === 0) return writeMisfit(choices, value, trail);
    return fitting.length === 1 ? fitting[0]!.write(value) : tryEach(fitting, value, trail);
  };
}

function writeMisfit(choices: readonly Choice[], value: unknown, trail: Trail): string | undefined {
  const ofType = choices.filter((choice) => choice.isOfType(value));
  if (ofType.length === 0) return trail.misfit(value, wordsOf(choices.map(({ wanted }) => wanted)));
  const tag = Object.keys(ofType[0]!.tags).find((name) => ofType.every(({ tags }) => Object.hasOwn(tags, name)));
  if (tag === undefined) return tryEach(ofType, value, trail);
  const own = (value as Record<string, unknown>)[tag];
  const tagged = ofType.filter(({ tags }) => tags[tag] === JSON.stringify(own));
  if (tagged.length > 0) return tryEach(tagged, value, trail);
  const before = trail.count;
  const text = tryEach(ofType, value, trail);
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

/** Only writing shows what does not fit deep inside. */
function tryEach(choices: readonly Choice[], value: unknown, trail: Trail): string | undefined {
  if (choices.length === 1) return choices[0]!.write(value);
  const before = trail.count;
  let best = choices[0]!;
  let fewest = Infinity;
  for (const choice of choices) {
    const text = choice.write(value);
    const misfits = trail.count - before;
    if (misfits === 0) return text;
    trail.rewind(before);
    if (misfits < fewest) [best, fewest] = [choice, misfits];
  }
  return best.write(value);
}
