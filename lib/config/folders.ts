import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { Unfolded } from '../blueprints/unfold.js';
import type { AppOptions } from './config.js';
import type { StaticOptions } from '../files/static.js';
import type { TemplateOptions } from '../templates/templates.js';

/** The folders of an app, whole paths. */
export interface Folders {
  root: string;
  templates: readonly string[];
  /** The places where the templates were looked for: each folder alone when it is there. */
  templatePlaces: readonly string[];
  /** Undefined when there are no static files. */
  static: string | undefined;
  /** Those of templates and static files, the blueprints' with them, which are read afresh in debug mode. */
  watched: readonly string[];
}

/** Where the files of an app and its blueprints lie. A folder that nobody named need not be there. */
export function foldersOf(options: AppOptions, blueprints: readonly Unfolded[]): Folders {
  const root = rootOf(options);
  const templates = templateFolders(options).map((folder) => foundOrPlaces(placesOf(root, folder)));
  const ofBlueprints = blueprints.flatMap(({ given }) => given.templates ?? []);
  const found = placesOf(root, staticOptions(options).folder ?? 'static').find(isFolder);
  const files = options.static === false ? undefined : found;
  // The app's come first, and so win.
  const own = [...templates.map(([first]) => first), ...ofBlueprints];
  return {
    root,
    templates: own,
    templatePlaces: [...templates.flat(), ...ofBlueprints],
    static: files,
    watched: [...own, files, ...blueprints.map(({ given }) => given.static)].filter((folder) => folder !== undefined),
  };
}

/** The place where a folder is, or all where it is not. */
function foundOrPlaces(places: [string, ...string[]]): [string, ...string[]] {
  const found = places.find(isFolder);
  return found === undefined ? places : [found];
}

function templateFolders(options: AppOptions): string[] {
  return [templateOptions(options).folder ?? 'templates'].flat() as string[];
}

export function templateOptions({ templates = {} }: AppOptions): TemplateOptions {
  if (typeof templates === 'string') return { folder: templates };
  // TypeScript does not take a list that may not be changed for one.
  return Array.isArray(templates) ? { folder: templates as string[] } : (templates as TemplateOptions);
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
      ...[templateOptions(options).folder].flat().map((folder) => ({ who: 'templates', folder })),
      { who: 'static', folder: staticOptions(options).folder },
    ].map((named) => ({ ...named, places: placesOf(root, named.folder ?? '') })),
  ].filter(({ folder }) => folder !== undefined);
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What lies above it may be a file.
    return false;
  }
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

/** The folder of the package that a folder belongs to: the one with the package.json. */
export function packageOf(folder: string): string {
  return projectFolders(folder).at(-1)!;
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
