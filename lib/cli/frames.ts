import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** A place in the user's sources: a whole path, and a line. */
export interface Place {
  file: string;
  line: number;
}

/** Where an error was thrown, as far as it was in the user's own code. */
export function frameOf(error: Error): Place | undefined {
  return framesOf(error)[0];
}

/** The same, innermost first: a package that is linked has its frames among them. */
export function framesOf({ stack = '' }: Error): Place[] {
  const frames: Place[] = [];
  // Deno colours it.
  for (const line of stripVTControlCharacters(stack).split('\n')) {
    // Of a module that does not link, Node writes the place alone, above the message.
    const [, path, number] =
      /(?:\(|^\s*at (?:async )?|^)(file:\/\/[^()\s]+?|\/[^()]+?|[A-Za-z]:\\[^()]+?):(\d+)(?::\d+)?\)?$/.exec(line) ??
      [];
    if (path === undefined || /[\\/]node_modules[\\/]/.test(path) || isOwn(path)) continue;
    frames.push({ file: path.startsWith('file:') ? fileURLToPath(path) : path, line: Number(number) });
  }
  return frames;
}

const HOME = new URL('../..', import.meta.url);

/** Phial's own code, where it is not installed but linked. */
function isOwn(path: string): boolean {
  const own = path.startsWith('file:') ? HOME.href : fileURLToPath(HOME);
  return path.startsWith(`${own}dist/`) || path.startsWith(`${own}lib/`);
}
