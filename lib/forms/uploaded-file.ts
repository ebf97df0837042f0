import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';

import { explainMembers } from '../plain/strangers.js';
import { secureFilename } from './secure-filename.js';
import type { Content } from './spool.js';

/** Where a file keeps its content. Nothing is private in the sense of `#`: arktype copies what it validates, and a copy has no such members. */
const CONTENT = Symbol('content');

/** A file that a client has sent in a form. It is there until the response has been sent; `save()` keeps it. */
export class UploadedFile {
  /** @internal */
  readonly [CONTENT]: Content;

  /** Files are made of a form's parts; declare them in a schema, or read `request.files`. @internal */
  constructor(
    /** The name that the client gave: anything at all. */
    readonly filename: string,
    /** The content type that the client gave: anything at all. */
    readonly mimetype: string,
    /** Bytes. */
    readonly size: number,
    content: Content,
  ) {
    this[CONTENT] = content;
  }

  /** The name without what is dangerous in it: see `secureFilename()`. */
  get safeFilename(): string {
    return secureFilename(this.filename);
  }

  /**
   * Keeps the file. It appears under its name at once and whole, or not at all; a file that was there is replaced.
   *
   * @param path of the file, whose folder must be there
   */
  async save(path: string): Promise<void> {
    if (typeof path !== 'string' || path === '')
      throw new TypeError(`UploadedFile.save() takes the path of a file, not ${inspect(path, { depth: 0 })}.`);
    const content = present(this);
    const target = resolve(path);
    // Beside the target, since a rename is atomic, but impossible from one file system to another.
    const draft = join(dirname(target), `.${randomUUID()}.upload`);
    try {
      if (content instanceof Uint8Array) await writeFile(draft, content, { flag: 'wx' });
      else await copyFile(content.path, draft, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await rename(draft, target);
    } catch (error) {
      // The draft may fail to be removed for the same reason. The first error is the one to tell.
      await rm(draft, { force: true }).catch(() => {});
      throw new Error(`The uploaded file ${label(this)} could not be saved as ${target}: ${explain(error, target)}`, {
        cause: error,
      });
    }
  }

  /** The content, piece by piece. */
  stream(): Readable {
    const content = present(this);
    return content instanceof Uint8Array
      ? Readable.from([content], { objectMode: false })
      : createReadStream(content.path);
  }

  /** The whole content, as a copy. */
  async bytes(): Promise<Buffer> {
    const content = present(this);
    // In memory it lies beside other parts of the form, which nobody should find in .buffer.
    return content instanceof Uint8Array ? Buffer.from(content) : readFile(content.path);
  }
}

/** What multer, express-fileupload, @fastify/multipart, FastAPI and the web call the members of a file. */
explainMembers(UploadedFile, {
  ...{ name: 'Write file.filename.', originalname: 'Write file.filename.', originalName: 'Write file.filename.' },
  ...{ type: 'Write file.mimetype.', contentType: 'Write file.mimetype.', content_type: 'Write file.mimetype.' },
  ...{ buffer: 'Write await file.bytes().', data: 'Write await file.bytes().', read: 'Write await file.bytes().' },
  ...{ toBuffer: 'Write await file.bytes().', arrayBuffer: 'Write await file.bytes().' },
  text: 'Write (await file.bytes()).toString().',
  file: 'Write file.stream().',
  ...{ mv: 'Write await file.save(path).', move: 'Write await file.save(path).', path: 'Write await file.save(path).' },
});

/** @throws Error when the request is over */
function present(file: UploadedFile): Content {
  const content = file[CONTENT];
  if (content instanceof Uint8Array || !content.spool.isRemoved) return content;
  throw new Error(
    `The uploaded file ${label(file)} is gone, since the response has been sent. In the handler, await save() to keep it, or bytes().`,
  );
}

function label({ filename }: UploadedFile): string {
  return JSON.stringify(filename.slice(0, 100));
}

function explain(error: unknown, target: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `the folder ${dirname(target)} does not exist. Make it first, with mkdir().`;
  if (code === 'EISDIR') return 'that is a folder. Name a file in it: save(join(folder, file.safeFilename)).';
  return message;
}
