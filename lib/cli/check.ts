import { fork } from 'node:child_process';
import { relative } from 'node:path';

import { sentenceOf } from '../plain/setup-error.js';
import type { PlacedFinding } from '../plain/launch.js';
import { compile, findCompiler } from './compiler.js';
import { findEntry } from './entry.js';
import { EXAMINES, type Report } from './examine.js';
import { printAndExit } from './output.js';

/** What stands on the command line after `phial check`. */
export interface CheckArguments {
  json?: true;
  production?: true;
  types: boolean;
}

/** Milliseconds that an entry may take to load. */
const LOADING = 60_000;

/** Tells all that can be found of an app without a request. It ends with 1 when there is anything. */
export async function check(given: string | undefined, { json, production, types }: CheckArguments): Promise<void> {
  const entry = findEntry(given, 'phial check src/app.ts');
  if (process.env[EXAMINES] === '1') return (await import('./examine.js')).examine(entry);
  const compiler = types ? await findCompiler(entry) : undefined;
  const compilation = compiler && compile(compiler);
  const [found, mistakes = []] = await Promise.all([examineApart(entry, production === true), compilation?.mistakes]);
  const list = inOrder(withoutRepeated(found, mistakes));
  const text =
    json === true ? JSON.stringify(list.map(asJson), null, 2) : listing(list, entry, types && compiler === undefined);
  printAndExit(`${text}\n`, list.length === 0 ? 0 : 1);
}

/** In a process of its own: an entry may end it, keep it alive, or write what it likes. */
function examineApart(entry: string, isProduction: boolean): Promise<PlacedFinding[]> {
  const child = fork(process.argv[1]!, ['check', entry], {
    env: { ...process.env, [EXAMINES]: '1', ...(isProduction && { NODE_ENV: 'production' }) },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  return new Promise((resolve) => {
    const end = (cause: string): void => resolve([unfinished(entry, cause)]);
    const timer = setTimeout(() => {
      end(`it took longer than ${LOADING / 1000} seconds to load`);
      child.kill('SIGKILL');
    }, LOADING);
    child.on('message', ({ found }: Report) => resolve(found));
    // Not 'exit': by now its last message has come.
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      end(`it ended the process while it was loaded (${signal ?? `exit code ${code}`})`);
    });
  });
}

function unfinished(entry: string, cause: string): PlacedFinding {
  const file = relative('.', entry);
  const cure = 'Let it make the app and export it: what it begins belongs into a method with @OnStart().';
  return { code: 'PH901', who: file, cause, cure, file, severity: 'error' };
}

/** A file that does not parse is found by the loader and by the compiler, which knows the line. */
function withoutRepeated(found: readonly PlacedFinding[], mistakes: readonly PlacedFinding[]): PlacedFinding[] {
  const unread = found.filter(({ code, line }) => code === 'PH901' && line === undefined).map(({ file }) => file);
  const isSyntax = ({ who, file }: PlacedFinding): boolean => /^TS1\d{3}$/.test(who) && unread.includes(file);
  const others = mistakes.filter((one) => !isSyntax(one));
  const placed = found.map((one) => {
    const line = mistakes.find(({ file, who }) => file === one.file && /^TS1\d{3}$/.test(who))?.line;
    return one.code === 'PH901' && one.line === undefined && line !== undefined ? { ...one, line } : one;
  });
  return [...placed, ...others];
}

/** By file and line, as a reader goes through them. */
function inOrder(list: readonly PlacedFinding[]): PlacedFinding[] {
  const place = ({ file = '', line = 0 }: PlacedFinding): [string, number] => [file, line];
  return [...list].sort((one, other) => {
    const [[file, line], [otherFile, otherLine]] = [place(one), place(other)];
    return file === otherFile ? line - otherLine : file < otherFile ? -1 : 1;
  });
}

/** In this order, and nothing more. */
function asJson({ code, who, cause, cure, file, line, severity }: PlacedFinding): PlacedFinding {
  return {
    ...(code !== undefined && { code }),
    who,
    cause,
    cure,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    severity,
  };
}

function listing(list: readonly PlacedFinding[], entry: string, isUntyped: boolean): string {
  const untyped = isUntyped ? '; the types were not checked, for want of TypeScript or a tsconfig.json' : '';
  if (list.length === 0) return `phial: nothing is wrong with ${relative('.', entry)}${untyped}`;
  const lines = list.map((one) => `${placeOf(one)}${one.severity}: ${sentenceAt(one)}`);
  return [...lines, '', `phial: ${list.length === 1 ? 'one thing' : `${list.length} things`} to mend`].join('\n');
}

/** Whose place stands before it already is not named again. */
function sentenceAt(one: PlacedFinding): string {
  const isPlace = relative('.', one.who.replace(/:\d+$/, '')) === one.file;
  return isPlace ? sentenceOf(one).slice(`${one.who}: `.length) : sentenceOf(one);
}

function placeOf({ file, line }: PlacedFinding): string {
  if (file === undefined) return '';
  return line === undefined ? `${file}: ` : `${file}:${line}: `;
}
