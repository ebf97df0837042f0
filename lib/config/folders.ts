import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { AppOptions } from './config.js';
import type { StaticOptions } from '../files/static.js';
import type { TemplateOptions } from '../templates/templates.js';

/** The folders of an app, whole paths. */
export interface Folders {
  root: string;
  templates: string;
  /** The places where the templates were looked for: their folder alone when it is there. */
  templatePlaces: readonly string[];
  /** Undefined when there are no static files. */
  static: string | undefined;
}

/** Where an app's files lie. A folder that nobody named need not be there. */
export function foldersOf(options: AppOptions): Folders {
  const root = rootOf(options);
  const places = placesOf(root, templateOptions(options).folder ?? 'templates');
  const templates = places.find(isFolder);
  const files = placesOf(root, staticOptions(options).folder ?? 'static').find(isFolder);
  return {
    root,
    templates: templates ?? places[0],
    templatePlaces: templates === undefined ? places : [templates],
    static: options.static === false ? undefined : files,
  };
}

export function templateOptions({ templates = {} }: AppOptions): TemplateOptions {
  return typeof templates === 'string' ? { folder: templates } : templates;
}

export function staticOptions({ static: files = {} }: AppOptions): StaticOptions {
  return typeof files === 'string' ? { folder: files } : files === false ? {} : files;
}

/** The folders that the options name, each with all places where it may lie. */
export function namedFolders(options: AppOptions): { who: string; places: readonly string[] }[] {
  const root = rootOf(options);
  return [
    { who: 'root', folder: options.root, places: [root] },
    ...[
      { who: 'templates', folder: templateOptions(options).folder },
      { who: 'static', folder: staticOptions(options).folder },
    ].map((named) => ({ ...named, places: placesOf(root, named.folder ?? '') })),
  ].filter(({ folder }) => folder !== undefined);
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function rootOf({ root = '.' }: AppOptions): string {
  return resolve(root);
}

/**
 * Where a folder may lie: below root, or below a folder above it, up to the one with the package.json. Compilers put code
 * into dist/, and leave templates and static files where they are.
 */
function placesOf(root: string, folder: unknown): [string, ...string[]] {
  const [first, ...above] = projectFolders(root).map((start) => resolve(start, String(folder)));
  // An absolute path is the same below each of them.
  return [first!, ...above.filter((place) => place !== first)];
}

/** A folder and those above it, up to the one with the package.json; itself alone when none has one. */
function projectFolders(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; !existsSync(join(at, 'package.json')); folders.push(at)) {
    if (at === dirname(at)) return [folder];
    at = dirname(at);
  }
  return folders;
}
