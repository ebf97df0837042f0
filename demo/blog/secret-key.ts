import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The secret key that a file holds. The first call makes it, so that sessions outlive a restart. */
export function keptSecretKey(file: string): string {
  if (!existsSync(file)) makeKey(file);
  return readFileSync(file, 'utf8');
}

/**
 * The key is written beside its place and then linked there, which fails when another process has been faster: all
 * read the same key, and none half of it.
 */
function makeKey(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
