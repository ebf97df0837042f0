import type { ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

import type { FromApp, ToApp } from './parent.js';

/** Milliseconds in which the app answers those who have waited for it, before a spare takes time from it. */
const ANSWERING = 300;

/** What is read of a project before its code, and so by a spare. */
export const CONFIGURATION = /^(?:package|tsconfig(?:\..+)?)\.json$|^\.env(?:\..+)?$/;

/** What says how files and packages are found; package managers write some of it whenever they change what is installed. */
const FOUND_BY = [
  '.env',
  'package.json',
  'tsconfig.json',
  'node_modules',
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
  'node_modules/.yarn-integrity',
  'node_modules/.yarn-state.yml',
  '.pnp.cjs',
];

/** A process that has loaded all but the user's code. */
interface Spare {
  child: ChildProcess;
  /** Its command line. */
  words: readonly string[];
  /** When it was started. */
  since: number;
  /** What it has loaded. */
  files: readonly string[];
}

/** Keeps a process ready that becomes the app with the next save: most of the time of a start is spent before the user's code. */
export class Spares {
  #spare: Spare | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #libraries = new Set<string>();

  /** @param fork starts a process that is told what it loads, and when it begins */
  constructor(private readonly fork: (words: readonly string[]) => ChildProcess) {}

  /** What the app has loaded of packages, a spare loads, too. */
  know(libraries: readonly string[]): void {
    for (const url of libraries) this.#libraries.add(url);
  }

  /** Makes one, when the app has had the time to answer. */
  makeSoon(words: readonly string[]): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#make(words), ANSWERING);
  }

  #make(words: readonly string[]): void {
    this.drop();
    const child = this.fork(words);
    const libraries = [...this.#libraries];
    const spare: Spare = { child, words, since: Date.now(), files: libraries.map((url) => fileURLToPath(url)) };
    this.#spare = spare;
    child.on('message', (message: FromApp) => {
      if (message.type === 'prepared') spare.files = [...spare.files, ...message.files];
    });
    child.on('exit', () => {
      if (this.#spare === spare) this.#spare = undefined;
    });
    tell(child, { type: 'prepare', libraries });
  }

  /** The spare, which becomes the app, loaded or not yet. Undefined when there is none, or when it is out of date. */
  take(words: readonly string[]): ChildProcess | undefined {
    clearTimeout(this.#timer);
    const spare = this.#spare;
    if (spare === undefined) return undefined;
    if (!spare.child.connected || !isDeepStrictEqual(spare.words, words) || isOutdated(spare)) {
      this.drop();
      return undefined;
    }
    this.#spare = undefined;
    tell(spare.child, { type: 'begin' });
    return spare.child;
  }

  /** Files of the configuration may also be gone: then no file is newer than the spare. */
  dropIfChanged(paths: Iterable<string>): void {
    if ([...paths].some((path) => CONFIGURATION.test(basename(path)))) this.drop();
  }

  /** Ends the spare. Nothing of the user's runs in it. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#spare?.child.kill('SIGKILL');
    this.#spare = undefined;
  }
}

/** It may end in this very moment. */
function tell(child: ChildProcess, message: ToApp): void {
  if (child.connected) child.send(message, () => {});
}

/** Whether something that a spare has loaded, or has found its packages by, may have changed since. */
function isOutdated({ since, files, words }: Spare): boolean {
  const folders = [...new Set([process.cwd(), dirname(words[1]!)].flatMap(withThoseAbove))];
  const foundBy = folders.flatMap((folder) => FOUND_BY.map((name) => join(folder, name)));
  return [...foundBy, ...files].some((path) => isNewer(path, since));
}

function withThoseAbove(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...withThoseAbove(dirname(folder))];
}

/** By the time of the change itself: package managers write the times of the package's author. */
function isNewer(path: string, since: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0) >= since;
}
