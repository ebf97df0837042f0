import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Undefined in a bundle, whose one file is the user's code and Phial's. CommonJS bundles have no `import.meta.url`. */
const HOME = /^.*\/(?:dist|lib)\//.exec(String(import.meta.url))?.[0];

/** Phial's own code, compiled and as its source maps name it. */
const OWN = HOME === undefined ? [] : ['../dist/', '../lib/'].map((folder) => fileURLToPath(new URL(folder, HOME)));

/** Where the user's code called a function of Phial's: `pages.ts:12`, from the working directory. Undefined when nobody can tell. */
export function callSite(): string | undefined {
  if (HOME === undefined) return undefined;
  // Called for every route: what lies behind the first frame of the user's is not read.
  for (const frame of new Error().stack?.split('\n').slice(1) ?? []) {
    const place = placeOf(frame);
    if (place !== undefined && !OWN.some((folder) => place.path.startsWith(folder)))
      return `${relative('.', place.path)}:${place.line}`;
  }
  return undefined;
}

/** A line of a stack is `at Get (file:///app/pages.ts:12:4)`, or without the name and the brackets. */
function placeOf(frame: string): { path: string; line: string } | undefined {
  const [, place, line] = /^ *at (?:async )?(?:[^(]*\()?([^()]+):(\d+):\d+\)?$/.exec(frame) ?? [];
  if (place === undefined || line === undefined || place.startsWith('node:')) return undefined;
  return { path: place.startsWith('file:') ? fileURLToPath(place) : place, line };
}
