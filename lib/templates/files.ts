import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A template in the folder. */
export interface TemplateFile {
  /** The path below the folder, without `.hbs`: `notes/index`. */
  name: string;
  path: string;
  /** Changes when the file does. */
  stamp: string;
}

/** The templates below some folders: of those of one name, the one of the first folder. */
export function findAllTemplates(folders: readonly string[]): TemplateFile[] {
  const found = new Map<string, TemplateFile>();
  for (const file of folders.flatMap(findTemplates)) if (!found.has(file.name)) found.set(file.name, file);
  return [...found.values()];
}

/** The templates below a folder. Dot files, special files and links that lead out do not count. */
function findTemplates(folder: string): TemplateFile[] {
  const root = realPath(folder);
  return root === undefined ? [] : findBelow(folder, '', root, []);
}

function findBelow(folder: string, prefix: string, root: string, above: readonly string[]): TemplateFile[] {
  const here = realPath(folder);
  // A link to a folder above would be followed for ever.
  if (here === undefined || above.includes(here)) return [];
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry): TemplateFile[] => {
    const file = entry.name;
    const path = join(folder, file);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || (entry.isSymbolicLink() && !realPath(path)?.startsWith(root + sep))) return [];
    if (stats.isDirectory()) return findBelow(path, `${prefix}${file}/`, root, [...above, here]);
    if (!stats.isFile() || !file.endsWith('.hbs')) return [];
    const name = prefix + file.slice(0, -'.hbs'.length);
    return [{ name, path, stamp: `${path} ${stats.mtimeMs} ${stats.size}` }];
  });
}

/** The name of a template that was asked for by its file, or as in another framework. */
export function plainName(name: string): string {
  return name
    .replace(/^(?:\.?\/|templates\/|views\/)+/, '')
    .replace(/\.(?:hbs|html?|handlebars|mustache|ejs|njk|jinja2?)$/, '');
}

/** A file that has the name of a template, but the extension of another language. */
export function foreignFile(name: string, folders: readonly string[]): string | undefined {
  if (/(?:^|\/)\./.test(name)) return undefined;
  return ['html', 'htm', 'handlebars', 'mustache', 'ejs', 'njk']
    .map((extension) => `${name}.${extension}`)
    .find((file) => folders.some((folder) => existsSync(join(folder, file))));
}

function realPath(path: string): string | undefined {
  // A file may go while the folder is read: editors save by renaming.
  return statSync(path, { throwIfNoEntry: false }) && realpathSync(path);
}
