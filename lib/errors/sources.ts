import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Reads the files that frames name: those of the project and the modules that are loaded, and nothing else, whatever an
 * error's text names.
 *
 * @param folders the project's
 */
export function sourceReader(folders: readonly string[]): (file: string) => Promise<string | undefined> {
  const isOpen = async (path: string): Promise<boolean> =>
    EXTENSIONS.has(extname(path)) && (folders.some((folder) => isOwn(folder, path)) || (await isLoaded(path)));
  return async (file) => {
    // Before anything is asked of the file system: there are paths that lead over the network.
    if (!isAbsolute(file) || !(await isOpen(resolve(file)))) return undefined;
    try {
      const path = await realpath(file);
      return (await isOpen(path)) ? await read(path) : undefined;
    } catch {
      // Gone, or not to be read: the frame stands without its source.
      return undefined;
    }
  };
}

const EXTENSIONS = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.hbs']);

/** Whether a file is of a project: dependencies are shown when they are loaded, hidden files and `instance` never. */
function isOwn(folder: string, path: string): boolean {
  const inside = relative(resolve(folder), path);
  return (
    resolve(folder) !== resolve('/') &&
    !isAbsolute(inside) &&
    inside.split(sep).every((name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'instance')
  );
}

/** A regular file, and no pipe or device, which may never end. Long lines would not fit on a page. */
async function read(path: string): Promise<string | undefined> {
  const status = await stat(path);
  if (!status.isFile() || status.size > LARGEST) return undefined;
  const source = await readFile(path, 'utf8');
  return source
    .split('\n')
    .map((line) => line.slice(0, WIDEST))
    .join('\n');
}

const LARGEST = 4 * 1024 * 1024;
const WIDEST = 500;

let loaded = new Set<string>();
let askedAt = -Infinity;

/** To ask costs a tenth of a second or more, and what was loaded stays so. */
async function isLoaded(file: string): Promise<boolean> {
  if (!loaded.has(file) && performance.now() - askedAt > 10_000) {
    askedAt = performance.now();
    loaded = await loadedModules();
  }
  return loaded.has(file);
}

/** The modules that Node has loaded. It tells debuggers alone. */
async function loadedModules(): Promise<Set<string>> {
  const files = new Set<string>();
  try {
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', ({ params: { url } }) => {
      if (url.startsWith('file:///')) files.add(fileURLToPath(url));
      else if (isAbsolute(url)) files.add(url);
    });
    session.post('Debugger.enable');
    session.disconnect();
  } catch {
    // Other runtimes have none, and Node's permissions may forbid it.
  }
  return files;
}
