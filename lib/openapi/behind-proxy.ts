import type { FastifyInstance, FastifyRequest } from 'fastify';

import { basePathOf } from '../request/base-path.js';

/** The parts of a document that say where the API lives. */
interface Placed {
  servers?: readonly { url: string }[];
}

/** Knows where an API lives for the client of a request: a proxy may say otherwise than the app. */
export class Whereabouts {
  /**
   * @param basePath where the app lives by its own word
   * @param isFixed whether the app names the servers itself
   */
  constructor(
    private readonly basePath: string,
    private readonly isFixed: boolean,
  ) {}

  /** The document as it is, or one that names the server below the path that the proxy has taken off. */
  documentFor<Document extends Placed>(request: FastifyRequest, document: Document): Document {
    const at = basePathOf(request, this.basePath);
    if (this.isFixed || at === this.basePath) return document;
    const [origin = ''] = /^https?:\/\/[^/]+/.exec(document.servers?.[0]?.url ?? '') ?? [];
    return { ...document, servers: [{ url: origin + at }] };
  }

  /** The page is written once, with the app's own base path in the URLs of its scripts, and redirects to itself without. */
  movePage(fastify: FastifyInstance, path: string): void {
    fastify.addHook('onSend', (request, reply, payload, done) => {
      const at = basePathOf(request, this.basePath);
      if (at !== '' && reply.getHeader('location') === `${path}/`) reply.header('location', `${at}${path}/`);
      // Files are streams.
      if (at === this.basePath || typeof payload !== 'string') return done(null, payload);
      const files = `${path}/static/`;
      done(null, payload.replaceAll(`"${this.basePath}${files}`, `"${at}${files}`));
    });
  }
}
