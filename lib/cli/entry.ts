import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { App } from '../app.js';
import { shownBriefly } from '../plain/shown.js';
import { explainCircle } from './circles.js';
import { explainSloppyImport } from './deno.js';
import { explainMissingExport } from './exports.js';
import { explainSyntaxError } from './syntax.js';

/** Shown in one line, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number = 1;
}

/** For what stands on the command line and makes no sense, as programs have it. */
export class UsageError extends CommandError {
  override readonly exitCode = 2;
}

/** Where an entry is looked for, in this order. */
const ENTRIES = ['app.ts', 'src/app.ts', 'app.js', 'dist/app.js'];

/**
 * The path of the file that exports the app.
 *
 * @param example how another is named on the command line
 * @throws CommandError telling where it looked
 */
export function findEntry(given: string | undefined, example: string): string {
  if (given !== undefined) {
    if (statSync(given, { throwIfNoEntry: false })?.isFile() === true) return resolve(given);
    const isFolder = existsSync(given);
    if (!isFolder && isBuilt(given)) throw new CommandError(`There is no ${given}: run npm run build.`);
    throw new CommandError(
      `${isFolder ? `${given} is a folder` : `There is no file ${given}`}. Name the file that exports the app: ${example}`,
    );
  }
  const found = ENTRIES.find((entry) => existsSync(entry));
  if (found !== undefined) return resolve(found);
  throw new CommandError(
    `No app was found in ${process.cwd()}: looked for ${ENTRIES.join(', ')}. Name the file that exports it: ${example.replace('app.ts', 'main.ts')}`,
  );
}

/** Whether a file is one that the project's build makes. */
function isBuilt(path: string): boolean {
  const folder = relative('.', path).split(/[\\/]/)[0]!;
  if (!['dist', 'build', 'out', 'lib'].includes(folder) || !/\.[cm]?js$/.test(path) || !existsSync('package.json'))
    return false;
  try {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts?: Record<string, string> };
    return scripts?.['build'] !== undefined;
  } catch (error) {
    throw new CommandError(`package.json cannot be read: ${(error as Error).message}. Mend it, or name another file.`);
  }
}

/**
 * The app that an entry exports as `app`, or makes with `createApp()`.
 *
 * @throws CommandError telling what it exports instead
 */
export async function loadApp(entry: string): Promise<App> {
  try {
    return await importApp(entry);
  } catch (error) {
    const explanation =
      explainCircle(error) ??
      explainMissingExport(error) ??
      explainSloppyImport(error) ??
      (await explainSyntaxError(error));
    throw explanation === undefined ? error : new CommandError(explanation, { cause: error });
  }
}

/** The same, with errors as they are. */
export async function importApp(entry: string): Promise<App> {
  await prepareLoading(entry);
  const exported = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
  const app =
    exported['app'] ??
    (typeof exported['createApp'] === 'function' ? await (exported['createApp'] as () => unknown)() : undefined);
  if (isApp(app)) return app;
  throw new CommandError(`${relative('.', entry)} ${explainNoApp(exported)}`);
}

function explainNoApp(exported: Record<string, unknown>): string {
  const { app } = exported;
  if (isApp(exported['default']) && app === undefined)
    return 'exports its app as default. Export it by its name: export const app = createApp({ controllers: [...] });';
  if (app instanceof Promise)
    return 'exports a promise as app. app.run() gives one: write export const app = createApp({ controllers: [...] }); and await app.run(); below it.';
  if (app !== undefined)
    return `exports as app ${shownBriefly(app)}, which createApp() has not made. Write: export const app = createApp({ controllers: [...] });`;
  const names = Object.keys(exported);
  const has = names.length === 0 ? 'exports nothing' : `exports ${names.join(', ')}`;
  return `${has}, and no app. Write: export const app = createApp({ controllers: [...] });`;
}

let prepared: string | undefined;

/** What a compiler has made is loaded as it is: the loader for TypeScript would only cost time and memory. */
export async function prepareLoading(entry: string): Promise<void> {
  // A spare has done it before.
  if (prepared === entry) return;
  prepared = entry;
  // Bun and Deno read TypeScript themselves, with the metadata of decorators, and cannot take Node's loaders.
  const takesLoaders = !('Bun' in globalThis || 'Deno' in globalThis);
  if (/\.[cm]?tsx?$/.test(entry) && takesLoaders) await import('../register.js');
  // So that a stack names the lines of the source.
  else (process as Partial<NodeJS.Process>).setSourceMapsEnabled?.(true);
  // What is registered last is asked first.
  if (takesLoaders) (await import('./linked.js')).shareWithLinked(entry);
}

/** Not by its class: the entry may have loaded phial from another folder. */
function isApp(value: unknown): value is App {
  return (
    typeof value === 'object' &&
    value !== null &&
    'fastify' in value &&
    typeof (value as Partial<App>).run === 'function'
  );
}
