import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Server, Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { Outstanding } from './outstanding.js';
import { namePeers } from './unix-socket.js';

/** Milliseconds that running requests have to finish when the app closes. */
const GRACE = 10_000;

/**
 * Milliseconds in which a client that keeps its connection open will likely ask again. A proxy may just be sending a request
 * when the connection is closed in its face: a write that is lost so is not sent once more.
 */
const DRAINING = 1000;

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
  /** What goes on when its response is out, or its client gone. */
  readonly outstanding = new Outstanding();
  readonly #log: FastifyInstance['log'];
  #isLeaving = false;
  #cutOff: NodeJS.Timeout | undefined;
  /** Until when a client likely asks again whose connection is kept open. */
  #isKeptUntil = 0;

  constructor(fastify: FastifyInstance) {
    this.#log = fastify.log;
    this.#watch(fastify.server);
    namePeers(fastify.server);
    this.#closeTogether(fastify.server);
    fastify.addHook('onListen', (done) => {
      furtherServers(fastify).forEach((server) => this.#watch(server));
      done();
    });
    fastify.addHook('preClose', (done) => {
      this.#answerFinally();
      this.cutOffAfter();
      this.#closeWhenIdle();
      done();
    });
  }

  /** Keeps connections open that wait for a next request: a client that asks so soon gets its answer, which is the last. */
  keepIdle(milliseconds = DRAINING): void {
    this.#answerFinally();
    this.#isKeptUntil = performance.now() + milliseconds;
  }

  /**
   * Cuts off whoever has not finished in time: also those that HTTP has let go of, as WebSockets are. Who is first says
   * how long that is.
   */
  cutOffAfter(grace = GRACE): void {
    this.outstanding.limit(grace);
    this.#cutOff ??= setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), grace).unref();
  }

  /** Waits for what still runs when all connections are closed, before services are closed under it: for ten seconds at most. */
  async finish(): Promise<void> {
    this.outstanding.limit(GRACE);
    const left = await this.outstanding.finish();
    if (left.length === 0) return;
    this.#log.warn(
      `The time to finish is up, and services are closed while this still runs: ${left.join(', ')}. What takes so long belongs in a job.`,
    );
  }

  /** From now on each answer says that it is the last of its connection. */
  #answerFinally(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    for (const server of this.#servers)
      server.prependListener(
        'request',
        (_request, response: ServerResponse) => void (response.shouldKeepAlive = false),
      );
    for (const { _httpMessage: response } of this.#sockets as Set<Socket & Partial<Served>>) {
      if (response == null) continue;
      response.shouldKeepAlive = false;
      if (response.headersSent) response.once('close', () => (this.#isKeptUntil = performance.now() + DRAINING));
    }
  }

  #watch(server: HttpServer): void {
    this.#servers.push(server);
    const closeIdle = server.closeIdleConnections?.bind(server);
    // Node and Fastify call it when they close a server.
    if (closeIdle !== undefined)
      server.closeIdleConnections = () => {
        if (performance.now() >= this.#isKeptUntil) closeIdle();
      };
    // With TLS, one connection is two sockets: what comes in, and what that means.
    for (const event of ['connection', 'secureConnection'])
      server.on(event, (socket: Socket) => keepUntilClosed(this.#sockets, socket, this.#noteLeft));
    server.on('session', (session: ServerHttp2Session) => keepUntilClosed(this.#sessions, session));
  }

  /** A connection is closed, perhaps while its request runs. */
  readonly #noteLeft = ({ _httpMessage: response }: Socket & Partial<Served>): void =>
    this.outstanding.noteLeft(response);

  /**
   * Fastify waits for its first server, and then runs all hooks that close services: the requests of the others run on.
   * So the first one is closed when all are.
   */
  #closeTogether(first: Server): void {
    const close = first.close.bind(first);
    const closeAll = (done?: (error?: Error) => void): void => {
      const others = this.#servers.filter((server) => server !== first).map(closed);
      close((error) => {
        void Promise.all(others)
          .then(() => this.finish())
          .then(() => done?.(error));
      });
    };
    first.close = (done) => {
      // Node closes idle connections at once. One over which a request has arrived is not idle when that is read, which is
      // in the second turn of the loop at the latest.
      setImmediate(() => setImmediate(closeAll, done));
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
    // Behind what this turn of the loop reads.
    const timer = setInterval(() => void setImmediate(() => this.#closeIdle(silent)), LOOK).unref();
    void Promise.all(this.#servers.map((server) => once(server, 'close'))).then(() => {
      clearInterval(timer);
      clearTimeout(this.#cutOff);
    });
  }

  #closeIdle(silent: Map<Socket, number>): void {
    for (const server of this.#servers) server.closeIdleConnections?.();
    for (const socket of this.#sockets) if (socket.bytesRead === 0) destroyLater(socket, silent);
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

/** What Node keeps on a socket that HTTP has: the answer is there as soon as a request's head is. */
interface Served {
  _httpMessage: ServerResponse | null;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}

function keepUntilClosed<One extends Socket | ServerHttp2Session>(
  set: Set<One>,
  one: One,
  tell?: (one: One) => void,
): void {
  // An extension may give a connection back to the server: a client can ask for other upgrades as often as it likes.
  if (set.has(one)) return;
  set.add(one);
  one.once('close', () => {
    set.delete(one);
    tell?.(one);
  });
}
