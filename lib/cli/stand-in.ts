import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ListenOptions } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { html } from '../response/html.js';
import { isFromDeveloper } from '../request/connection.js';
import { LIVE_PATH, LiveReload } from '../server/live-reload.js';

/** Milliseconds between two tries to get the port. */
const RETRY = 3;

/**
 * Holds the port while the app does not: requests wait for it, and are sent to it as soon as it listens; or they are told
 * why it does not start.
 */
export class StandIn {
  #server: Server | undefined;
  #failure: string | undefined;
  /** Whether the app answers: who has connected before is sent on to it. */
  #hasEnded = false;
  readonly #waiting = new Map<ServerResponse, IncomingMessage>();
  readonly #live = new LiveReload();

  /**
   * Holds a port from now on. Requests wait until `fail()` or `end()`.
   *
   * @param free resolves when whoever had the port is gone; it may let go of the port long before
   */
  async listen(address: ListenOptions, free: Promise<unknown>): Promise<void> {
    this.#failure = undefined;
    this.#hasEnded = false;
    let isFree = false;
    void free.then(() => (isFree = true));
    while (this.#server === undefined) {
      const isLastTry = isFree;
      // Another program may have the port, which may be the very reason why the app does not start.
      if (!(await this.#tryToListen(address)) && isLastTry) return;
      await sleep(RETRY);
    }
  }

  async #tryToListen(address: ListenOptions): Promise<boolean> {
    const server = createServer((request, response) => this.#answer(request, response));
    try {
      await once(server.listen(address), 'listening');
    } catch {
      return false;
    }
    this.#server = server;
    return true;
  }

  /** Tells everybody why the app does not start, until the next `listen()`. */
  fail(message: string): void {
    this.#failure = message;
    for (const [response, request] of this.#waiting) this.#answer(request, response);
    this.#waiting.clear();
    this.#live.reload();
  }

  /** Lets go of the port at once, and keeps those who wait. */
  release(): void {
    this.#server?.close();
  }

  /** Sends those who wait to the app, which listens now. */
  end(): void {
    this.#hasEnded = true;
    for (const [response, request] of this.#waiting) sendOn(request, response);
    this.#waiting.clear();
    const server = this.#server;
    this.#server = undefined;
    this.#live.end();
    server?.close();
    server?.closeIdleConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith(LIVE_PATH) === true && isFromDeveloper(request))
      return this.#live.handle(request, response);
    // A body that nobody reads would keep the client from reading the answer.
    request.resume();
    if (this.#hasEnded) return sendOn(request, response);
    // Message and stack are for this machine alone, as the debug page is.
    if (this.#failure !== undefined && !isFromDeveloper(request))
      return void response.writeHead(503, PLAIN).end(UNAVAILABLE);
    if (this.#failure !== undefined) return showFailure(this.#failure, this.#live.script, request, response);
    this.#waiting.set(response, request);
    response.on('close', () => this.#waiting.delete(response));
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
const UNAVAILABLE = 'The app does not start. The terminal that runs it says why.\n';

/** The same request again, body included: 307. A path with two slashes would lead to another host. */
function sendOn({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  const isPath = /^\/(?![/\\])/.test(url);
  response.writeHead(isPath ? 307 : 503, {
    ...(isPath && { location: url }),
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end();
}

function showFailure(message: string, script: string, request: IncomingMessage, response: ServerResponse): void {
  const wantsHtml = request.headers.accept?.includes('text/html') === true;
  response.writeHead(503, {
    'content-type': `text/${wantsHtml ? 'html' : 'plain'}; charset=utf-8`,
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(wantsHtml ? failurePage(message) + script : `The app does not start.\n\n${message}\n`);
}

function failurePage(message: string): string {
  return String(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>The app does not start</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
  pre { overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border-left: 4px solid #c92a2a; background: #8881; }
</style>
<h1>The app does not start</h1>
<pre>${message}</pre>
<p>This page reloads when the code is saved.</p>
`);
}
