import { segments, servedPaths, type Segment } from '../classes/path.js';
import type { Route } from '../classes/scanner.js';

/** What stands between two slashes of a path. */
interface Part {
  text: string;
  vagueness: number;
}

/** How much a part may be: the router tries fixed text first. */
const [FIXED, PARTLY, VARIABLE, REST] = [0, 1, 2, 3];

/** A path's parts, of which `/notes/:id` has three: the first is empty. */
export function partsOf(path: string): Part[] {
  const parts: Part[] = [{ text: '', vagueness: FIXED! }];
  for (const segment of segments(path)) {
    const last = parts.at(-1)!;
    if (segment.variable) {
      last.vagueness = Math.max(last.vagueness, vaguenessOf(segment));
      continue;
    }
    const [text, ...others] = segment.text.split('/');
    last.text += text;
    parts.push(...others.map((one) => ({ text: one, vagueness: FIXED! })));
  }
  return parts.map(narrowed);
}

function vaguenessOf({ text, expression }: Segment): number {
  if (text === '*') return REST!;
  return expression === '' ? VARIABLE! : PARTLY!;
}

/** `v:id` is more exact than `:id`. */
function narrowed({ text, vagueness }: Part): Part {
  return { text, vagueness: vagueness === VARIABLE && text !== '' ? PARTLY! : vagueness };
}

/**
 * Whether two routes may take the same path, and the first is more exact where they differ first. Werkzeug, too, weighs a
 * path from its beginning.
 */
export function isMoreExact(one: readonly Part[], other: readonly Part[]): boolean {
  let difference = 0;
  for (let index = 0; index < other.length; index++) {
    const [a, b] = [one[index], other[index]!];
    if (a === undefined) return false;
    if (a.vagueness === FIXED && b.vagueness === FIXED && a.text.toLowerCase() !== b.text.toLowerCase()) return false;
    difference ||= a.vagueness - b.vagueness;
  }
  return difference < 0;
}

/** The paths that are served with their last slash alone, by how many parts they have. */
export function strictPaths(routes: readonly Route[], strictSlashes: boolean): Map<number, Part[][]> {
  const strict = routes
    .filter(({ options }) => options.strictSlashes ?? strictSlashes)
    .flatMap(({ path }) => servedPaths(path, true))
    .filter((path) => path !== '/' && path.endsWith('/'));
  const byLength = new Map<number, Part[][]>();
  for (const parts of strict.map(partsOf)) byLength.set(parts.length, [...(byLength.get(parts.length) ?? []), parts]);
  return byLength;
}
