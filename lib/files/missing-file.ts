import { readdirSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

import { didYouMean } from '../plain/nearest.js';
import type { Mistake } from '../plain/mistake.js';
import { OWN_STATIC } from '../routes/own-static.js';
import { findFileNow, isAbsence } from './find-file.js';

/** Undefined for a file below a folder that may be sent, otherwise what is wrong with its name. */
export function missingFile(folder: string, path: string): Mistake | undefined {
  if (findFileNow(folder, path) !== undefined) return undefined;
  if (statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === true)
    return { code: 'PH606', cause: `'${path}' in ${folder} is a folder`, cure: 'Name a file in it.' };
  return {
    code: 'PH606',
    cause: `there is no file '${path}' in ${folder}`,
    cure: `Correct its name, or put it there.${didYouMean(path, besides(folder, path))}`,
  };
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
  const mistakes = asked.flatMap(({ folders }) => folders).map((folder) => missingFile(folder, path));
  return mistakes.includes(undefined) ? undefined : mistakes.at(-1);
}

/** The folders of static files, and the endpoint that makes their URLs. */
export interface ServedFolders {
  endpoint: string;
  folders: readonly string[];
}

/** The names in the folder that a file would be in. */
function besides(folder: string, path: string): string[] {
  const within = posix.dirname(path);
  try {
    const names = readdirSync(join(folder, dirname(path)));
    return within === '.' ? names : names.map((name) => `${within}/${name}`);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
