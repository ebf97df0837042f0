import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { isFromDeveloper } from '../request/connection.js';
import type { Request } from '../request/request.js';

/** Where pages of debug mode hear that they are out of date. */
export const LIVE_PATH = '/__phial/live';

/**
 * Tells open pages to reload themselves: when a template has changed, and when another process answers than the one that
 * made them. Shows them mistakes of the types. In debug mode, under `phial run`, alone.
 */
export class LiveReload {
  readonly #process = randomUUID();
  #changes = 0;
  /** What pages show above themselves; nothing for most of the time. */
  #mistakes = '';
  readonly #pages = new Set<ServerResponse>();

  /** What is added to an HTML page. A file of its own, since a content security policy may forbid scripts inside pages. */
  get script(): string {
    return `\n<script src="${LIVE_PATH}.js?${this.#version}"></script>\n`;
  }

  /** Answers a page's script (`/__phial/live.js`), and its stream of events. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith(`${LIVE_PATH}.js`) === true) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' });
      response.end(SCRIPT);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.write(`retry: 200\n${this.#event}${this.#mistakes === '' ? '' : this.#notice}`);
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
  }

  /** Has all open pages reload themselves. */
  reload(): void {
    this.#changes++;
    for (const page of this.#pages) page.write(this.#event);
  }

  /** Has all pages, also those to come, show a text above themselves. */
  show(text: string): void {
    if (text === this.#mistakes) return;
    this.#mistakes = text;
    for (const page of this.#pages) page.write(this.#notice);
  }

  /** Lets go of the pages: they come back by themselves. */
  end(): void {
    for (const page of this.#pages) page.end();
  }

  get #version(): string {
    return `${this.#process}.${this.#changes}`;
  }

  get #event(): string {
    return `data: ${this.#version}\n\n`;
  }

  get #notice(): string {
    return `event: mistakes\ndata: ${JSON.stringify(this.#mistakes)}\n\n`;
  }
}

/**
 * Whether a response is a page that a browser shows: the parts of pages that scripts ask for are not, and to reload what
 * a form has led to would send the form again.
 */
export function isPage({ method, headers }: Request, type: string | undefined): boolean {
  return (
    method === 'GET' &&
    type?.startsWith('text/html') === true &&
    headers.get('accept')?.includes('text/html') === true &&
    ['document', 'iframe', 'frame'].includes(headers.get('sec-fetch-dest', 'document'))
  );
}

export function serveLive(fastify: FastifyInstance, live: LiveReload): void {
  for (const path of [LIVE_PATH, `${LIVE_PATH}.js`]) {
    fastify.get(path, { logLevel: 'silent' }, (request, reply) => {
      // A foreign site may listen to no app on a developer's machine.
      if (!isFromDeveloper(request.raw, request.protocol === 'https')) return reply.callNotFound();
      reply.hijack();
      live.handle(request.raw, reply.raw);
    });
  }
  fastify.addHook('preClose', (done) => {
    live.end();
    done();
  });
}

// Hidden pages hold no connection, of which browsers allow six to a host; they catch up when they are looked at. A page
// that comes from a cache, and so stays out of date, is reloaded once.
const SCRIPT = `
const own = document.currentScript.src.split('?')[1];
let events;
function listen() {
  events?.close();
  if (document.hidden) return;
  events = new EventSource('${LIVE_PATH}');
  events.addEventListener('mistakes', ({ data }) => show(JSON.parse(data)));
  events.onmessage = ({ data }) => {
    if (data === own || sessionStorage.phialReloadedFor === data) return;
    sessionStorage.phialReloadedFor = data;
    location.reload();
  };
}
function show(text) {
  document.getElementById('phial-mistakes')?.remove();
  if (text === '') return;
  const box = document.createElement('pre');
  box.id = 'phial-mistakes';
  box.textContent = 'The types have mistakes:\\n' + text;
  box.title = 'Click to close';
  box.onclick = () => box.remove();
  box.style.cssText = 'position:fixed;inset:auto 0 0 0;max-height:40vh;overflow:auto;margin:0;padding:1rem;z-index:2147483647;white-space:pre-wrap;font:14px/1.4 monospace;color:#fff;background:#a61e1e';
  document.body.append(box);
}
addEventListener('pageshow', listen);
addEventListener('pagehide', () => events?.close());
document.addEventListener('visibilitychange', listen);
`;
