import { once } from 'node:events';
import { ReadStream } from 'node:fs';
import { resolve } from 'node:path';

import type { FastifyRequest } from 'fastify';

import { Abort } from '../response/abort.js';
import { findFile, isAbsence } from './find-file.js';
import type { Request } from '../request/request.js';
import { require } from '../plain/require.js';
import { Response, Unfinished } from '../response/response.js';

/** Options of `sendFile()`. */
export interface SendFileOptions {
  /** Whether the client saves the file instead of showing it: true, or the name to save it under; default false. */
  download?: boolean | string;
  /** The content type; by default what the file's extension says. */
  type?: string;
  /** Seconds that clients keep the file without asking; by default they ask each time. */
  maxAge?: number;
}

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
}

/**
 * Sends a file. Clients may ask for a part of it, or whether
 * it has changed. What is not below the app's `root` does not exist, nor do dot files: a name from a client is safe.
 *
 * @example
 * ```ts
 * return sendFile('reports/2025.pdf', { download: true });
 * ```
 *
 * @param path relative to `root`, or an absolute path inside it
 */
export function sendFile(path: string, options: SendFileOptions = {}): FileBody {
  if (typeof path !== 'string')
    throw new TypeError(`sendFile takes a path, not ${path === null ? 'null' : typeof path}.`);
  checkMaxAge(`sendFile('${path}')`, options.maxAge);
  return new FileBody(path, options);
}

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
   * @throws Abort 404 when there is no such file, 412 and 416 when the client's conditions or its range do not hold
   * @internal
   */
  async answer(
    request: Pick<Request, 'fastifyRequest' | 'openSession'>,
    response: Response,
    { path, options }: FileBody,
  ): Promise<Response> {
    const found = await findFile(this.root, path);
    const sent = await this.#ask(request.fastifyRequest, found, options.download, response.status === 200);
    const headers: Record<string, string> = {
      ...sent.headers,
      'cache-control': cacheControl(options.maxAge, request.openSession !== undefined),
    };
    if (options.type !== undefined && sent.status !== 304) headers['content-type'] = options.type;
    // A new one: a handler may return the same response to everybody.
    const answer = new Response(null, {
      status: response.status === 200 ? sent.status : response.status,
      headers: response.headers,
    });
    answer.body = sent.body;
    for (const [name, value] of Object.entries(headers)) {
      if (!answer.headers.has(name) || FRAMING.includes(name)) answer.headers.set(name, value);
    }
    return answer;
  }

  /**
   * Asks @fastify/static for a file. It writes to a reply; here something stands in for that and keeps what is written,
   * so that hooks and error handlers see it before it is sent.
   */
  async #ask(
    request: FastifyRequest,
    path: string,
    download: SendFileOptions['download'],
    isPlain: boolean,
  ): Promise<SentFile> {
    const { sendFile, download: sendDownload } = await loadSender();
    const sent = await new Promise<SentFile>((done, fail) => {
      const reply = {
        // Conditions are for what would be a 200 (RFC 9110, section 13.2.1), not for the page of an error.
        request: { raw: { method: request.method, headers: isPlain ? conditionsOf(request) : {} } },
        statusCode: 200,
        kept: {} as Record<string, string>,
        code(status: number) {
          this.statusCode = status;
        },
        header(name: string, value: unknown) {
          this.kept[name.toLowerCase()] = String(value);
        },
        headers(values: object) {
          for (const [name, value] of Object.entries(values)) this.header(name, value);
        },
        callNotFound() {
          fail(new Abort(404));
        },
        send(payload: ReadStream | Error) {
          if (payload instanceof Error) fail(asAbort(payload));
          else done({ status: this.statusCode, headers: this.kept, body: payload });
        },
      };
      const options = { root: this.root, index: false, dotfiles: 'ignore', cacheControl: false };
      const filename = download === true ? path : download;
      if (!filename) sendFile.call(reply, path, options);
      else sendDownload.call(reply, path, filename, options);
    });
    return opened(sent);
  }
}

/** What @fastify/static gives to replies. */
interface Sender {
  sendFile(this: unknown, path: string, options: object): void;
  download(this: unknown, path: string, filename: string, options: object): void;
}

let sender: Promise<Sender> | undefined;

/**
 * @fastify/static, which does the sending: at the first file, or at the start of an app with static files, since it takes
 * as long to load as half of Fastify. Replies of the app do not get its methods: their `sendFile` may come from a user's
 * own registration.
 */
export function loadSender(): Promise<Sender> {
  return (sender ??= takeSender());
}

async function takeSender(): Promise<Sender> {
  const { fastify: createFastify } = require('fastify') as typeof import('fastify');
  const { default: fastifyStatic } = await import('@fastify/static');
  const methods: Partial<Sender> = {};
  const fastify = createFastify({ logger: false });
  fastify.decorateReply = ((name: keyof Sender, method: never) => {
    methods[name] = method;
    return fastify;
  }) as never;
  await fastify.register(fastifyStatic, { serve: false });
  return methods as Sender;
}

interface SentFile {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** A range is for GET alone (RFC 9110, section 14.2), and conditions are for reading. */
function conditionsOf({ method, headers }: FastifyRequest): object {
  if (method === 'GET') return headers;
  return method === 'HEAD' ? { ...headers, range: undefined } : {};
}

/** What one visitor gets after a look into the session is not for a shared cache. */
function cacheControl(maxAge: number | undefined, isPersonal: boolean): string {
  if (maxAge === undefined) return isPersonal ? 'private, no-cache' : 'no-cache';
  return `${isPersonal ? 'private' : 'public'}, max-age=${Math.floor(maxAge)}`;
}

/** What belongs to the bytes that are sent, whatever a handler says. */
const FRAMING = ['content-length', 'content-range'];

/** A file that went away, or may not be read, between the look and the opening is an absent one. */
async function opened(sent: SentFile): Promise<SentFile> {
  try {
    if (sent.body instanceof ReadStream && sent.body.pending) await once(sent.body, 'open');
    return sent;
  } catch (error) {
    throw isAbsence(error) ? new Abort(404) : error;
  }
}

/** The errors of @fastify/static: 412, 416 with the `Content-Range` that tells the size, and what the disk says. */
function asAbort(error: Error & { status?: number; headers?: Record<string, string> }): Error {
  const { status = 500, headers = {} } = error;
  if (status === 412 || status === 416) return new Abort(status, undefined, { headers });
  return status < 500 ? new Abort(404) : error;
}

/** @throws RangeError unless it is missing, or a number of seconds */
export function checkMaxAge(who: string, maxAge: unknown): void {
  if (maxAge === undefined || (typeof maxAge === 'number' && Number.isFinite(maxAge) && maxAge >= 0)) return;
  throw new RangeError(`${who}: maxAge is ${JSON.stringify(maxAge)}; it must be a number of seconds, 0 or more.`);
}
