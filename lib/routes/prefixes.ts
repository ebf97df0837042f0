import { segments, type Segment } from '../classes/path.js';
import { fits } from './expressions.js';
import { byPrefix, bySegment } from './prefix-order.js';

/** What paths may lie below: a controller, or a blueprint. */
export interface Prefixed {
  prefix: string;
  hasPrefix: boolean;
}

/**
 * Knows to which controllers or blueprints a path belongs that no route serves. Floods of such paths come from attackers, so it is not
 * compared with each prefix, and nothing of it is kept.
 */
export class Prefixes<Owner extends Prefixed> {
  /** Those that have one, the nearest first. */
  readonly #owners: readonly Owner[];
  /** By prefix, the owners' places in the list; where a prefix has a variable it takes a pattern. */
  readonly #fixed = new Map<string, number[]>();
  readonly #variable: { isAbove: (path: string) => boolean; place: number }[] = [];
  #longest = 0;

  constructor(owners: readonly Owner[]) {
    this.#owners = owners.filter(({ hasPrefix }) => hasPrefix).sort((a, b) => byPrefix(a.prefix, b.prefix));
    this.#owners.forEach(({ prefix }, place) => {
      const pieces = segments(prefix.replace(/\/+$/, ''));
      if (pieces.some(({ variable }) => variable)) this.#variable.push({ isAbove: isAbove(pieces), place });
      else this.#addFixed(pieces.map(({ text }) => text).join(''), place);
    });
  }

  /** Those whose prefix a path is or lies below, the nearest first: where the router would look first. */
  above(path: string): readonly Owner[] {
    if (this.#owners.length === 0) return NONE;
    let places: number[] | undefined;
    for (const { isAbove, place } of this.#variable) if (isAbove(path)) (places ??= []).push(place);
    for (let end = 0; end < path.length && end < this.#longest;) {
      const slash = path.indexOf('/', end + 1);
      end = slash === -1 ? path.length : slash;
      const more = this.#fixed.get(path.slice(0, end));
      if (more !== undefined) (places ??= []).push(...more);
    }
    // Nearly all unknown paths lie below none.
    return places === undefined ? NONE : places.sort((a, b) => a - b).map((place) => this.#owners[place]!);
  }

  #addFixed(prefix: string, place: number): void {
    this.#fixed.set(prefix, [...(this.#fixed.get(prefix) ?? []), place]);
    this.#longest = Math.max(this.#longest, prefix.length);
  }
}

const NONE: readonly never[] = [];

/**
 * Whether a path is a prefix itself, or below it; a variable in the prefix stands for a part of a segment that its expression
 * matches. A regular expression for several in one segment would try all ways to share out what an attacker sends.
 */
function isAbove(prefix: readonly Segment[]): (path: string) => boolean {
  const parts = bySegment(prefix);
  return (path) => {
    const given = path.split('/', parts.length + 1).slice(1);
    return given.length === parts.length && parts.every((pieces, index) => isMatch(pieces, given[index]!));
  };
}

/** What the variables of a prefix stand for in a path that lies below it. */
export function prefixVariables(prefix: string, path: string): Record<string, string> {
  if (!prefix.includes(':')) return {};
  const parts = bySegment(segments(prefix.replace(/\/+$/, '')));
  const given = path.split('/', parts.length + 1).slice(1);
  const taken: Record<string, string> = {};
  parts.forEach((pieces, index) => isMatch(pieces, given[index] ?? '', taken));
  return taken;
}

/** From the end, since a variable takes as much as it can, and so leaves to those after it as little as it can. */
function isMatch(pieces: readonly Segment[], segment: string, taken?: Record<string, string>): boolean {
  let end = segment.length;
  /** What ends where the text after it begins. */
  let open: Segment | undefined;
  for (const piece of pieces.toReversed()) {
    // A variable next to another takes one character.
    const length = piece.variable ? 0 : piece.text.length;
    const latest = end - length - (open === undefined ? 0 : 1);
    const start = open === undefined || piece.variable ? latest : lastBefore(segment, piece.text, latest);
    if (start < 0 || (!piece.variable && !segment.startsWith(piece.text, start))) return false;
    if (open !== undefined) {
      const value = segment.slice(start + length, end);
      if (!fits(open, value)) return false;
      if (taken !== undefined) taken[open.text] = value;
    }
    end = start;
    open = piece.variable ? piece : undefined;
  }
  if (open === undefined) return end === 0;
  if (taken !== undefined) taken[open.text] = segment.slice(0, end);
  return end > 0 && fits(open, segment.slice(0, end));
}

/** The last place of a text that is no later than this. To `lastIndexOf()` there is no place before the first. */
function lastBefore(segment: string, text: string, latest: number): number {
  return latest < 0 ? -1 : segment.lastIndexOf(text, latest);
}
