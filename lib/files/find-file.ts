import { realpathSync, statSync, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

import { Abort } from '../response/abort.js';

/**
 * A file's path below a folder, with slashes.
 *
 * @param path relative to the folder, or an absolute one inside it; possibly a client's
 * @throws Abort 404 for what is not a file or not inside, and for dot files; its cause says why, for the log
 */
export async function findFile(folder: string, path: string): Promise<string> {
  try {
    const isElsewhere = isAbsolute(path) && !isWithin(folder, path);
    const inside = pathBelow(isElsewhere ? await realpath(folder) : folder, path);
    if (inside === undefined) throw absent(isAbsolute(path) ? 'it lies outside' : LEADS_OUT);
    if (await isKnown(folder, inside)) return inside;
    const real = await realpath(join(folder, inside));
    // A link may lead out; a pipe would be waited for without end.
    if (!isWithin(await realpath(folder), real)) throw absent('it is a link, or behind one, that leads outside');
    const found = await stat(real);
    if (found.isFile()) {
      remember(folder, inside, found);
      return inside;
    }
  } catch (error) {
    if (error instanceof Abort || !isAbsence(error)) throw error;
    throw absent(`there is no such file, or it may not be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw absent('it is not a file');
}

/** Whether a path leads to the very file that was found to be inside before: links on the way may have been changed since. */
async function isKnown(folder: string, inside: string): Promise<boolean> {
  const known = knownFiles.get(keyOf(folder, inside));
  if (known === undefined) return false;
  const { dev, ino, ctimeMs } = await stat(join(folder, inside));
  return known.ino === ino && known.dev === dev && known.ctimeMs === ctimeMs;
}

function remember(folder: string, inside: string, { dev, ino, ctimeMs }: Stats): void {
  // Some file systems do not number their files.
  if (ino === 0) return;
  if (knownFiles.size >= MOST_FILES) knownFiles.clear();
  knownFiles.set(keyOf(folder, inside), { dev, ino, ctimeMs });
}

/** With the folder: a file behind a link may be inside of one folder, and outside of another below it. */
function keyOf(folder: string, inside: string): string {
  return `${folder}\0${inside}`;
}

/** The files that were found: device, inode and change time tell when another has taken the name, or the file was moved. */
const knownFiles = new Map<string, Pick<Stats, 'dev' | 'ino' | 'ctimeMs'>>();
const MOST_FILES = 1000;

const LEADS_OUT = "it is empty, ends with a slash, or has a part that is '..' or begins with a dot, which are refused";

function absent(cause: string): Abort {
  return new Abort(404, undefined, { cause });
}

/** Like `findFile()`, but synchronous; undefined when there is no such file. */
export function findFileNow(folder: string, path: string): string | undefined {
  try {
    const inside = pathBelow(folder, path);
    if (inside === undefined) return undefined;
    const real = realpathSync(join(folder, inside));
    return isWithin(realpathSync(folder), real) && statSync(real).isFile() ? inside : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Whether an error of the disk says that there is no such file, for this process at least. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Abort || ABSENCES.includes((error as NodeJS.ErrnoException).code ?? '');
}

const ABSENCES = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM', 'EISDIR'];

/**
 * A path as it is below a folder; undefined when it leads out, or has a part that begins with a dot. So `..` is refused
 * even where it would stay inside: `sendFile('uploads/' + name)` is meant to stay in `uploads`.
 */
function pathBelow(folder: string, path: string): string | undefined {
  const parts = path.split(SEPARATOR);
  if (path.includes('\0') || parts.includes('..') || parts.at(-1) === '') return undefined;
  const below = isAbsolute(path)
    ? relative(folder, path).split(sep)
    : parts.filter((part) => part !== '.' && part !== '');
  const isFine =
    below.length > 0 && below.every((part) => part !== '' && !part.startsWith('.') && !part.includes('\\'));
  return isFine && !isAbsolute(below.join(sep)) ? below.join('/') : undefined;
}

/** Windows takes both. */
const SEPARATOR = sep === '\\' ? /[\\/]/ : '/';

function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '' && below.split(sep)[0] !== '..' && !isAbsolute(below);
}
