import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { html } from '../html.js';
import { LIVE_PATH, LiveReload } from '../live-reload.js';

/**
 * Holds the port while the app does not: requests wait for it, and are sent to it as soon as it listens; or they are told
 * why it does not start.
 */
export class StandIn {
  #server: Server | undefined;
  #failure: string | undefined;
  readonly #waiting = new Map<ServerResponse, IncomingMessage>();
  readonly #live = new LiveReload();

  /** Holds a port from now on. Requests wait until `fail()` or `end()`. */
  async listen({ host, port }: { host: string; port: number }): Promise<void> {
    this.#failure = undefined;
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => this.#answer(request, response));
    this.#server = server;
    try {
      await once(server.listen(port, host), 'listening');
    } catch {
      // Another program has the port, which may be the very reason why the app does not start.
      this.#server = undefined;
    }
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
    for (const [response, request] of this.#waiting) sendOn(request, response);
    this.#waiting.clear();
    const server = this.#server;
    this.#server = undefined;
    this.#live.end();
    server?.close();
    server?.closeIdleConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith(LIVE_PATH) === true) return this.#live.handle(request, response);
    // A body that nobody reads would keep the client from reading the answer.
    request.resume();
    if (this.#failure !== undefined) {
      showFailure(this.#failure, this.#live.script, request, response);
      return;
    }
    this.#waiting.set(response, request);
    response.on('close', () => this.#waiting.delete(response));
  }
}

/** The same request again, body included: 307. A path with two slashes would lead to another host. */
function sendOn({ url = '/' }: IncomingMessage, response: ServerResponse): void {
  const isPath = /^\/(?![/\\])/.test(url);
  response.writeHead(isPath ? 307 : 503, { ...(isPath && { location: url }), 'cache-control': 'no-store', connection: 'close' });
  response.end();
}

function showFailure(message: string, script: string, request: IncomingMessage, response: ServerResponse): void {
  const wantsHtml = request.headers.accept?.includes('text/html') === true;
  response.writeHead(503, { 'content-type': `text/${wantsHtml ? 'html' : 'plain'}; charset=utf-8`, 'cache-control': 'no-store', connection: 'close' });
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
