import { existsSync } from 'node:fs';
import module, { type SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Undefined in a bundle, whose one file is the user's code and Phial's. CommonJS bundles have no `import.meta.url`. */
const HOME = /^.*\/(?:dist|lib)\//.exec(String(import.meta.url))?.[0];

/** Phial's own code, compiled and as its source maps name it. */
const OWN = HOME === undefined ? [] : ['../dist/', '../lib/'].map((folder) => fileURLToPath(new URL(folder, HOME)));

/**
 * Where the user's code called a function of Phial's: `pages.ts:12`, from the working directory. Undefined when nobody can tell.
 *
 * @param between a file that may stand between the two, as `callingFile()` gives it
 */
export function callSite(between?: string): string | undefined {
  if (HOME === undefined) return undefined;
  const prepare = Error.prepareStackTrace;
  const frames = framesHere(prepare).filter((one) => isUsers(one.getFileName()));
  const frame = frames.find((one) => one.getFileName() !== between) ?? frames[0];
  if (frame === undefined) return undefined;
  const place = prepare === undefined ? placeOf(frame) : placeIn(String(prepare(new Error(), [frame])));
  const there = isThere(place) ? place : compiledPlaceOf(frame);
  return there && `${relative('.', pathOf(there.file))}:${there.line}`;
}

/** The file that called a function of Phial's, as Node names it. */
export function callingFile(): string | undefined {
  if (HOME === undefined) return undefined;
  const frame = framesHere(Error.prepareStackTrace).find((one) => isUsers(one.getFileName()));
  return frame?.getFileName() ?? undefined;
}

interface Place {
  file: string;
  line: number;
}

/** Called for every route: a stack as text would look up the source of each frame, of Phial's own, too. */
function framesHere(prepare: typeof Error.prepareStackTrace): NodeJS.CallSite[] {
  Error.prepareStackTrace = (_error, frames) => frames;
  try {
    // What the function above returns.
    return (new Error().stack as unknown as NodeJS.CallSite[] | undefined) ?? [];
  } finally {
    Error.prepareStackTrace = prepare;
  }
}

function isUsers(file: string | null | undefined): boolean {
  if (file === null || file === undefined || file.startsWith('node:')) return false;
  const path = pathOf(file);
  return !OWN.some((folder) => path.startsWith(folder));
}

/** Whether a place can be opened: a package's source maps may name sources that it does not bring. */
function isThere(place: Place | undefined): boolean {
  return place === undefined || existsSync(pathOf(place.file));
}

function compiledPlaceOf(frame: NodeJS.CallSite): Place | undefined {
  const [file, line] = [frame.getFileName(), frame.getLineNumber()];
  return typeof file === 'string' && line !== null ? { file, line } : undefined;
}

function placeOf(frame: NodeJS.CallSite): Place | undefined {
  const [compiled, column] = [compiledPlaceOf(frame), frame.getColumnNumber()];
  if (compiled === undefined || column === null) return undefined;
  const found = sourceMapOf(compiled.file)?.findEntry(compiled.line - 1, column - 1);
  if (found === undefined || !('originalSource' in found)) return compiled;
  return { file: found.originalSource, line: found.originalLine + 1 };
}

let last: { file: string; map: SourceMap | undefined } | undefined;

/** Node reads a map anew each time, and a controller has many routes. */
function sourceMapOf(file: string): SourceMap | undefined {
  if (last?.file !== file) last = { file, map: module.findSourceMap(file) };
  return last.map;
}

/** In what others make of a frame, as test runners do: `at Get (file:///app/pages.ts:12:4)`, or without name and brackets. */
function placeIn(text: string): Place | undefined {
  const [, file, line] = /^ *at (?:async )?(?:[^(]*\()?([^()]+):(\d+):\d+\)?$/m.exec(text) ?? [];
  return file === undefined || line === undefined ? undefined : { file, line: Number(line) };
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
