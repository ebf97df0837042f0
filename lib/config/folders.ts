import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import type { AppOptions } from './config.js';
import type { StaticOptions } from '../files/static.js';
import type { TemplateOptions } from '../templates/templates.js';

/** The folders of an app, whole paths. */
export interface Folders {
  root: string;
  templates: string;
  /** Undefined when there are no static files. */
  static: string | undefined;
}

/** Where an app's files lie. A static folder that nobody named need not be there. */
export function foldersOf(options: AppOptions): Folders {
  const root = resolve(options.root ?? '.');
  const files = resolve(root, String(staticOptions(options).folder ?? 'static'));
  const hasFiles = options.static !== false && isFolder(files);
  return {
    root,
    templates: resolve(root, String(templateOptions(options).folder ?? 'templates')),
    static: hasFiles ? files : undefined,
  };
}

export function templateOptions({ templates = {} }: AppOptions): TemplateOptions {
  return typeof templates === 'string' ? { folder: templates } : templates;
}

export function staticOptions({ static: files = {} }: AppOptions): StaticOptions {
  return typeof files === 'string' ? { folder: files } : files === false ? {} : files;
}

export function namedFolders(options: AppOptions): { who: string; folder: string }[] {
  const { root } = foldersOf(options);
  return [
    { who: 'root', folder: options.root === undefined ? undefined : root },
    { who: 'templates', folder: templateOptions(options).folder },
    { who: 'static', folder: staticOptions(options).folder },
  ].flatMap(({ who, folder }) => (folder === undefined ? [] : [{ who, folder: resolve(root, String(folder)) }]));
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
