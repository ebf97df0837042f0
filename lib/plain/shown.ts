import { inspect } from 'node:util';

/** A value as it is shown in a message: never thrown over, whatever its members do. */
export function shown(value: unknown): string {
  try {
    return inspect(value);
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

/** A value without what is inside it, which may be circular or secret: `[Object]`. */
export function shownBriefly(value: unknown): string {
  return inspect(value, { depth: -1 });
}

/** Text in quotes, and all else as it is as text. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** `string`, `number` ...; `null` is a type of its own. */
export function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** What a client sent, for a message: in quotes, on one line, and never long. */
export function quotedBriefly(text: string): string {
  return JSON.stringify(shortened(text, LONGEST));
}

/** Text as it is, or its beginning and three dots. */
export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

const LONGEST = 100;
