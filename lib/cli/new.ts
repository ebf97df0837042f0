import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CommandError } from './entry.js';

/** The files of a new app; they are run by Phial's own specs. */
const STARTER = fileURLToPath(new URL('../../starter', import.meta.url));

/**
 * Makes a small app in a folder: pages, a form with session and flash message, JSON, a spec, a Dockerfile.
 *
 * @throws CommandError when the folder is not empty
 */
export function makeApp(folder: string, version: string): void {
  const target = resolve(folder);
  if (existsSync(target) && !(statSync(target).isDirectory() && readdirSync(target).length === 0)) {
    throw new CommandError(`${target} is not an empty folder. Name a new one: phial new my-app`);
  }
  mkdirSync(target, { recursive: true });
  cpSync(STARTER, target, { recursive: true, filter: (path) => !['node_modules', 'dist'].includes(basename(path)) });
  // npm leaves a .gitignore out of packages.
  renameSync(join(target, 'gitignore'), join(target, '.gitignore'));
  const name = packageName(basename(target));
  for (const file of ['package.json', 'README.md']) {
    const path = join(target, file);
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .replaceAll('my-app', name)
        .replace('"phial": "*"', `"phial": ${JSON.stringify(source(version))}`),
    );
  }
  writeFileSync(
    join(target, '.env'),
    `# What is secret or differs from machine to machine. Not for git.\nPHIAL_SECRET_KEY=${randomBytes(32).toString('hex')}\n`,
    { mode: 0o600 },
  );
  const enter =
    target === process.cwd() ? '' : `  cd ${/^[\w./~-]+$/.test(folder) ? folder : JSON.stringify(folder)}\n`;
  console.log(`There is a new app in ${target}. Now:\n\n${enter}  npm install\n  npm run dev\n`);
}

/** Where npm finds this very Phial: in the registry or the file that it was installed from, or else in its own folder. */
function source(version: string): string {
  const home = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
  const modules = dirname(home);
  const origin = basename(modules) === 'node_modules' ? originIn(modules) : undefined;
  if (origin === undefined) return fileAddress(home);
  if (origin.startsWith('file:')) return fileAddress(resolve(dirname(modules), origin.slice('file:'.length)));
  // Registries keep a package's files below `/-/`; what came from elsewhere, from git for instance, is found there again.
  return origin.includes('/-/') ? `^${version}` : origin;
}

/** What npm wrote down of where it found Phial; nothing when it was installed globally, or by another than npm. */
function originIn(modules: string): string | undefined {
  const notes = join(modules, '.package-lock.json');
  if (!existsSync(notes)) return undefined;
  const { packages } = JSON.parse(readFileSync(notes, 'utf8')) as { packages?: Record<string, { resolved?: string }> };
  return packages?.['node_modules/phial']?.resolved;
}

function fileAddress(path: string): string {
  return `file:${path.replaceAll('\\', '/')}`;
}

/** What npm takes for a name. */
function packageName(folder: string): string {
  return (
    folder
      .toLowerCase()
      .replace(/[^a-z0-9-~]+/g, '-')
      .replace(/^[-~]+|-+$/g, '') || 'my-app'
  );
}
