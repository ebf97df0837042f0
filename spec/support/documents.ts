import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pages that people read: GitHub shows them, and the package has most of them. */
export const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  'starter/README.md',
  'starter-extension/README.md',
  ...readdirSync('docs').map((name) => join('docs', name)),
  ...['demo', 'extensions'].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'README.md'))),
].filter((path) => path.endsWith('.md') && !path.endsWith('api.report.md') && existsSync(path));

/** The text files below a folder, by their paths in it. */
export function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('static'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.map((name) => [name.slice(folder.length + 1), readFileSync(name, 'utf8')]));
}

/** The files that a page begins with. Most begin in an empty folder. */
export function startOf(path: string): Record<string, string> {
  if (path === 'starter-extension/README.md') return filesOf('starter-extension');
  return ['docs/api-clients.md', 'docs/deploy.md', 'docs/tutorial.md', 'starter/README.md'].includes(path)
    ? filesOf('starter')
    : {};
}

/** The folder in which what a page shows is tried out. */
export function folderOf(path: string): string {
  return path.replace('.md', '').replaceAll('/', '-');
}
