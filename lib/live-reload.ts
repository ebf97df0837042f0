import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where pages of debug mode hear that they are out of date. */
export const LIVE_PATH = '/__phial/live';

/**
 * Tells open pages to reload themselves: when a template has changed, and when another process answers than the one that
 * made them. In debug mode, under `phial run`, alone.
 */
export class LiveReload {
  /** Changes with the process, so that a page knows whether its own still runs. */
  readonly #id = randomUUID();
  readonly #pages = new Set<ServerResponse>();

  /** What is added to an HTML page. */
  readonly script = `\n<script src="${LIVE_PATH}.js"></script>\n`;

  /** Answers a page's script (`/__phial/live.js`), and its stream of events. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === `${LIVE_PATH}.js`) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' });
      response.end(SCRIPT);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.write(`retry: 200\nevent: process\ndata: ${this.#id}\n\n`);
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
  }

  reload(): void {
    for (const page of this.#pages) page.write('event: reload\ndata:\n\n');
  }

  /** Lets go of the pages: they come back by themselves. */
  end(): void {
    for (const page of this.#pages) page.destroy();
  }
}

export function serveLive(fastify: FastifyInstance, live: LiveReload): void {
  for (const path of [LIVE_PATH, `${LIVE_PATH}.js`]) {
    fastify.get(path, { logLevel: 'silent' }, (request, reply) => {
      reply.hijack();
      live.handle(request.raw, reply.raw);
    });
  }
  fastify.addHook('preClose', (done) => {
    live.end();
    done();
  });
}

const SCRIPT = `
let own;
const events = new EventSource('${LIVE_PATH}');
events.addEventListener('process', ({ data }) => {
  if (own !== undefined && own !== data) location.reload();
  own = data;
});
events.addEventListener('reload', () => location.reload());
addEventListener('pagehide', () => events.close());
`;
