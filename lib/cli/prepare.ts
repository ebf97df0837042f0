import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { prepareLoading } from './entry.js';
import type { Parent } from './parent.js';

/** Makes this process a spare: it loads what the app needs that is not the user's, and waits for the next save. */
export async function prepare(entry: string, parent: Parent): Promise<void> {
  await prepareLoading(entry);
  for (const url of (await parent.preparing).filter(mayBeLoadedBefore)) await load(url);
  parent.reportPrepared(Object.keys(createRequire(import.meta.url).cache));
  await parent.beginning;
}

/** What cannot be loaded is the app's affair, which may not need it any more. */
async function load(url: string): Promise<void> {
  try {
    const { fastify } = (await import(url)) as { fastify?: () => { close(): Promise<unknown> } };
    // It loads its compilers when it is called.
    if (url.endsWith('/dist/commonjs.cjs')) await fastify?.().close();
  } catch {
    // See above.
  }
}

/**
 * Other packages may read what the user's code sets before it imports them, or begin to work when they are loaded. So only
 * those are loaded that say of themselves that they do not.
 */
function mayBeLoadedBefore(url: string): boolean {
  if (!/\.[cm]?js$/.test(url)) return false;
  const { name, sideEffects } = packageOf(new URL('./', url));
  return name === 'phial' || sideEffects === false;
}

interface Package {
  name?: string;
  sideEffects?: unknown;
}

const packages = new Map<string, Package>();

/** Folders inside a package may have a package.json without a name, which only tells the type of modules. */
function packageOf(folder: URL): Package {
  const known = packages.get(folder.href);
  if (known !== undefined) return known;
  const above = new URL('../', folder);
  const own = readPackage(folder);
  const found = own?.name !== undefined || above.href === folder.href ? (own ?? {}) : packageOf(above);
  packages.set(folder.href, found);
  return found;
}

function readPackage(folder: URL): Package | undefined {
  try {
    return JSON.parse(readFileSync(fileURLToPath(new URL('package.json', folder)), 'utf8')) as Package;
  } catch {
    return undefined;
  }
}
