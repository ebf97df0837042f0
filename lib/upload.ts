import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';

import { secureFilename } from './secure-filename.js';

/** A file that a client has sent in a form. It is there until the response has been sent; `save()` keeps it. */
export class UploadedFile {
  readonly #content: Buffer | string;

  /**
   * Files are made of a form's parts; declare them in a schema, or read `request.files`.
   *
   * @param content the bytes, or the path that they were spooled to
   * @internal
   */
  constructor(
    /** The name that the client gave: anything at all. */
    readonly filename: string,
    /** The content type that the client gave: anything at all. */
    readonly mimetype: string,
    /** Bytes. */
    readonly size: number,
    content: Buffer | string,
  ) {
    this.#content = content;
  }

  /** The name without what is dangerous in it: see `secureFilename()`. */
  get safeFilename(): string {
    return secureFilename(this.filename);
  }

  /**
   * Keeps the file. It appears under its name at once and whole, or not at all: what was there is replaced.
   *
   * @param path of the file, whose folder must be there
   */
  async save(path: string): Promise<void> {
    const target = resolve(path);
    const draft = join(dirname(target), `.${randomUUID()}.upload`);
    try {
      if (typeof this.#content === 'string') await copyFile(this.#content, draft);
      else await writeFile(draft, this.#content, { flag: 'wx' });
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw this.#explained(error, `could not be saved as ${target}`);
    }
  }

  /** The content, piece by piece. */
  stream(): Readable {
    return typeof this.#content === 'string' ? createReadStream(this.#content) : Readable.from([this.#content], { objectMode: false });
  }

  /** The whole content. */
  async bytes(): Promise<Buffer> {
    if (typeof this.#content !== 'string') return this.#content;
    try {
      return await readFile(this.#content);
    } catch (error) {
      throw this.#explained(error, 'could not be read');
    }
  }

  #explained(error: unknown, what: string): Error {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT' && (error as NodeJS.ErrnoException).path === this.#content;
    const why = isGone ? 'the response has been sent, and uploads are gone then: await save() in the handler' : (error as Error).message;
    return new Error(`The uploaded file '${this.filename.slice(0, 100)}' ${what}: ${why}.`, { cause: error });
  }
}

/** A private folder for the large files of one request; it is made when the first needs it. */
export class TemporaryFolder {
  #path: Promise<string> | undefined;
  #isRemoved = false;
  #count = 0;

  /** A path for one more file. */
  async newPath(): Promise<string> {
    if (this.#isRemoved) throw new Error('The request is over.');
    // mkdtemp gives it to this user alone (mode 700).
    this.#path ??= mkdtemp(join(tmpdir(), 'phial-upload-'));
    return join(await this.#path, String(++this.#count));
  }

  async remove(): Promise<void> {
    this.#isRemoved = true;
    if (this.#path !== undefined) await rm(await this.#path, { recursive: true, force: true });
  }
}
