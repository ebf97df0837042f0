import { finished, type Readable } from 'node:stream';

import type { Dicer } from '@fastify/busboy';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Abort } from '../response/abort.js';
import { whenOut } from '../plain/when-out.js';
import { URLENCODED } from './urlencoded.js';
import type { Limits } from './limits.js';
import { MultiDict } from './multi-dict.js';
import { allowPadding } from './padding.js';
import { boundaryIn, readPartHeader } from './part-header.js';
import { Pieces } from './pieces.js';
import { Spool } from './spool.js';
import { UnfinishedForm } from './unfinished-form.js';
import { UploadedFile } from './uploaded-file.js';

/** The fields and files of a multipart form. */
export class MultipartBody {
  constructor(
    readonly form: MultiDict,
    readonly files: MultiDict<UploadedFile>,
  ) {}
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a multipart form. In a WeakMap it would be dearer to find, and to forget. */
    phialSpool?: Spool;
  }
}

const MULTIPART_TYPE = /^\s*multipart\//i;

/** Whether the body of a request is a multipart form. */
export function isMultipart({ headers }: FastifyRequest): boolean {
  const type = headers['content-type'];
  return type !== undefined && type !== URLENCODED && MULTIPART_TYPE.test(type);
}

/**
 * Gives a request with a multipart form a folder for large files, which is gone when the response is: sent or given up.
 *
 * @param isAtWork whether its handler still works with them, whose client may be gone
 */
export function prepareUploads(
  request: FastifyRequest,
  reply: FastifyReply,
  isAtWork: (request: FastifyRequest, reply: FastifyReply) => boolean,
): void {
  const spool = (request.phialSpool = new Spool());
  const end = (): void => {
    if (isAtWork(request, reply)) setTimeout(end, 50).unref();
    else removeFiles(request, spool);
  };
  whenOut(reply.raw, end);
}

function removeFiles(request: FastifyRequest, spool: Spool): void {
  spool
    .remove()
    .catch((error: unknown) =>
      request.server.log.error(error, 'The temporary files of an upload could not be removed'),
    );
}

/** Loaded for the first such form: most apps take none. */
let busboy: Promise<Pick<typeof import('@fastify/busboy'), 'Dicer'>> | undefined;

/**
 * Reads a multipart form (RFC 7578).
 *
 * @throws Abort 413 beyond a limit, as early as it is known; 400 for a malformed body
 */
export async function readMultipart(
  request: FastifyRequest,
  payload: Readable,
  limits: Limits,
): Promise<MultipartBody> {
  if (Number(request.headers['content-length'] ?? 0) > limits.multipart) throw bodyTooLarge(limits);
  // There since before the body was read: see prepareUploads().
  const spool = request.phialSpool!;
  const boundary = boundaryIn(request.headers['content-type'] ?? '');
  const { Dicer } = await (busboy ??= import('@fastify/busboy'));
  const reader = new FormReader(new Dicer({ boundary }), limits, spool);
  try {
    return await spool.usedBy(reader.read(payload));
  } catch (error) {
    await spool.remove();
    throw error;
  }
}

/**
 * Busboy's Dicer finds the parts, and what they are is decided here: Busboy itself passes over a part that it cannot
 * read, and cuts a long field off.
 */
class FormReader {
  readonly #parser: Dicer;
  /** In the order in which the parts came. A field or file is put in its place when it has been read. */
  readonly #fields: [string, string][] = [];
  readonly #files: [string, UploadedFile | undefined][] = [];
  readonly #reading: Promise<void>[] = [];
  readonly #open = new Set<Dicer.PartStream>();
  #partCount = 0;
  /** Bytes of all fields, and of the names of all parts and the types of files. */
  #fieldBytes = 0;
  readonly #memory = new UnfinishedForm(() => this.#fail(new Abort(503, 'Too many forms are sent at once.')));
  /** The part whose header has not come to its end. */
  #headless: Dicer.PartStream | undefined;
  #isComplete = false;
  /** The first thing that went wrong; what follows from it does not matter. */
  #failure: unknown;
  #onFailure = (): void => {};

  constructor(
    parser: Dicer,
    private readonly limits: Limits,
    private readonly spool: Spool,
  ) {
    this.#parser = parser;
    allowPadding(parser);
    this.#parser.on('part', (part) => this.#begin(part));
    this.#parser.on('error', (error) => this.#fail(malformed(error)));
    this.#parser.on('finish', () => (this.#isComplete = true));
  }

  async read(payload: Readable): Promise<MultipartBody> {
    try {
      await this.#parse(payload);
      if (this.#headless !== undefined) this.#fail(malformed());
      await Promise.all(this.#reading);
    } finally {
      this.#memory.finish();
    }
    if (this.#failure !== undefined) throw this.#failure;
    const body = new MultipartBody(MultiDict.of(flat(this.#fields)), MultiDict.of(flat(this.#files)));
    // V8 may keep these lists until its next full garbage collection, and shall not keep the files.
    this.#reading.length = this.#fields.length = this.#files.length = 0;
    return body;
  }

  /** Comes to its end with the payload, or as soon as something fails. */
  #parse(payload: Readable): Promise<void> {
    return new Promise((done) => {
      this.#onFailure = done;
      let total = 0;
      payload.on('data', (chunk: Buffer) => {
        total += chunk.length;
        if (total > this.limits.multipart) this.#fail(bodyTooLarge(this.limits));
        // The rest is read and dropped: a client reads the answer only when it has sent everything.
        if (this.#failure !== undefined || this.#isComplete) return;
        payload.pause();
        this.#parser.write(chunk, () => payload.resume());
      });
      finished(payload, { writable: false }, (error) => {
        if (error) this.#fail(malformed(error));
        else if (this.#isComplete) done();
        else this.#parser.once('finish', done).end();
      });
    });
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const part of this.#open) part.destroy();
    // The client may take its time for the rest of its body, to which this reader listens.
    this.#fields.length = this.#files.length = 0;
    this.#onFailure();
  }

  /** Counts what stays in memory until the handler has it; beyond the limit the form fails. */
  #count(bytes: number): void {
    this.#fieldBytes += bytes;
    this.#memory.hold(bytes);
    if (this.#fieldBytes > this.limits.body)
      this.#fail(new Abort(413, `The fields of the form have more than ${this.limits.body} bytes together.`));
  }

  #begin(part: Dicer.PartStream): void {
    // A part that nobody reads any more may still have an error.
    part.on('error', () => {});
    // The parser waits until a part is read on, and would wait for one that has come to its end in the same chunk.
    part.on('end', () => part._read(0));
    if (this.#failure !== undefined) return;
    if (this.#headless !== undefined) return this.#fail(malformed());
    if (++this.#partCount > this.limits.parts)
      return this.#fail(new Abort(413, `The form has more than ${this.limits.parts} parts.`));
    this.#headless = part;
    part.once('header', (fields) => {
      this.#headless = undefined;
      this.#open.add(part);
      const reading = this.#readPart(part, fields as Record<string, string[]>);
      this.#reading.push(reading.catch((error: unknown) => this.#fail(error)).finally(() => this.#open.delete(part)));
    });
  }

  async #readPart(part: Dicer.PartStream, fields: Record<string, string[]>): Promise<void> {
    const { name, filename, mimetype, encoding } = readPartHeader(fields);
    this.#count(Buffer.byteLength(name));
    if (filename === undefined) {
      const field: [string, string] = [name, ''];
      this.#fields.push(field);
      await this.#readField(part, field, encoding);
    } else {
      this.#count(Buffer.byteLength(filename) + Buffer.byteLength(mimetype));
      const entry: [string, UploadedFile | undefined] = [name, undefined];
      this.#files.push(entry);
      const { content, size } = await this.spool.receive(part, this.#memory);
      // A browser sends a file input that was left empty as a file without a name and content.
      if (size > 0 || filename !== '') entry[1] = new UploadedFile(filename, mimetype, size, content);
    }
  }

  /** By events: an iterator takes twice as long, and some forms have many fields. */
  #readField(part: Dicer.PartStream, field: [string, string], encoding: BufferEncoding): Promise<void> {
    const pieces = new Pieces();
    let size = 0;
    part.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > this.limits.field)
        this.#fail(new Abort(413, `The field '${field[0].slice(0, 100)}' has more than ${this.limits.field} bytes.`));
      this.#count(chunk.length);
      if (this.#failure === undefined) pieces.add(chunk);
    });
    part.on('end', () => (field[1] = pieces.take().toString(encoding)));
    return new Promise((done) => {
      part.on('close', () => {
        // The parser holds on to its last part.
        pieces.take();
        done();
      });
    });
  }
}

/** Names and values in turn. A file input that was left empty has none. */
function flat<Value>(entries: readonly (readonly [string, Value | undefined])[]): (string | Value)[] {
  const pairs: (string | Value)[] = [];
  for (const [name, value] of entries) if (value !== undefined) pairs.push(name, value);
  return pairs;
}

function bodyTooLarge({ multipart }: Limits): Abort {
  return new Abort(413, `The form has more than ${multipart} bytes.`);
}

function malformed(cause?: unknown): Abort {
  return new Abort(400, 'The multipart form is malformed, or ended early.', { cause });
}
