import type { IncomingMessage } from 'node:http';
import { basename, isAbsolute, join, resolve, sep } from 'node:path';

import type { FileSendResult } from '@fastify/send';
import type { FastifyRequest } from 'fastify';

import { discard } from '../response/streams.js';
import { encodingOf } from './encoding.js';
import { bodyOf } from './file-stream.js';
import { findFile, isAbsence } from './find-file.js';
import { CONDITIONS, hasOwnValidators, weigh } from './own-validators.js';
import { mayBePart } from './ranges.js';
import { Abort } from '../response/abort.js';
import { noteGiver } from '../request/blame.js';
import type { Request } from '../request/request.js';
import { checkNames } from '../plain/option-names.js';
import { quotedBriefly, typeOf } from '../plain/shown.js';
import { refuseInsideData, refuseInsideText } from '../response/inside-data.js';
import { Response } from '../response/response.js';
import { Unfinished } from '../response/unfinished.js';

/** Options of `sendFile()`. */
export interface SendFileOptions {
  /** The folder that the file must be in, below `root` or as a whole path: for a name that is a client's; default `root`. Never itself a client's. */
  folder?: string;
  /** Whether the client saves the file instead of showing it: true, or the name to save it under; default false. */
  download?: boolean | string;
  /** The content type; by default what the file's extension says. */
  type?: string;
  /** Seconds that clients keep the file without asking; by default they ask each time. */
  maxAge?: number;
}

// Loaded for the first file that needs them.
let sender: Promise<Sender> | undefined;
let disposition: Promise<typeof import('content-disposition')> | undefined;

type Sender = Pick<typeof import('@fastify/send'), 'send' | 'mime'>;

/** What `sendFile()` gives: a file on its way to a response. */
export class FileBody extends Unfinished {
  constructor(
    /** As `sendFile()` was given it. */
    readonly path: string,
    /** As `sendFile()` was given them. */
    readonly options: SendFileOptions,
  ) {
    super();
  }

  /** Inside data it has no place. @internal */
  toJSON(): never {
    refuseInsideData(`sendFile('${this.path}')`, 'Return it alone; for a status, makeResponse(sendFile(...), status).');
  }

  /** Nor inside text. @internal */
  override toString(): never {
    refuseInsideText(`sendFile('${this.path}')`, 'Return it alone.');
  }
}

/**
 * Sends a file. Clients may ask for a part of it, or whether it has changed. What is not below the app's `root` does not
 * exist, nor do dot files. The app's code lies there, too: name the folder that a client's name is for,
 * `sendFile(name, { folder: 'uploads' })`.
 *
 * @example
 * ```ts
 * return sendFile('reports/2025.pdf', { download: true });
 * ```
 *
 * @param path relative to `folder`, or to `root` without one; or an absolute path inside it
 */
export function sendFile(path: string, options: SendFileOptions = {}): FileBody {
  if (typeof path !== 'string') throw new TypeError(`sendFile takes a path, not ${typeOf(path)}.`);
  if (typeof options === 'string')
    throw new TypeError(`The folder is an option: write sendFile('${options}', { folder: '${path}' }).`);
  checkNames(`sendFile('${path}')`, options, SEND_FILE_OPTIONS);
  checkMaxAge(`sendFile('${path}')`, options.maxAge);
  return new FileBody(path, options);
}

const SEND_FILE_OPTIONS = ['folder', 'download', 'type', 'maxAge'];

/** A folder whose files may be sent, and nothing else. */
export class FileFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /**
   * The response that sends a file: the whole of it, the part that was asked for, or 304. The headers and the status
   * that `response` has stay.
   *
   * @param who returned it
   * @throws Abort 404 when there is no such file, 412 and 416 when the client's conditions or its range do not hold
   * @internal
   */
  async answer(
    request: FileRequest,
    response: Response,
    { path, options }: FileBody,
    who = request.plan.who,
  ): Promise<Response> {
    const folder = this.#below(options.folder);
    const found = await findFile(folder, path).catch((error: unknown) => {
      logAbsence(request, who, folder, path, error);
      throw error;
    });
    const sent = await this.#ask(request, folder, found, response);
    const headers = [
      ...(sent.statusCode === 304 ? [] : await described(found, options)),
      ...Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ] as [string, string][];
    // A new one: a handler may return the same response to everybody.
    const answer = new Response(null, {
      status: response.status === 200 ? sent.statusCode : response.status,
      headers: response.headers,
    });
    answer.body = await bodyOf(sent.stream, Number(sent.headers['Content-Length']));
    noteGiver(request, answer.body, who);
    // What a handler has set wins, and its options over what the file itself says.
    for (const [name, value] of headers) {
      if (!answer.headers.has(name) || FRAMING.includes(name)) answer.headers.set(name, value);
    }
    if (!answer.headers.has('cache-control'))
      answer.headers.putDefault('cache-control', cacheControl(options.maxAge, mayBePersonal(request)));
    if (sent.statusCode !== 304 && !answer.headers.has('content-type')) answer.headers.set('content-type', BYTES);
    return answer;
  }

  /**
   * The content type that a file is sent with; undefined when there is no such file, whatever its name.
   *
   * @param own what its response says
   * @internal
   */
  async typeOf({ path, options: { folder, type } }: FileBody, own?: string): Promise<string | undefined> {
    const found = await findFile(this.#below(folder), path).catch(undefinedIfAbsent);
    if (found === undefined) return undefined;
    return own ?? type ?? (await loadSender()).mime.getType(found) ?? BYTES;
  }

  /** @throws RangeError when code names a folder elsewhere */
  #below(folder = '.'): string {
    // As a whole path it is the code's own word, like the directory of Flask's send_from_directory().
    if (isAbsolute(folder)) return resolve(folder);
    const path = resolve(this.root, folder);
    if (path === this.root || path.startsWith(this.root === sep ? sep : this.root + sep)) return path;
    throw new RangeError(
      `sendFile: the folder '${folder}' is not below root, ${this.root}. Name one like 'uploads', or give its whole path.`,
    );
  }

  async #ask(request: FileRequest, root: string, path: string, { status, headers }: Response): Promise<FileSendResult> {
    const { send } = await loadSender();
    const isOwn = status === 200 && hasOwnValidators(headers);
    const asked = await asking(request.fastifyRequest, status === 200, join(root, path));
    const sent = await send(isOwn ? withoutConditions(asked) : asked, encodeURI(path), {
      root,
      index: false,
      dotfiles: 'ignore',
      cacheControl: false,
    });
    if (sent.type === 'file') return isOwn ? weigh(request, sent, headers) : sent;
    discard(sent.stream);
    throw sent.type === 'error' ? asAbort(sent.metadata.error) : new Abort(404);
  }
}

/** What is read of a request to send it a file. */
type FileRequest = Pick<Request, 'fastifyRequest' | 'openSession' | 'plan' | 'method' | 'headers'>;

function undefinedIfAbsent(error: unknown): undefined {
  if (!isAbsence(error)) throw error;
}

/** The client hears of a 404 alone. A part of the path may be the client's, and is kept short. */
function logAbsence(
  { fastifyRequest }: Pick<Request, 'fastifyRequest'>,
  who: string,
  folder: string,
  path: string,
  error: unknown,
): void {
  if (!(error instanceof Abort)) return;
  fastifyRequest.log.warn(
    { handler: who },
    `${who}: sendFile(${quotedBriefly(path)}) is a 404: ${String(error.cause)}. Files are sent from below ${folder}.`,
  );
}

/**
 * What @fastify/send reads of a request. Conditions are for reading, and for what would be a 200 (RFC 9110, section 13.2.1), not
 * for the page of an error.
 */
async function asking({ raw }: FastifyRequest, isPlain: boolean, path: string): Promise<IncomingMessage> {
  const { method, headers } = raw;
  if (isPlain && (await mayBePart(raw, path))) return raw;
  const kept = isPlain && (method === 'GET' || method === 'HEAD') ? { ...headers, range: undefined } : {};
  // These two are all that it reads.
  return { method, headers: kept } as IncomingMessage;
}

function withoutConditions({ method, headers }: IncomingMessage): IncomingMessage {
  const kept = Object.entries(headers).filter(([name]) => !CONDITIONS.includes(name));
  return { method, headers: Object.fromEntries(kept) } as IncomingMessage;
}

/** What the options say of a file. */
async function described(path: string, { type, download }: SendFileOptions): Promise<[string, string][]> {
  const headers: [string, string][] = type === undefined ? [] : [['content-type', type]];
  if (download === undefined || download === false || download === '') {
    const encoding = type === undefined ? encodingOf(path) : undefined;
    return encoding === undefined ? headers : [...headers, ['content-encoding', encoding]];
  }
  const { create } = await (disposition ??= import('content-disposition'));
  return [...headers, ['content-disposition', create(basename(download === true ? path : download).toWellFormed())]];
}

/** The type of a file whose extension is not known. */
const BYTES = 'application/octet-stream';

function loadSender(): Promise<Sender> {
  return (sender ??= import('@fastify/send') as Promise<Sender>);
}

/** Whether a file may be for this visitor alone: one who has a session, or says who he is (RFC 9111, section 3.5). */
function mayBePersonal({ openSession, fastifyRequest }: Pick<Request, 'fastifyRequest' | 'openSession'>): boolean {
  return openSession !== undefined || fastifyRequest.headers.authorization !== undefined;
}

/** `private` when it may be: then no shared cache keeps it. */
export function cacheControl(maxAge: number | undefined, isPersonal: boolean): string {
  if (maxAge === undefined) return isPersonal ? 'private, no-cache' : 'no-cache';
  return `${isPersonal ? 'private' : 'public'}, max-age=${Math.floor(maxAge)}`;
}

/** What belongs to the bytes that are sent, whatever a handler says. */
const FRAMING = ['content-length', 'content-range'];

/** The errors of @fastify/send: 412, 416 with the `Content-Range` that tells the size, and what the disk says. */
function asAbort(error: Error & { status?: number; headers?: Record<string, string> }): Error {
  const { status = 500, headers = {} } = error;
  if (status === 412 || status === 416) return new Abort(status, undefined, { headers });
  return status < 500 ? new Abort(404) : error;
}

/** @throws RangeError unless it is missing, or a number of seconds */
function checkMaxAge(who: string, maxAge: unknown): void {
  if (maxAge === undefined || (typeof maxAge === 'number' && Number.isFinite(maxAge) && maxAge >= 0)) return;
  throw new RangeError(`${who}: maxAge is ${JSON.stringify(maxAge)}; it must be a number of seconds, 0 or more.`);
}
