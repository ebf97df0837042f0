import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { CAN_SEND_HANDLES, portOf, type BoundPort } from '../plain/bound-port.js';
import { html } from '../response/html.js';
import { isFromDeveloper } from '../request/connection.js';
import { removeIfDead, restrict } from '../server/unix-socket.js';
import { LIVE_PATH, LiveReload } from '../server/live-reload.js';

/** Milliseconds between two tries to get the port. */
const RETRY = 3;

/** Milliseconds that a connection waits for the app: longer than plugins may take to load. */
const PATIENCE = 30_000;

/**
 * Holds the port while the app does not. Connections wait for it unread, and are given to it as soon as it listens; or
 * their requests are told why it does not start.
 */
export class StandIn {
  #server: Server | undefined;
  #failure: string | undefined;
  /** How often it has begun to hold the port. */
  #round = 0;
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();
  /** Those whose requests are answered here. */
  readonly #answered = new Set<Socket>();
  readonly #pages = createHttpServer((request, response) => this.#answer(request, response));
  readonly #live = new LiveReload();

  /** @param patience milliseconds that a connection waits for the app */
  constructor(private readonly patience = PATIENCE) {}

  /** The port, for the app to listen there, too. Undefined when this must let go of it before. */
  get port(): BoundPort | undefined {
    return portOf(this.#server);
  }

  /**
   * Holds a port from now on. Connections wait until `fail()` or `end()`.
   *
   * @param free resolves when whoever had the port is gone; it may let go of the port long before
   */
  async listen(address: ListenOptions, free: Promise<unknown>): Promise<void> {
    this.#failure = undefined;
    this.#round += 1;
    this.#leaveIdle();
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
    const server = this.#serverForAll();
    try {
      await once(server.listen(address), 'listening');
      if (address.path !== undefined) await restrict(address.path);
    } catch {
      if (address.path !== undefined) await removeIfDead(address.path);
      return false;
    }
    this.#server = server;
    return true;
  }

  /** Holds a port that the app has left. */
  take(port: BoundPort): void {
    if (this.#server === undefined) this.#server = this.#serverForAll().listen(port);
    else port.close();
  }

  #serverForAll(): Server {
    // Nothing is read, so that another process can read it.
    return createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => this.#hold(socket));
  }

  /** Tells everybody why the app does not start, until the next `listen()`. */
  fail(message: string): void {
    this.#failure = message;
    for (const socket of this.#noLongerWaiting()) this.#answerHere(socket);
    this.#live.reload();
  }

  /** Lets go of the port at once, and keeps those who wait. */
  release(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /**
   * Gives those who wait to the app, one after the other: what else the app is told stands in the same queue. Whoever still
   * waits when the app is stopped waits for the next one.
   *
   * @param give takes a connection to the app, which listens now
   */
  async end(give: (socket: Socket) => Promise<void>): Promise<void> {
    this.release();
    this.#leaveIdle();
    this.#live.end();
    const round = this.#round;
    for (const [socket, timer] of this.#waiting) {
      clearTimeout(timer);
      this.#waiting.delete(socket);
      // Its client is told to ask again.
      if (!CAN_SEND_HANDLES) this.#answerHere(socket);
      else await give(socket);
      if (round !== this.#round) return;
    }
  }

  #hold(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (this.#failure !== undefined) return this.#answerHere(socket);
    const timer = setTimeout(() => {
      this.#waiting.delete(socket);
      this.#answerHere(socket);
    }, this.patience);
    this.#waiting.set(socket, timer);
  }

  #noLongerWaiting(): Socket[] {
    const sockets = [...this.#waiting.keys()];
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    return sockets;
  }

  #answerHere(socket: Socket): void {
    this.#answered.add(socket);
    socket.once('close', () => this.#answered.delete(socket));
    this.#pages.emit('connection', socket);
    socket.resume();
  }

  /** Browsers open connections before they have something to ask; over the next one they reach the app. */
  #leaveIdle(): void {
    for (const socket of this.#answered) if (socket.bytesRead === 0) socket.destroy();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith(LIVE_PATH) === true && isFromDeveloper(request))
      return this.#live.handle(request, response);
    // A body that nobody reads would keep the client from reading the answer.
    request.resume();
    if (this.#failure === undefined) return void response.writeHead(503, { ...PLAIN, 'retry-after': '1' }).end(LATER);
    // Message and stack are for this machine alone, as the debug page is.
    if (!isFromDeveloper(request)) return void response.writeHead(503, PLAIN).end(UNAVAILABLE);
    showFailure(this.#failure, this.#live.script, request, response);
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
const UNAVAILABLE = 'The app does not start. The terminal that runs it says why.\n';
const LATER = 'The app is still starting. Ask again in a moment.\n';

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
