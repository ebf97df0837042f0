import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

import { packageOf } from '../config/folders.js';
import type { PlacedFinding } from '../plain/launch.js';
import { CIRCLE_CURE, circleBehind } from './circles.js';
import { explainSloppyImport } from './deno.js';
import { missingExport } from './exports.js';
import { framesOf, type Place } from './frames.js';
import { readUnreadable } from './syntax.js';

/** What kept an entry from being loaded, as a finding with its place. */
export function loadFinding(error: unknown, entry: string): PlacedFinding {
  const circle = circleBehind(error);
  if (circle !== undefined) {
    const cause = `${circle.cause}, for modules import each other in a circle: ${circle.path}`;
    return finding('PH902', relative('.', circle.file), cause, CIRCLE_CURE, circle.line);
  }
  const missing = missingExport(error);
  if (missing !== undefined) {
    const { place, cause, cure } = missing;
    return finding('PH907', relative('.', place?.file ?? entry), cause, cure, place?.line);
  }
  const sloppy = explainSloppyImport(error);
  if (sloppy !== undefined) return finding('PH901', relative('.', entry), ...split(sloppy));
  const unreadable = readUnreadable(error);
  if (unreadable !== undefined) return finding('PH901', unreadable.file, unreadable.cause, 'Mend it there.');
  if (!(error instanceof Error)) return finding('PH901', relative('.', entry), `it threw ${String(error)}`, CURE);
  if (error.name === 'CommandError') return finding('PH901', relative('.', entry), ...split(error.message));
  const { place, thrown } = placesOf(error, entry);
  const where = thrown === undefined ? '' : ` (thrown at ${relative('.', thrown.file)}:${thrown.line})`;
  const cause = `it does not load: ${stripVTControlCharacters(error.message)}${where}`;
  return finding('PH901', relative('.', place?.file ?? entry), cause, CURE, place?.line);
}

interface Places {
  place: { file: string; line?: number } | undefined;
  /** Where it was thrown, when that is in another package, which is linked. */
  thrown?: Place;
}

/** An extension throws what the app has made wrong: the app's line is the one to mend. */
function placesOf(error: Error, entry: string): Places {
  const importer = importerOf(error);
  if (importer !== undefined) return { place: importer };
  const frames = framesOf(error);
  const home = packageOf(dirname(resolve(entry)));
  const own = frames.find(({ file }) => packageOf(dirname(file)) === home);
  return own === undefined || own === frames[0] ? { place: frames[0] } : { place: own, thrown: frames[0]! };
}

/** The app's line that led to an error, as far as it is known. */
export function placeOf(error: Error, entry: string): { file: string; line?: number } | undefined {
  return placesOf(error, entry).place;
}

const CURE = 'Mend what the message names.';

function finding(code: PlacedFinding['code'], file: string, cause: string, cure: string, line?: number): PlacedFinding {
  return { code, who: file, cause, cure, file, ...(line !== undefined && { line }), severity: 'error' };
}

/** The last sentence of a message says what to do. */
function split(message: string): [cause: string, cure: string] {
  const [, cause, cure] = /^([^]*?)\. ([A-Z][^]*)$/.exec(message) ?? [];
  return [cause ?? message, cure ?? CURE];
}

/** Node names who imports a file that is not there, and not the line. */
function importerOf({ message }: Error): { file: string; line?: number } | undefined {
  const [, wanted, from] = /^Cannot find (?:module|package) '([^']+)' imported from (.+)$/.exec(message) ?? [];
  if (wanted === undefined || from === undefined) return undefined;
  const file = from.startsWith('file:') ? fileURLToPath(from) : from;
  if (!existsSync(file)) return undefined;
  const name = wanted
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[cm]?[jt]sx?$/, '');
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => /\b(?:from|import|require)\b/.test(line) && line.includes(name));
  return index === -1 ? { file } : { file, line: index + 1 };
}
