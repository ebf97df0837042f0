import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Abort } from '../response/abort.js';
import { findFileNow, isAbsence } from './find-file.js';
import { queryOf, targetOf } from '../request/target.js';
import { Response } from '../response/response.js';
import type { FixedEndpoint, UrlValues } from '../routes/routes.js';
import { checkMaxAge, FileBody, FileFolder, loadSender } from './send-file.js';

/** Options of `createApp({ static })`. */
export interface StaticOptions {
  /** The folder below `root`; default `static`. */
  folder?: string;
  /** Where the files are found; default `/static`. */
  urlPath?: string;
  /** Seconds that browsers keep a file without asking; by default they ask each time. */
  maxAge?: number;
}

/** The app's static files: their route, and their URLs with a `v` that changes with the content. */
export class StaticFiles implements FixedEndpoint {
  readonly endpoint = 'static';
  readonly path: string;
  readonly #folder: FileFolder;
  readonly #maxAge: number | undefined;
  readonly #versions = new Map<string, { path: string; stamp: string; version: string }>();

  /**
   * @param options.folder an absolute path
   * @param finish may add headers to each reply: those for security
   * @throws TypeError or RangeError for an option that makes no sense
   */
  constructor(
    options: StaticOptions & { folder: string },
    private readonly finish: (reply: FastifyReply) => void = () => {},
  ) {
    const { folder, urlPath = '/static', maxAge } = options;
    if (!/^(?:\/[^:*?#]*)?$/.test(urlPath))
      throw new TypeError(`static: the urlPath '${urlPath}' is no fixed path. Write one like '/static'.`);
    checkMaxAge('static', maxAge);
    this.path = `${urlPath.replace(/\/+$/, '')}/*`;
    this.#folder = new FileFolder(folder);
    this.#maxAge = maxAge;
  }

  /** Adds the route. It runs no hooks of controllers; what it does not find goes the way of all unknown paths. */
  async register(fastify: FastifyInstance, refuse: (request: FastifyRequest) => Abort | undefined): Promise<void> {
    await loadSender();
    fastify.route({
      method: ['GET', 'HEAD'],
      url: this.path,
      onRequest: (request, _reply, done) => done(refuse(request)),
      handler: (request, reply) => this.#serve(request, reply),
    });
  }

  /** Adds the `v` of a file to its URL's values. */
  complete(values: UrlValues): UrlValues {
    const version = typeof values['filename'] === 'string' ? this.version(values['filename']) : undefined;
    return version === undefined ? values : { ...values, v: version };
  }

  /** A hash of a file's content, worked out anew when the file has changed; undefined when there is none. */
  version(filename: string): string | undefined {
    try {
      const known = this.#versions.get(filename);
      if (known !== undefined && known.stamp === stampOf(known.path)) return known.version;
      const found = findFileNow(this.#folder.root, filename);
      if (found === undefined) return undefined;
      const path = join(this.#folder.root, found);
      const fresh = { path, stamp: stampOf(path), version: hashOf(path) };
      this.#versions.set(filename, fresh);
      return fresh.version;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  async #serve(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const filename = (request.params as { '*': string })['*'];
    // Only the one name that urlFor gives: no '//' or './', and no separators of Windows.
    if (/^\/|\/\/|(?:^|\/)\.|\\/.test(filename)) return reply.callNotFound();
    try {
      const file = new FileBody(filename, { ...(this.#maxAge !== undefined && { maxAge: this.#maxAge }) });
      const response = await this.#folder.answer(
        { fastifyRequest: request, openSession: undefined },
        new Response(),
        file,
      );
      const asked = new URLSearchParams(queryOf(targetOf(request))).get('v');
      if (asked !== null)
        response.headers.set('cache-control', asked === this.version(filename) ? FOR_EVER : 'no-cache');
      return sendNow(reply, response, this.finish);
    } catch (error) {
      if (!(error instanceof Abort)) throw error;
      if (error.status === 404) return reply.callNotFound();
      return sendNow(reply, new Response(null, { status: error.status, headers: error.headers }), this.finish);
    }
  }
}

/** A `v` stands for one content, so that what it is given for never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}

/** In pieces: a file may be larger than the memory. */
function hashOf(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(64 * 1024);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('base64url').slice(0, 16);
}

function sendNow(reply: FastifyReply, response: Response, finish: (reply: FastifyReply) => void): FastifyReply {
  reply.code(response.status);
  response.headers.writeTo(reply);
  finish(reply);
  return reply.send(response.body ?? undefined);
}
