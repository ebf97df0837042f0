import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CommandError } from './entry.js';

/** The files of a new app; they are run by Phial's own specs. */
const STARTER = fileURLToPath(new URL('../../starter', import.meta.url));

/**
 * Makes a small app in a folder: pages, a form with session and flash message, JSON, a spec, a Dockerfile.
 *
 * @throws CommandError when the folder is not empty
 */
export function makeApp(folder: string): void {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new CommandError(`${target} is not empty. Name a new folder: phial new my-app`);
  }
  mkdirSync(target, { recursive: true });
  cpSync(STARTER, target, { recursive: true });
  // npm leaves a .gitignore out of packages.
  renameSync(join(target, 'gitignore'), join(target, '.gitignore'));
  const name = packageName(basename(target));
  for (const file of ['package.json', 'README.md']) {
    const path = join(target, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('my-app', name));
  }
  writeFileSync(join(target, '.env'), `# What is secret or differs from machine to machine. Not for git.\nPHIAL_SECRET_KEY=${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  console.log(`${folder} is made. Now:\n\n  cd ${folder}\n  npm install\n  npm run dev\n`);
}

/** What npm takes for a name. */
function packageName(folder: string): string {
  return folder.toLowerCase().replace(/[^a-z0-9-~]+/g, '-').replace(/^[-~]+|-+$/g, '') || 'my-app';
}
