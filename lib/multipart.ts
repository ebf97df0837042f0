import { open, type FileHandle } from 'node:fs/promises';
import { finished, type Readable } from 'node:stream';

import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Abort } from './errors.js';
import type { Limits } from './metadata.js';
import { MultiDict } from './multi-dict.js';
import { TemporaryFolder, UploadedFile } from './upload.js';

/** Larger files are spooled to a temporary folder: bytes. As in Werkzeug. */
const LARGEST_IN_MEMORY = 500_000;

/** What all small files of a request may take together, before further ones are spooled: bytes. */
const MEMORY_FOR_FILES = 8 * 1024 * 1024;

/** The fields and files of a multipart form. */
export class MultipartBody {
  constructor(readonly form: MultiDict, readonly files: MultiDict<UploadedFile>) {}
}

const folders = new WeakMap<FastifyRequest, TemporaryFolder>();

/** Gives a request with a multipart body a folder for large files, which is gone when the response is: sent or given up. */
export function prepareUploads(request: FastifyRequest, reply: FastifyReply): void {
  if (!/^\s*multipart\//i.test(request.headers['content-type'] ?? '')) return;
  const folder = new TemporaryFolder();
  folders.set(request, folder);
  finished(reply.raw, () => {
    folder.remove().catch((error: unknown) => request.server.log.error(error, 'The temporary files of an upload could not be removed'));
  });
}

/**
 * Reads a multipart form (RFC 7578). By busboy, which @fastify/multipart is made of: that one refuses field names that
 * every object inherits, and cuts long fields off.
 *
 * @throws Abort 413 beyond a limit, as early as it is known; 400 for a malformed body
 */
export async function readMultipart(request: FastifyRequest, payload: Readable, limits: Limits): Promise<MultipartBody> {
  if (Number(request.headers['content-length'] ?? 0) > limits.multipart) throw tooLarge(`The body has more than ${limits.multipart} bytes.`);
  const reader = new FormReader(request, limits, folders.get(request) ?? new TemporaryFolder());
  try {
    return await reader.read(payload);
  } catch (error) {
    await reader.giveUp();
    throw error instanceof Abort ? error : new Abort(400, 'The multipart form is malformed, or ended early.', { cause: error });
  }
}

class FormReader {
  readonly #busboy: BusboyInstance;
  readonly #fields: [string, string][] = [];
  readonly #files: Promise<[string, UploadedFile] | undefined>[] = [];
  readonly #open = new Set<BusboyFileStream>();
  /** The first thing that went wrong. */
  #failure: unknown;
  #inMemory = 0;

  constructor(request: FastifyRequest, private readonly limits: Limits, private readonly folder: TemporaryFolder) {
    this.#busboy = makeBusboy(request, limits);
    this.#busboy.on('field', (name, value, _isNameCut, isCut) => this.#field(name, value, isCut));
    this.#busboy.on('file', (name, stream, filename, _encoding, mimetype) => this.#file(name, stream, filename, mimetype));
    this.#busboy.on('partsLimit', () => this.#fail(tooLarge(`The form has more than ${limits.parts} parts.`)));
    this.#busboy.on('error', (error) => this.#fail(error));
  }

  async read(payload: Readable): Promise<MultipartBody> {
    let total = 0;
    // Destroying the payload would take the connection away that the answer needs.
    for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > this.limits.multipart) throw tooLarge(`The body has more than ${this.limits.multipart} bytes.`);
      await new Promise<void>((done) => this.#busboy.write(chunk, () => done()));
      if (this.#failure !== undefined) throw this.#failure;
    }
    await new Promise<void>((done, fail) => {
      this.#busboy.once('finish', done).once('error', fail).end();
    });
    const files = await Promise.all(this.#files);
    if (this.#failure !== undefined) throw this.#failure;
    return new MultipartBody(new MultiDict(this.#fields), new MultiDict(files.filter((file) => file !== undefined)));
  }

  /** Ends what is under way, and removes what it left. */
  async giveUp(): Promise<void> {
    for (const stream of this.#open) stream.destroy(new Error('The form could not be read.'));
    await Promise.allSettled(this.#files);
    await this.folder.remove();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
  }

  #field(name: string | undefined, value: string, isCut: boolean): void {
    if (name === undefined) this.#fail(new Abort(400, 'A part of the form has no name.'));
    else if (isCut) this.#fail(tooLarge(`The field '${name.slice(0, 100)}' has more than ${this.limits.field} bytes.`));
    else this.#fields.push([name, value]);
  }

  #file(name: string | undefined, stream: BusboyFileStream, filename = '', mimetype: string): void {
    this.#open.add(stream);
    if (name === undefined) this.#fail(new Abort(400, 'A part of the form has no name.'));
    const received = this.#receive(stream).then(({ content, size }): [string, UploadedFile] | undefined => {
      // A form whose file input was left empty sends a part without a name and content.
      if (size === 0 && filename === '') return undefined;
      return [name ?? '', new UploadedFile(filename, mimetype, size, content)];
    });
    received.catch((error: unknown) => {
      this.#fail(error);
      // Whoever writes to busboy waits for this file to be read.
      stream.resume();
    });
    this.#files.push(received);
  }

  async #receive(stream: BusboyFileStream): Promise<{ content: Buffer | string; size: number }> {
    const chunks: Buffer[] = [];
    let size = 0;
    let spool: { path: string; handle: FileHandle } | undefined;
    try {
      for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (spool !== undefined) {
          await spool.handle.writeFile(chunk);
          continue;
        }
        chunks.push(chunk);
        this.#inMemory += chunk.length;
        if (size <= LARGEST_IN_MEMORY && this.#inMemory <= MEMORY_FOR_FILES) continue;
        spool = await this.#newSpool();
        await spool.handle.writeFile(Buffer.concat(chunks.splice(0)));
        this.#inMemory -= size;
      }
    } finally {
      this.#open.delete(stream);
      await spool?.handle.close();
    }
    return { content: spool?.path ?? Buffer.concat(chunks), size };
  }

  async #newSpool(): Promise<{ path: string; handle: FileHandle }> {
    const path = await this.folder.newPath();
    return { path, handle: await open(path, 'wx', 0o600) };
  }
}

function makeBusboy(request: FastifyRequest, { field, parts }: Limits): BusboyInstance {
  try {
    return new Busboy({
      // The caller has seen the header: without one the body would not be a form.
      headers: request.headers as BusboyHeaders,
      preservePath: true,
      limits: { fieldSize: field, parts },
    });
  } catch (error) {
    throw new Abort(400, 'The multipart form has no boundary in its Content-Type.', { cause: error });
  }
}

/** The connection is closed, so that the client stops sending. */
function tooLarge(message: string): Abort {
  return new Abort(413, message, { headers: { connection: 'close' } });
}
