import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { packageOf } from '../config/folders.js';
import * as hooks from './linked-hooks.js';

/**
 * Gives linked packages the app's own Phial, as their peer dependency says. `npm install ../phial-hello` links the folder, and
 * Node.js resolves what a package imports from where it really lies: there it would find the Phial of the package's specs.
 */
export function shareWithLinked(entry: string): void {
  const folders = linkedFolders(dirname(entry)).map((folder) => `${pathToFileURL(folder).href}/`);
  if (folders.length > 0) resolveFrom(pathToFileURL(entry).href, folders);
}

/** Where the linked packages lie that need Phial beside them and would find another than the app does. */
function linkedFolders(from: string): string[] {
  const folder = packageOf(from);
  const own = phialFor(folder);
  return namesIn(folder, ['dependencies', 'devDependencies', 'optionalDependencies'])
    .map((name) => join(folder, 'node_modules', name))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && existsSync(path))
    .map((path) => realpathSync(path))
    .filter((path) => namesIn(path, ['peerDependencies']).includes('phial') && phialFor(path) !== own);
}

function namesIn(folder: string, lists: readonly string[]): string[] {
  try {
    const given = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object | undefined>;
    return lists.flatMap((list) => Object.keys(given[list] ?? {}));
  } catch {
    // Whoever needs it says what is wrong with it.
    return [];
  }
}

function phialFor(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve('phial/package.json');
  } catch {
    return undefined;
  }
}

type RegisterHooks = (given: { resolve: typeof hooks.resolve }) => void;

/** Node 22.15 has hooks in the same thread; before, they run in one of their own. */
function resolveFrom(app: string, folders: readonly string[]): void {
  const { registerHooks } = module as { registerHooks?: RegisterHooks };
  if (registerHooks === undefined)
    return module.register('./linked-hooks.js', import.meta.url, { data: { app, folders } });
  hooks.initialize({ app, folders });
  registerHooks({ resolve: hooks.resolve });
}
