import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';

import { findFileNow, isAbsence } from './find-file.js';

/** Bytes up to which a file is hashed at once, which takes a millisecond. Larger ones are hashed beside the requests. */
const AT_ONCE = 1024 * 1024;

/** How many names are known at once: where a file system takes no notice of case, a client can spell one file in many ways. */
const MOST_KNOWN = 10_000;

interface Version {
  path: string;
  /** Size and time of the change: of a larger file, they stand for the content until its hash is known. */
  stamp: string;
  hash: string | undefined;
}

/** The `v` of the files below a folder, worked out anew when a file has changed. */
export class FileVersions {
  readonly #known = new Map<string, Version>();
  /** Large files are hashed one after the other. */
  #hashing: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  /** What changes with a file's content: its hash, or its stamp for the time being; undefined when there is no such file. */
  of(filename: string): string | undefined {
    const version = this.#find(filename);
    return version?.hash ?? version?.stamp;
  }

  /** Whether a `v` is the hash of a file's content. */
  isHash(filename: string, v: string): boolean {
    return this.#find(filename)?.hash === v;
  }

  #find(filename: string): Version | undefined {
    try {
      const known = this.#known.get(filename);
      if (known !== undefined && known.stamp === stampOf(statSync(known.path))) return known;
      const found = findFileNow(this.folder, filename);
      return found === undefined ? undefined : this.#add(filename, join(this.folder, found));
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  #add(filename: string, path: string): Version {
    const stats = statSync(path);
    const isSmall = stats.size <= AT_ONCE;
    const version = { path, stamp: stampOf(stats), hash: isSmall ? hashNow(path) : undefined };
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(filename, version);
    if (!isSmall) this.#hashing = this.#hashing.then(() => this.#hash(filename, version));
    return version;
  }

  async #hash(filename: string, version: Version): Promise<void> {
    // It has changed again while others were hashed.
    if (this.#known.get(filename) !== version) return;
    try {
      const hash = createHash('sha256');
      for await (const piece of createReadStream(version.path)) hash.update(piece as Buffer);
      if (stampOf(statSync(version.path)) === version.stamp) version.hash = shortened(hash.digest('base64url'));
    } catch (error) {
      // The next one who asks finds out that it is gone, or begins anew: too many files may have been open. Others wait behind it.
      if (!isAbsence(error)) this.#known.delete(filename);
    }
  }
}

function stampOf({ mtimeMs, size }: Stats): string {
  return `${size.toString(36)}.${Math.floor(mtimeMs * 1000).toString(36)}`;
}

/** In pieces that are small enough for the processor's cache. */
function hashNow(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(64 * 1024);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return shortened(hash.digest('base64url'));
}

function shortened(hash: string): string {
  return hash.slice(0, 16);
}
