/**
 * How sure it is that JSON loses something of a value, or shows what an error has: nothing, perhaps what left a `{}` in
 * its text, or something certainly.
 */
export type Loss = typeof NONE | typeof HIDDEN | typeof CERTAIN;

export const NONE = 0;
export const HIDDEN = 1;
export const CERTAIN = 2;

/**
 * Looks through data for what JSON would lose, whatever fields it has of its own. It makes no objects and keeps no places,
 * and takes a small part of the time that the text takes: production does it for each answer.
 *
 * @param value whose text is made already: it has no circles. A getter of it is asked once more
 */
export function lossIn(value: object): Loss {
  try {
    return lossBelow(value, 0);
  } catch {
    // A getter that gives its value once: the text has it.
    return HIDDEN;
  }
}

function lossBelow(value: object, depth: number): Loss {
  // The watchful replacer goes deeper.
  if (depth === DEEPEST) return CERTAIN;
  if (Array.isArray(value)) return lossInList(value, depth);
  const isPlain = isLiteral(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return lossOfOwnText(value);
  if (!isPlain && isLostItself(value)) return CERTAIN;
  let loss: Loss = NONE;
  let isEmpty = !isPlain;
  for (const name in value) {
    // JSON does not read what is inherited: a getter there may load what nobody has asked for.
    if (!isPlain && !Object.hasOwn(value, name)) continue;
    isEmpty = false;
    const member = (value as Record<string, unknown>)[name];
    const own = typeof member === 'object' ? (member === null ? NONE : lossBelow(member, depth + 1)) : lossOf(member);
    if (own === CERTAIN) return CERTAIN;
    if (own === HIDDEN) loss = HIDDEN;
  }
  return isEmpty ? HIDDEN : loss;
}

/** Nobody writes such data by hand, and the stack has room for so much. */
const DEEPEST = 200;

function lossInList(list: readonly unknown[], depth: number): Loss {
  let loss: Loss = NONE;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item !== 'object' || item === null) continue;
    const own = lossBelow(item, depth + 1);
    if (own === CERTAIN) return CERTAIN;
    if (own === HIDDEN) loss = HIDDEN;
  }
  return loss;
}

function isLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What says itself what it is as data is not asked twice. Of an error, that may be its stack. */
function lossOfOwnText(value: object): Loss {
  if (value instanceof Date) return NONE;
  return value instanceof Error ? CERTAIN : HIDDEN;
}

/** With fields of its own it would not be `{}`: an error of a driver shows paths, hosts and SQL. */
function isLostItself(value: object): boolean {
  return value instanceof Error || value instanceof Promise || value instanceof Map || value instanceof Set;
}

/** What is left out may leave an object without members. */
function lossOf(member: unknown): Loss {
  return typeof member === 'function' || typeof member === 'symbol' ? HIDDEN : NONE;
}

/**
 * Whether a value is to be looked into by the watchful replacer, which knows the places and the cures.
 *
 * @param text what JSON made of it
 */
export function mayBeLost(value: unknown, text: string | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const loss = lossIn(value);
  return loss === CERTAIN || (loss === HIDDEN && text?.includes('{}') === true);
}
