import { segments, type Segment } from '../classes/path.js';

/**
 * Puts prefixes into the order in which the router would try them, were there a route for all that lies below each: segment by
 * segment, fixed text first, and the longer prefix where one begins with the other. Else a blueprint whose prefix is a variable
 * would take the paths of another's, past its guards.
 */
export function byPrefix(a: string, b: string): number {
  const [ours, theirs] = [fixedness(a), fixedness(b)];
  const at = ours.findIndex((one, index) => one !== theirs[index]);
  if (at === -1) return ours.length === theirs.length ? 0 : 1;
  return (theirs[at] ?? NOTHING_MORE) - ours[at]!;
}

/** How much of each segment is fixed. */
function fixedness(prefix: string): number[] {
  return bySegment(segments(prefix.replace(/\/+$/, ''))).map((pieces) => {
    if (pieces.every(({ variable }) => !variable)) return FIXED;
    if (pieces.length > 1) return MIXED + (pieces[0]!.variable ? 0 : pieces[0]!.text.length);
    if (pieces[0]!.text === '*') return WILDCARD;
    return pieces[0]!.expression === '' ? BARE : PATTERN;
  });
}

const [NOTHING_MORE, WILDCARD, BARE, PATTERN, MIXED, FIXED] = [-1, 0, 1, 2, 3, Number.MAX_SAFE_INTEGER];

/** The pieces of each segment. */
export function bySegment(prefix: readonly Segment[]): Segment[][] {
  const parts: Segment[][] = [[]];
  for (const piece of prefix) {
    if (piece.variable) parts.at(-1)!.push(piece);
    else
      piece.text.split('/').forEach((text, index) => {
        if (index > 0) parts.push([]);
        if (text !== '') parts.at(-1)!.push({ ...piece, text });
      });
  }
  return parts.slice(1);
}
