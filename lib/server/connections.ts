import type { ServerHttp2Session } from 'node:http2';
import type { Server, Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

/** Milliseconds that running requests have to finish when the app is told to stop. */
const GRACE = 10_000;

/** Milliseconds between two looks for connections that have nothing left to do. */
const LOOK = 50;

/** The connections of a server, from its start to its end. */
export class Connections {
  readonly #server: Server & { closeIdleConnections?: () => void };
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(fastify: FastifyInstance) {
    this.#server = fastify.server;
    // With TLS, one connection is two sockets: what comes in, and what that means.
    for (const event of ['connection', 'secureConnection'])
      this.#server.on(event, (socket: Socket) => keepUntilClosed(this.#sockets, socket));
    this.#server.on('session', (session: ServerHttp2Session) => keepUntilClosed(this.#sessions, session));
    fastify.addHook('preClose', (done) => {
      this.#closeWhenIdle();
      done();
    });
  }

  /** Cuts off whoever has not finished in time: also those that HTTP has let go of, as WebSockets are. */
  cutOffAfter(grace = GRACE): void {
    setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), grace).unref();
  }

  /**
   * A connection stays open after the answer that it waited for, and a browser opens one before it has something to
   * ask. Node closes neither: it looks once, for those that wait for another request.
   */
  #closeWhenIdle(): void {
    if (!this.#server.listening) return;
    // Of HTTP/2: each finishes what runs, and takes nothing more.
    for (const session of this.#sessions) session.close();
    const timer = setInterval(() => {
      this.#server.closeIdleConnections?.();
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    }, LOOK).unref();
    this.#server.once('close', () => clearInterval(timer));
  }
}

function keepUntilClosed<One extends Socket | ServerHttp2Session>(set: Set<One>, one: One): void {
  set.add(one);
  one.once('close', () => set.delete(one));
}
