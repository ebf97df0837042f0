import type { Trail } from './trail.js';

/** Writes a value as JSON text; undefined when it has none, and is left out. */
export type Writer = (value: unknown) => string | undefined;

/** One of several schemas that a value may fit. */
export interface Choice {
  fits: (value: unknown) => boolean;
  isOfType: (value: unknown) => boolean;
  write: Writer;
}

/** Writes a value by the first schema of a union that it fits; by that which it fits best when it fits none. */
export function choose(choices: readonly Choice[], trail: Trail): Writer {
  return (value) => {
    let fitting = choices.filter((choice) => choice.fits(value));
    if (fitting.length === 0) fitting = choices.filter((choice) => choice.isOfType(value));
    if (fitting.length === 1) return fitting[0]!.write(value);
    return tryEach(fitting.length === 0 ? choices : fitting, value, trail);
  };
}

/** Only writing shows what does not fit deep inside. */
function tryEach(choices: readonly Choice[], value: unknown, trail: Trail): string | undefined {
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
