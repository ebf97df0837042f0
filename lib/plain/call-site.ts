import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Phial's own code, compiled and as its source maps name it. */
const OWN = ['../dist/', '../lib/'].map((folder) =>
  fileURLToPath(new URL(folder, /^.*\/(?:dist|lib)\//.exec(import.meta.url)?.[0])),
);

/** Where the user's code called a function of Phial's: `pages.ts:12`, from the working directory. Undefined when nobody can tell. */
export function callSite(): string | undefined {
  const frames = new Error().stack?.split('\n').slice(1).map(placeOf) ?? [];
  const frame = frames.find((place) => place !== undefined && !OWN.some((folder) => place.path.startsWith(folder)));
  return frame && `${relative('.', frame.path)}:${frame.line}`;
}

/** A line of a stack is `at Get (file:///app/pages.ts:12:4)`, or without the name and the brackets. */
function placeOf(frame: string): { path: string; line: string } | undefined {
  const [, place, line] = /(?:\(|at (?:async )?)([^()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
  if (place === undefined || line === undefined || place.startsWith('node:')) return undefined;
  return { path: place.startsWith('file:') ? fileURLToPath(place) : place, line };
}
