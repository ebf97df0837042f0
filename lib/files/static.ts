import { join } from 'node:path';
import { Readable } from 'node:stream';

import type { FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { decorationsOf } from '../plain/decorations.js';
import { SERVED_BY } from '../request/served-by.js';
import { queryOf, targetOf } from '../request/target.js';
import { Abort } from '../response/abort.js';
import { besidePlugins } from '../response/caching.js';
import { bodyOf } from './file-stream.js';
import { encodingOf } from './encoding.js';
import { findFile } from './find-file.js';
import type { FixedEndpoint, UrlRecord } from '../routes/routes.js';
import { mayBePart } from './ranges.js';
import { cacheControl } from './send-file.js';
import { FileVersions } from './versions.js';

/** Options of `createApp({ static })`. */
export interface StaticOptions {
  /** The folder below `root`; default `static`. */
  folder?: string;
  /** Where the files are found; default `/static`. */
  urlPath?: string;
  /** Seconds that browsers keep a file without asking; by default they ask each time. */
  maxAge?: number;
}

/** What is asked before a file is sent. */
export interface StaticChecks {
  /** Why a request is refused. */
  refuse: (request: FastifyRequest) => Abort | undefined;
  /** Tells of a request to this path whether it is another route's, with a last slash. */
  givesWay: (path: string) => (request: FastifyRequest) => boolean;
  /** Logs what breaks on its way. */
  watch: (request: FastifyRequest, reply: FastifyReply, body: Readable) => void;
}

/** The app's static files: their route, and their URLs with a `v` that changes with the content. */
export class StaticFiles implements FixedEndpoint {
  readonly endpoint: string;
  readonly path: string;
  /** Absolute paths: a file of the first wins. */
  readonly folders: readonly string[];
  readonly #maxAge: number | undefined;
  readonly #versions: readonly FileVersions[];
  #sendFile: Promise<SendFile> | undefined;

  /**
   * @param folders see `folders`
   * @param finish may add headers to each reply: those for security
   */
  constructor(
    folders: readonly string[],
    { urlPath = '/static', maxAge }: StaticOptions,
    private readonly finish: (reply: FastifyReply) => void = () => {},
    blueprint?: string,
  ) {
    const own = blueprint === undefined ? '' : `/${blueprint.replaceAll('.', '/')}`;
    this.endpoint = blueprint === undefined ? 'static' : `${blueprint}.static`;
    this.path = `${urlPath.replace(/\/+$/, '')}${own}/*`;
    this.folders = folders;
    this.#versions = folders.map((folder) => new FileVersions(folder));
    this.#maxAge = maxAge;
  }

  /** Adds the route. It runs no hooks of controllers; what it does not find goes the way of all unknown paths. */
  register(fastify: FastifyInstance, { refuse, givesWay, watch }: StaticChecks): void {
    const isElsewhere = givesWay(this.path);
    fastify.route({
      method: ['GET', 'HEAD'],
      url: this.path,
      config: { [SERVED_BY]: 'the static files' },
      onRequest: (request, _reply, done) => done(refuse(request)),
      handler: (request, reply) => (isElsewhere(request) ? reply.callNotFound() : this.#serve(request, reply)),
      onSend: async (request, reply, stream) => {
        const body = await bodyOf(stream, Number(reply.getHeader('content-length')));
        if (body instanceof Readable) watch(request, reply, body);
        return body;
      },
      errorHandler: (error, _request, reply) => this.#fail(error as FileError, reply),
    });
  }

  /** Adds the `v` of a file to its URL's values. `/app.css` is `app.css`: the URL has a slash before it as it is. */
  complete(values: UrlRecord): UrlRecord {
    if (typeof values['filename'] !== 'string') return values;
    const filename = values['filename'].replace(/^\/+/, '');
    const version = this.#versionOf(filename);
    return { ...values, filename, ...(version !== undefined && { v: version }) };
  }

  async #serve(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const filename = filenameOf(request);
    // Only the one name that urlFor gives: no '//' or './', and no separators of Windows.
    if (/^\/|\/\/|(?:^|\/)\.|\\/.test(filename)) return reply.callNotFound();
    try {
      const { folder, found } = await findFirst(this.folders, filename);
      const sendFile = await (this.#sendFile ??= this.#load().catch((error: unknown) => this.#forget(error)));
      return sendFile.call(reply, found, folder, { acceptRanges: await mayBePart(request.raw, join(folder, found)) });
    } catch (error) {
      // What is thrown here is an error to monitoring, a 404 as well.
      return error instanceof Abort ? reply.callNotFound() : reply.send(error);
    }
  }

  /** What could not be loaded is tried again with the next file. */
  #forget(error: unknown): never {
    this.#sendFile = undefined;
    throw error;
  }

  /** For the first file: @fastify/static takes half as long to load as Fastify. */
  async #load(): Promise<SendFile> {
    const { fastifyStatic } = await import('@fastify/static');
    const { sendFile } = await decorationsOf<FastifyStaticOptions>(fastifyStatic, {
      root: this.folders[0]!,
      // Its own route reads the path from the URL by `decodeURI`, and knows no `logo%402x.png`.
      serve: false,
      suppressWarning: true,
      index: false,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (reply) => this.#addHeaders(reply as never),
    });
    return sendFile as SendFile;
  }

  /** The first folder that has a file serves it, and so tells its hash. */
  #isHash(filename: string, v: string): boolean {
    return this.#versions.find((versions) => versions.of(filename) !== undefined)?.isHash(filename, v) === true;
  }

  #versionOf(filename: string): string | undefined {
    for (const versions of this.#versions) {
      const version = versions.of(filename);
      if (version !== undefined) return version;
    }
    return undefined;
  }

  /** For a file, and for a 304. */
  #addHeaders(reply: FastifyReply): void {
    const query = queryOf(targetOf(reply.request));
    const v = query === '' ? null : new URLSearchParams(query).get('v');
    const isForEver = v !== null && this.#isHash(filenameOf(reply.request), v);
    const maxAge = v === null ? this.#maxAge : undefined;
    const encoding = encodingOf(filenameOf(reply.request));
    reply.header('accept-ranges', 'bytes');
    if (encoding !== undefined) reply.header('content-encoding', encoding);
    reply.header('cache-control', besidePlugins(isForEver ? FOR_EVER : cacheControl(maxAge, false), reply));
    this.finish(reply);
  }

  /** A condition that does not hold, or a range out of reach, has no page; what is absent is an unknown path. */
  #fail(error: FileError, reply: FastifyReply): void {
    const { status, headers = {} } = error;
    for (const name of OF_A_FILE) reply.removeHeader(name);
    if (status !== 404 && status !== 412 && status !== 416) throw error;
    if (status === 404) return reply.callNotFound();
    reply.code(status).headers(headers);
    this.finish(reply);
    reply.send();
  }
}

/** The folder that has a file, and where it is there. */
async function findFirst(
  [folder, ...others]: readonly string[],
  filename: string,
): Promise<{ folder: string; found: string }> {
  try {
    return { folder: folder!, found: await findFile(folder!, filename) };
  } catch (error) {
    if (others.length === 0 || !(error instanceof Abort)) throw error;
    return findFirst(others, filename);
  }
}

/** `reply.sendFile()` of @fastify/static. */
type SendFile = (this: FastifyReply, ...given: Parameters<FastifyReply['sendFile']>) => FastifyReply;

/** What @fastify/static sends as an error, and `Abort`. */
type FileError = Error & { status?: number; headers?: Record<string, string> };

/** A `v` that is a hash stands for one content, so that what it is given for never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const OF_A_FILE = ['accept-ranges', 'cache-control', 'content-encoding', 'etag', 'last-modified'];

function filenameOf({ params }: FastifyRequest): string {
  return (params as { '*': string })['*'];
}
