import { readFileSync, writeFileSync } from 'node:fs';

import { changesOf } from '../openapi/changes.js';
import type { Part } from '../openapi/pair.js';
import { setLaunch } from '../plain/launch.js';
import { CommandError, findEntry, loadApp } from './entry.js';
import { keepOutputClean, printAndExit } from './output.js';

/** Writes the API's document of an app, or compares it with the file that was written before. */
export async function writeDocument(
  entry: string | undefined,
  { out, check }: { out?: string; check?: true },
): Promise<void> {
  keepOutputClean();
  setLaunch({ mode: 'load', options: {} });
  const app = await loadApp(findEntry(entry, 'phial openapi src/app.ts'));
  const document = await app.parts.describeApi();
  if (document === undefined)
    throw new CommandError(
      "The app has no document: pass openapi: { info: { title: 'Notes', version: '1.0.0' } } to createApp().",
    );
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (check === true)
    return printAndExit(...compare(out ?? 'openapi.json', text, commandFor(entry, out ?? 'openapi.json')));
  if (out === undefined) return printAndExit(text, 0);
  write(out, text);
  printAndExit(`phial: the document is in ${out}\n`, 0);
}

/** The command that writes the file, as it was called. */
function commandFor(entry: string | undefined, file: string): string {
  const words = ['phial', 'openapi', ...(entry === undefined ? [] : [entry]), '--out', file];
  return words.map((word) => (/^[\w./~@:+=-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function compare(file: string, text: string, command: string): [text: string, code: number] {
  const before = read(file, command);
  const after = JSON.parse(text) as Part;
  // Not the text: a formatter may have been at the file.
  if (JSON.stringify(before) === JSON.stringify(after)) return [`phial: ${file} is what the app says\n`, 0];
  const changes = changesOf(before, after);
  const lines = [...changes.filter(({ breaks }) => breaks), ...changes.filter(({ breaks }) => !breaks)].map(
    (one) => `${one.breaks ? 'breaks clients' : 'changed'}: ${one.text}`,
  );
  const told = lines.length === 0 ? ['changed: words alone, or what clients do not see'] : lines;
  return [`${told.join('\n')}\n\nphial: write it anew with: ${command}\n`, 1];
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandError(
      `${file} cannot be written: ${(error as Error).message}. Name a file in a folder that is there: phial openapi --out openapi.json`,
    );
  }
}

function read(file: string, command: string): Part {
  try {
    const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof document !== 'object' || document === null || Array.isArray(document))
      throw new TypeError('it holds no document');
    return document as Part;
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}. Write it: ${command}`);
  }
}
