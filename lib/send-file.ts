import { once } from 'node:events';
import { realpathSync, ReadStream, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { Abort } from './errors.js';
import type { Request } from './request.js';
import { Response, Unfinished } from './response.js';

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
  constructor(readonly path: string, readonly options: SendFileOptions) {
    super();
  }
}

/**
 * Sends a file: `return sendFile('reports/2025.pdf', { download: true })`. Clients may ask for a part of it, or whether
 * it has changed. What is not below the app's `root` does not exist, nor do dot files: a name from a client is safe.
 *
 * @param path relative to `root`, or an absolute path inside it
 */
export function sendFile(path: string, options: SendFileOptions = {}): FileBody {
  if (typeof path !== 'string') throw new TypeError(`sendFile takes a path, not ${path === null ? 'null' : typeof path}.`);
  checkMaxAge(`sendFile('${path}')`, options.maxAge);
  return new FileBody(path, options);
}

/** A folder whose files may be sent, and nothing else. */
export class FileFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Readies @fastify/static, which does the sending. A user's own registration of it is left as it is. */
  async register(fastify: FastifyInstance): Promise<void> {
    await fastify.register(asGlobal(async (global) => {
      if (!global.hasReplyDecorator('sendFile')) await global.register(fastifyStatic, { serve: false });
    }));
  }

  /**
   * The response that sends a file: the whole of it, the part that was asked for, or 304. The headers and the status
   * that `response` has stay.
   *
   * @throws Abort 404 when there is no such file, 412 and 416 when the client's conditions or its range do not hold
   */
  async answer(request: Pick<Request, 'environ' | 'openSession'>, response: Response, file: FileBody): Promise<Response> {
    const { download, type, maxAge } = file.options;
    const path = await this.find(file.path);
    const filename = download === true ? posix.basename(path) : download || undefined;
    // Conditions are for what would be a 200 (RFC 9110, section 13.2.1), not for the page of an error.
    const sent = await this.#send(request.environ, path, filename, response.status === 200);
    // A new one: a handler may return the same response to everybody.
    const answer = new Response(null, { status: response.status === 200 ? sent.status : response.status, headers: response.headers });
    answer.body = sent.body;
    // What one visitor gets after a look into the session is not for a shared cache.
    const scope = request.openSession === undefined ? 'public' : 'private';
    if (type !== undefined && sent.headers['content-type'] !== undefined) sent.headers['content-type'] = type;
    sent.headers['cache-control'] = maxAge === undefined ? (scope === 'private' ? 'private, no-cache' : 'no-cache') : `${scope}, max-age=${Math.floor(maxAge)}`;
    for (const [name, value] of Object.entries(sent.headers)) {
      if (!answer.headers.has(name) || FRAMING.includes(name)) answer.headers.set(name, value);
    }
    return answer;
  }

  /**
   * A file's path below the folder, with slashes.
   *
   * @throws Abort 404 for what is no file, or outside, and for dot files
   */
  async find(path: string): Promise<string> {
    try {
      const root = await realpath(this.root);
      const inside = pathBelow(isAbsolute(path) && !isWithin(this.root, path) ? root : this.root, path);
      if (inside === undefined) throw new Abort(404);
      const real = await realpath(join(this.root, inside));
      // A link may lead out; a pipe would be waited for without end.
      if (isWithin(root, real) && (await stat(real)).isFile()) return inside;
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
    throw new Abort(404);
  }

  /** As `find()`, but at once. */
  findNow(path: string): string {
    try {
      const inside = pathBelow(this.root, path);
      const real = inside === undefined ? undefined : realpathSync(join(this.root, inside));
      if (real !== undefined && isWithin(realpathSync(this.root), real) && statSync(real).isFile()) return inside!;
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
    throw new Abort(404);
  }

  /**
   * Asks @fastify/static for a file. It writes to a reply; here something stands in for that and keeps what is written,
   * so that hooks and error handlers see it before it is sent.
   */
  async #send({ request, reply }: Request['environ'], path: string, download: string | undefined, isConditional: boolean): Promise<SentFile> {
    const sent = await new Promise<SentFile>((done, fail) => {
      const standIn = {
        request: { raw: { method: request.method, headers: isConditional ? conditionsOf(request) : {} } },
        statusCode: 200,
        kept: {} as Record<string, string>,
        code(status: number) { this.statusCode = status; return this; },
        header(name: string, value: unknown) { this.kept[name.toLowerCase()] = String(value); return this; },
        headers(values: object) { for (const [name, value] of Object.entries(values)) this.header(name, value); return this; },
        callNotFound() { fail(new Abort(404)); },
        send(payload: ReadStream | Error) {
          if (payload instanceof Error) fail(asAbort(payload));
          else done({ status: this.statusCode, headers: this.kept, body: payload });
        },
      };
      const options = { root: this.root, index: false, dotfiles: 'ignore', cacheControl: false } as const;
      if (download === undefined) reply.sendFile.call(standIn as never, path, options as never);
      else reply.download.call(standIn as never, path, download, options as never);
    });
    return opened(sent, request.method);
  }
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

/** What belongs to the bytes that are sent, whatever a handler says. */
const FRAMING = ['content-length', 'content-range'];

/** A file that went away, or may not be read, between the look and the opening is an absent one. */
async function opened(sent: SentFile, method: string): Promise<SentFile> {
  const { status, body } = sent;
  if (!(body instanceof ReadStream)) return { ...sent, body: method === 'HEAD' || status === 304 ? null : body };
  try {
    if (body.pending) await once(body, 'open');
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

/**
 * A path as it is below a folder, with slashes; undefined when it leads out, or has a part that begins with a dot. So
 * `..` is refused even where it would stay inside: `sendFile('uploads/' + name)` is meant to stay in `uploads`.
 */
function pathBelow(root: string, path: string): string | undefined {
  const parts = path.split(sep);
  if (path.includes('\0') || !path.isWellFormed() || parts.includes('..')) return undefined;
  const below = isAbsolute(path) ? relative(root, path).split(sep) : parts.filter((part) => part !== '.' && part !== '');
  const isFine = below.length > 0 && below.every((part) => part !== '' && !part.startsWith('.') && !/[\\/]/.test(part));
  return isFine && !path.endsWith(sep) && !isAbsolute(below.join(sep)) ? below.join('/') : undefined;
}

function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '' && below.split(sep)[0] !== '..' && !isAbsolute(below);
}

/** Whether an error of the disk says that there is no such file, for this process at least. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Abort || ABSENCES.includes((error as NodeJS.ErrnoException).code ?? '');
}

const ABSENCES = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM', 'EISDIR'];

/** Marks a plugin so that what it decorates is there for all routes, as fastify-plugin does. */
function asGlobal<Plugin extends object>(plugin: Plugin): Plugin {
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

/** @throws RangeError unless it is missing, or a number of seconds */
export function checkMaxAge(who: string, maxAge: unknown): void {
  if (maxAge === undefined || (typeof maxAge === 'number' && Number.isFinite(maxAge) && maxAge >= 0)) return;
  throw new RangeError(`${who}: maxAge is ${JSON.stringify(maxAge)}; it must be a number of seconds, 0 or more.`);
}
