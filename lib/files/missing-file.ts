import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';

import { didYouMean } from '../plain/nearest.js';
import type { Mistake } from '../plain/mistake.js';
import { OWN_STATIC } from '../routes/own-static.js';
import { findFileNow, isAbsence } from './find-file.js';

/**
 * Undefined for a file below a folder that may be sent, otherwise what is wrong with its name.
 *
 * @param isStatic whether it is a static file's, whose folder the call does not name
 */
export function missingFile(folder: string, path: string, isStatic = false): Mistake | undefined {
  if (findFileNow(folder, path) !== undefined) return undefined;
  const [cause, cure] = leadingOut(folder, path, isStatic) ?? unsent(folder, path) ?? absent(folder, path);
  return { code: 'PH606', cause, cure };
}

type Told = readonly [cause: string, cure: string];

/** What leads out of its folder, or may do so. */
function leadingOut(folder: string, path: string, isStatic: boolean): Told | undefined {
  const isRelative = !isAbsolute(path);
  const hasDots = path.split(/[\\/]/).includes('..');
  const whole = resolve(folder, path);
  const isOutside = relative(folder, whole).split(sep)[0] === '..';
  if (!hasDots && (isRelative || !isOutside || isStatic)) return undefined;
  const cause = hasDots ? `'${path}' has a part '..', which is refused` : `'${path}' lies outside of ${folder}`;
  if (!isOutside) return [cause, `Write '${relative(folder, whole).replaceAll(sep, '/')}'.`];
  if (isStatic) return [cause, 'Name a file in the folder.'];
  return [cause, `Name the file's folder: sendFile('${basename(whole)}', { folder: '${dirname(whole)}' }).`];
}

/** What is there, and is not sent. */
function unsent(folder: string, path: string): Told | undefined {
  const found = statSync(resolve(folder, path), { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const what = `'${path}' in ${folder}`;
  if (found.isDirectory()) return [`${what} is a folder`, 'Name a file in it.'];
  if (posix.basename(path).startsWith('.'))
    return [`${what} begins with a dot, and such files are not sent`, 'Rename it.'];
  if (path.split('/').some((part) => /^\.[^.]/.test(part)))
    return [`${what} is in a folder that begins with a dot, which is not looked into`, 'Rename that.'];
  return [`${what} is a link that leads outside, or no file`, 'Name the folder that it leads to.'];
}

function absent(folder: string, path: string): Told {
  return [
    `there is no file '${path}' in ${folder}`,
    `Correct its name, or put it there.${didYouMean(path, besides(folder, path))}`,
  ];
}

/**
 * Undefined for a static file that there is in one of the folders of an endpoint, otherwise what is wrong with its name.
 *
 * @param endpoint `static`, `admin.static` or `.static`, whose files are those of any of them
 */
export function missingStaticFile(
  served: readonly ServedFolders[],
  endpoint: string,
  path: string,
): Mistake | undefined {
  const asked = endpoint === OWN_STATIC ? served : served.filter((one) => one.endpoint === endpoint);
  // As in its URL.
  const name = path.replace(/^\/+/, '');
  const mistakes = asked.flatMap(({ folders }) => folders).map((folder) => missingFile(folder, name, true));
  return mistakes.includes(undefined) ? undefined : mistakes.at(-1);
}

/** The folders of static files, and the endpoint that makes their URLs. */
export interface ServedFolders {
  endpoint: string;
  folders: readonly string[];
}

/** The names in the folder that a file would be in, but of those that begin with a dot, which are not sent. */
function besides(folder: string, path: string): string[] {
  const within = posix.dirname(path);
  try {
    const names = readdirSync(join(folder, dirname(path))).filter((name) => !name.startsWith('.'));
    return within === '.' ? names : names.map((name) => `${within}/${name}`);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
