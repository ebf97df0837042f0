import { segments, type Segment } from '../classes/path.js';
import { fits } from './expressions.js';

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
  /** Those that have one, the longest first. */
  readonly #owners: readonly Owner[];
  /** By prefix, the owners' places in the list; where a prefix has a variable it takes a pattern. */
  readonly #fixed = new Map<string, number[]>();
  readonly #variable: { isAbove: (path: string) => boolean; place: number }[] = [];
  #longest = 0;

  constructor(owners: readonly Owner[]) {
    this.#owners = owners.filter(({ hasPrefix }) => hasPrefix).sort((a, b) => b.prefix.length - a.prefix.length);
    this.#owners.forEach(({ prefix }, place) => {
      const pieces = segments(prefix.replace(/\/+$/, ''));
      if (pieces.some(({ variable }) => variable)) this.#variable.push({ isAbove: isAbove(pieces), place });
      else this.#addFixed(pieces.map(({ text }) => text).join(''), place);
    });
  }

  /** Those whose prefix a path is or lies below, the longest first. */
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

/** Whether a path is a prefix itself, or below it; a variable in the prefix stands for a segment that its expression matches. */
function isAbove(prefix: readonly Segment[]): (path: string) => boolean {
  const pattern = prefix.map(({ text, variable }) =>
    variable ? '([^/]+)' : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  const below = new RegExp(`^${pattern.join('')}(?:/|$)`);
  const variables = prefix.filter(({ variable }) => variable);
  return (path) => {
    const found = below.exec(path);
    return found !== null && variables.every((one, index) => fits(one, found[index + 1]!));
  };
}
