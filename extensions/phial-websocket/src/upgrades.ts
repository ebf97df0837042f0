import { ServerResponse, validateHeaderName, validateHeaderValue, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

import type { App, TakeoverHeaders } from 'phial';
import { WebSocketServer, type WebSocket } from 'ws';

/** A request to become a WebSocket: its connection, and what came behind its head. */
interface Held {
  socket: Duplex;
  head: Buffer;
  response: ServerResponse;
  /** Lets the answer go on when the socket is empty again. */
  goOn: () => void;
  refuse: () => void;
}

/** Takes requests that ask for a WebSocket through the app's routes, and makes sockets of those that are accepted. */
export class Upgrades {
  readonly #held = new WeakMap<IncomingMessage, Held>();
  readonly #waiting = new Set<Duplex>();
  readonly #headers = new WeakMap<IncomingMessage, TakeoverHeaders>();
  readonly #server: WebSocketServer;

  constructor(maxPayload: number) {
    // ws takes 0 for no limit.
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: Number.isFinite(maxPayload) ? maxPayload : 0,
    });
    this.#server.on('headers', (lines, request) => {
      lines.push(...linesOf(this.#headers.get(request) ?? {}));
    });
  }

  /** Listens for them. Node asks whoever listens about each `Upgrade`: other kinds are put back, to be answered as ever. */
  listen({ fastify }: App): void {
    const server = fastify.server;
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      if (isAnswering(socket)) return afterAnswer(socket, () => onUpgrade(request, socket, head));
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') return putBack(server, request, socket, head);
      fastify.routing(request, this.#hold(request, socket, head));
    };
    server.on('upgrade', onUpgrade);
    // Until all is closed: what still comes is answered 503 by Fastify.
    fastify.addHook('onClose', () => void server.off('upgrade', onUpgrade));
  }

  /** Whether a request asks for a WebSocket, and has not become one. */
  has(request: IncomingMessage): boolean {
    return this.#held.has(request);
  }

  /** An HTTP answer ends the connection, on which nobody listens for another request. */
  #hold(request: IncomingMessage, socket: Duplex, head: Buffer): ServerResponse {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never);
    // Node has taken its own listeners away: without one, an answer longer than what may wait would never go on.
    const goOn = (): void => void response.emit('drain');
    socket.on('drain', goOn);
    const refuse = (): void => {
      socket.off('drain', goOn);
      // Whoever does not hear of the end is cut off: none of Node's timeouts holds for it any more.
      socket.resume().end();
      const timer = setTimeout(() => socket.destroy(), PATIENCE).unref();
      socket.once('close', () => clearTimeout(timer));
    };
    response.once('finish', refuse);
    socket.on('error', destroy);
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
    this.#held.set(request, { socket, head, response, goOn, refuse });
    return response;
  }

  /**
   * Answers with 101.
   *
   * @returns the socket; undefined when the client is gone
   * @throws TypeError for a header that cannot be sent
   */
  accept(request: IncomingMessage, headers: TakeoverHeaders): WebSocket | undefined {
    const { socket, head, response, goOn, refuse } = this.#held.get(request)!;
    linesOf(headers);
    this.#headers.set(request, headers);
    this.#held.delete(request);
    this.#waiting.delete(socket);
    response.off('finish', refuse);
    socket.off('drain', goOn);
    response.detachSocket(socket as never);
    socket.off('error', destroy);
    let accepted: WebSocket | undefined;
    this.#server.handleUpgrade(request, socket, head, (one) => (accepted = one));
    return accepted;
  }

  /** Cuts off those that nobody has answered. */
  cutOff(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}

/** The answer that is on its way over a socket: Node has one at a time, and fails over a second. Its types leave that out. */
function isAnswering(socket: Duplex): socket is Duplex & { _httpMessage: ServerResponse } {
  return (socket as { _httpMessage?: unknown })._httpMessage != null;
}

/** A client may ask for a WebSocket before it has the answer to what it asked for over the same connection. */
function afterAnswer(socket: Duplex & { _httpMessage: ServerResponse }, next: () => void): void {
  // Node has taken its own listeners away.
  socket.on('error', destroy);
  socket._httpMessage.once('close', () => {
    socket.off('error', destroy);
    if (socket.writable) next();
    else socket.on('error', destroy).destroy();
  });
}

function destroy(this: Duplex): void {
  this.destroy();
}

/** Headers of the answer, but for those of a body, which it has not, and those that `ws` writes. */
function linesOf(headers: TakeoverHeaders): string[] {
  return Object.entries(headers)
    .filter(([name, value]) => value !== undefined && !NOT_OURS.test(name))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => lineOf(name, String(one))));
}

/** Milliseconds that a client has to hear that it was refused. */
const PATIENCE = 2000;

const NOT_OURS = /^(?:content-|transfer-encoding$|connection$|upgrade$|sec-websocket-)/i;

function lineOf(name: string, value: string): string {
  validateHeaderName(name);
  validateHeaderValue(name, value);
  return `${name}: ${value}`;
}

/** Gives a connection back to the HTTP server, its request as it came but without the wish. Java's clients send `Upgrade: h2c`. */
function putBack(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    const value = name.toLowerCase() === 'connection' ? withoutUpgrade(rawHeaders[at + 1]!) : rawHeaders[at + 1]!;
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}

function withoutUpgrade(value: string): string {
  return value
    .split(',')
    .filter((one) => one.trim().toLowerCase() !== 'upgrade')
    .join(',');
}
