import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { Pieces } from './pieces.js';
import type { UnfinishedForm } from './unfinished-form.js';
import { makeUploadFolder, removeUploadFolder } from './upload-folders.js';

/** Larger files go to a temporary folder: bytes. As in Werkzeug. */
const LARGEST_IN_MEMORY = 500_000;

/** Bytes that all small files of a request may take in memory together. Further ones go to the disk, too. */
const MEMORY_FOR_FILES = 8 * 1024 * 1024;

/** The part of a piece of a form that need not be this file's for it to be kept as it is. */
const OTHERS = 0.1;

/** Content that is in memory, or in a file of a spool's folder. */
export type Content = Buffer | { readonly path: string; readonly spool: Spool };

/** Keeps the uploaded files of one request: small ones in memory, large ones in a private folder, made when the first needs it. */
export class Spool {
  #folder: Promise<string> | undefined;
  #fileCount = 0;
  #inMemory = 0;
  #isRemoved = false;
  #reading: Promise<void> | undefined;

  /** Whether the request is over, and the files are gone or about to go. */
  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  /** Takes in a file of a form. */
  async receive(chunks: AsyncIterable<Buffer>, form: UnfinishedForm): Promise<{ content: Content; size: number }> {
    const kept = new Pieces();
    let size = 0;
    let file: { path: string; handle: FileHandle } | undefined;
    try {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (file !== undefined) {
          await file.handle.writeFile(chunk);
          continue;
        }
        kept.add(chunk);
        this.#inMemory += chunk.length;
        form.hold(chunk.length);
        if (size <= LARGEST_IN_MEMORY && this.#inMemory <= MEMORY_FOR_FILES && !form.isMemoryShort) continue;
        file = await this.#newFile();
        await file.handle.writeFile(kept.take());
        this.#inMemory -= size;
        form.hold(-size);
      }
    } finally {
      await file?.handle.close();
    }
    return { content: file === undefined ? kept.take(OTHERS) : { path: file.path, spool: this }, size };
  }

  /** Remembers who still writes files, for `remove()` to wait for: one that is made meanwhile would keep the folder there. */
  usedBy<Result>(reading: Promise<Result>): Promise<Result> {
    this.#reading = reading.then(
      () => {},
      () => {},
    );
    return reading;
  }

  async remove(): Promise<void> {
    this.#isRemoved = true;
    await this.#reading;
    // Without a folder there is nothing to remove: whoever wanted it has got the error.
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await removeUploadFolder(folder);
  }

  async #newFile(): Promise<{ path: string; handle: FileHandle }> {
    if (this.#isRemoved) throw new Error('The request is over.');
    this.#folder ??= makeUploadFolder();
    const path = join(await this.#folder, String(++this.#fileCount));
    return { path, handle: await open(path, 'wx') };
  }
}
