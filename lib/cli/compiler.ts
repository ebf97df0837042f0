import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { PlacedFinding } from '../plain/launch.js';

/** The project's own compiler, and what it is told. */
export interface Compiler {
  program: string;
  args: readonly string[];
  /** From the working directory. */
  config: string;
}

/** The TypeScript that a file's project has installed. Undefined without it, or without a `tsconfig.json`. */
export async function findCompiler(entry: string): Promise<Compiler | undefined> {
  const config = nearest('tsconfig.json', dirname(entry));
  const folder = config && packageFolder(entry);
  if (folder === undefined) return undefined;
  const args = ['--noEmit', '--pretty', 'false', '-p', config!];
  const native = await nativeProgram(folder);
  if (native !== undefined) return { program: native, args, config: config! };
  const program = join(folder, 'bin/tsc');
  return existsSync(program) ? { program: process.execPath, args: [program, ...args], config: config! } : undefined;
}

function packageFolder(entry: string): string | undefined {
  try {
    return dirname(createRequire(entry).resolve('typescript/package.json'));
  } catch {
    return undefined;
  }
}

/** TypeScript 7 is a program of its own: without the script before it, one process can be ended, not two. */
async function nativeProgram(folder: string): Promise<string | undefined> {
  const locator = join(folder, 'lib/getExePath.js');
  if (!existsSync(locator)) return undefined;
  try {
    const { default: locate } = (await import(pathToFileURL(locator).href)) as { default: () => string };
    return locate();
  } catch {
    return undefined;
  }
}

function nearest(name: string, folder: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : nearest(name, dirname(folder));
}

/** A run of the compiler. */
export interface Compilation {
  process: ChildProcess;
  /** Undefined when it was ended from outside, or could not run. */
  mistakes: Promise<PlacedFinding[] | undefined>;
}

/** Checks the types of a project. It writes no files. */
export function compile({ program, args, config }: Compiler, how: { isGentle?: boolean } = {}): Compilation {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (how.isGentle === true) beGentle(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.resume();
  const mistakes = new Promise<PlacedFinding[] | undefined>((done) => {
    child.on('error', () => done(undefined));
    child.on('close', (code) => done(code === null ? undefined : mistakesIn(output, config)));
  });
  return { process: child, mistakes };
}

/** The app comes first. */
function beGentle({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system knows no priorities.
  }
}

/** `app.ts(3,5): error TS2322: Type ...`; lines that are indented go on. */
const MISTAKE = /^(?:(.+?)\((\d+),\d+\): )?error (TS\d+): (.+(?:\n[ \t]+.+)*)/gm;

function mistakesIn(output: string, config: string): PlacedFinding[] {
  return [...output.replaceAll('\r\n', '\n').matchAll(MISTAKE)].map(([, file, line, number, text]) => ({
    code: 'PH903',
    who: number!,
    cause: text!.replace(/\n\s+/g, ' ').replace(/\.$/, ''),
    cure: 'Mend the types: the compiler tells the same with npx tsc --noEmit.',
    ...(file === undefined ? { file: resolve(config) } : { file, line: Number(line) }),
    severity: 'error',
  }));
}
