import { once } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import type { Server, Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { namePeers } from './unix-socket.js';

/** Milliseconds that running requests have to finish when the app is told to stop. */
const GRACE = 10_000;

/** Milliseconds between two looks for connections that have nothing left to do. */
const LOOK = 50;

/** Looks at which a connection may have said nothing yet: what it sends with its start may not have been read. */
const SILENT_LOOKS = 4;

type HttpServer = Server & { closeIdleConnections?: () => void };

/** The connections of an app's servers, from their start to their end. */
export class Connections {
  /** Fastify's own, and one for each further address of `localhost`. */
  readonly #servers: HttpServer[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(fastify: FastifyInstance) {
    this.#watch(fastify.server);
    namePeers(fastify.server);
    this.#closeTogether(fastify.server);
    fastify.addHook('onListen', (done) => {
      furtherServers(fastify).forEach((server) => this.#watch(server));
      done();
    });
    fastify.addHook('preClose', (done) => {
      this.#closeWhenIdle();
      done();
    });
  }

  /** Cuts off whoever has not finished in time: also those that HTTP has let go of, as WebSockets are. */
  cutOffAfter(grace = GRACE): void {
    setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), grace).unref();
  }

  #watch(server: HttpServer): void {
    this.#servers.push(server);
    // With TLS, one connection is two sockets: what comes in, and what that means.
    for (const event of ['connection', 'secureConnection'])
      server.on(event, (socket: Socket) => keepUntilClosed(this.#sockets, socket));
    server.on('session', (session: ServerHttp2Session) => keepUntilClosed(this.#sessions, session));
  }

  /**
   * Fastify waits for its first server, and then runs all hooks that close services: the requests of the others run on.
   * So the first one is closed when all are.
   */
  #closeTogether(first: Server): void {
    const close = first.close.bind(first);
    first.close = (done) => {
      const others = this.#servers.filter((server) => server !== first).map(closed);
      close((error) => void Promise.all(others).then(() => done?.(error)));
      return first;
    };
  }

  /**
   * A connection stays open after the answer that it waited for, and a browser opens one before it has something to
   * ask. Node closes neither: it looks once, for those that wait for another request.
   */
  #closeWhenIdle(): void {
    if (!this.#servers.some((server) => server.listening)) return;
    // Of HTTP/2: each finishes what runs, and takes nothing more.
    for (const session of this.#sessions) session.close();
    const silent = new Map<Socket, number>();
    const timer = setInterval(() => {
      for (const server of this.#servers) server.closeIdleConnections?.();
      for (const socket of this.#sockets) if (socket.bytesRead === 0) destroyLater(socket, silent);
    }, LOOK).unref();
    // Node looks no longer whether a request takes too long to come.
    const patience = setTimeout(() => this.#sockets.forEach(giveUpUnlessWhole), GRACE).unref();
    void Promise.all(this.#servers.map((server) => once(server, 'close'))).then(() => {
      clearInterval(timer);
      clearTimeout(patience);
    });
  }
}

/** Fastify tells their addresses alone. */
function furtherServers(fastify: FastifyInstance): HttpServer[] {
  const key = Object.getOwnPropertySymbols(fastify).find(({ description }) => description === 'fastify.serverBindings');
  // Fastify puts an array there when it is made.
  return key === undefined ? [] : (fastify as unknown as Record<symbol, HttpServer[]>)[key]!;
}

function destroyLater(socket: Socket, silent: Map<Socket, number>): void {
  const looks = (silent.get(socket) ?? 0) + 1;
  if (looks > SILENT_LOOKS) socket.destroy();
  silent.set(socket, looks);
}

/** Closes a connection whose request has not come to its end: that one does not run yet. */
function giveUpUnlessWhole(socket: Socket & Partial<Served>): void {
  const { parser, _httpMessage: response } = socket;
  // HTTP has let go of a WebSocket's, and of what is below TLS or HTTP/2.
  if (parser == null || response?.req.complete === true) return;
  socket.destroy();
}

/** What Node keeps on a socket that HTTP has: the answer is there as soon as a request's head is. */
interface Served {
  parser: object | null;
  _httpMessage: { req: { complete: boolean } } | null;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}

function keepUntilClosed<One extends Socket | ServerHttp2Session>(set: Set<One>, one: One): void {
  // An extension may give a connection back to the server: a client can ask for other upgrades as often as it likes.
  if (set.has(one)) return;
  set.add(one);
  one.once('close', () => set.delete(one));
}
