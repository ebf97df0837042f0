import type { ServerResponse } from 'node:http';

import { Abort, type App, type Request } from 'phial';
import type { WebSocket } from 'ws';

import { AtWork } from './at-work.js';
import { codeOf } from './close-codes.js';
import type { Closed, Connection } from './connection.js';
import { networkOf } from './network.js';
import type { Settings } from './settings.js';
import { SocketClosed } from './socket-closed.js';
import { Upgrades } from './upgrades.js';

/** Milliseconds that clients have to say goodbye when the app closes. */
const GRACE = 2000;

/** The sockets of each app that the blueprint is given to: a service. */
export class Sockets {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'websocket()';
  readonly #ofApps = new WeakMap<App, AppSockets>();

  constructor(private readonly settings: Settings) {}

  of(app: App): AppSockets {
    const known = this.#ofApps.get(app);
    if (known !== undefined) return known;
    const made = new AppSockets(this.settings);
    this.#ofApps.set(app, made);
    return made;
  }
}

/** All sockets of an app. */
export class AppSockets {
  readonly #upgrades: Upgrades;
  readonly #open = new Set<Connection<unknown>>();
  readonly #atWork = new AtWork();
  readonly #perClient = new Map<string, number>();
  #pings: NodeJS.Timeout | undefined = undefined;
  #isListening = false;
  #isClosing = false;

  constructor(readonly settings: Settings) {
    this.#upgrades = new Upgrades(settings.maxMessage);
  }

  /** Begins to listen, for an app that has sockets: once, however many of its blueprints ask for it. */
  listen(app: App): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#upgrades.listen(app);
    // Before clients are waited for: these seconds count.
    this.#atWork.finishIn(app);
    app.fastify.addHook('preClose', () => this.#close());
    const { ping } = this.settings;
    if (!Number.isFinite(ping)) return;
    this.#pings = setInterval(
      () => this.#open.forEach((one) => one.ping()),
      Math.min(ping * 1000, 2 ** 31 - 1),
    ).unref();
  }

  /**
   * Decides whether a request may become a socket.
   *
   * @throws Abort for one that may not
   */
  admit(request: Request): void {
    if (!this.#upgrades.has(request.environ.request.raw))
      throw new Abort(426, CONNECT, { headers: upgradeOf(request) });
    if (request.isCrossSite) {
      request.log.warn(
        { origin: request.headers.get('origin') },
        `A WebSocket to ${request.path} was refused with 403: a page of another site wanted it. If pages from there may, add their origin: createApp({ trustedOrigins: ['https://app.example.com'] }).`,
      );
      throw new Abort(403, 'This request came from another site.');
    }
    const key = request.headers.get('sec-websocket-key', '');
    if (!/^[+/\d a-z]{22}==$/i.test(key)) throw new Abort(400, 'The Sec-WebSocket-Key is missing or malformed.');
    if (request.headers.get('sec-websocket-version') !== '13') throw new Abort(426, VERSION, { headers: VERSIONS });
    if (this.#isClosing) throw new Abort(503);
    this.#count(request);
  }

  /** Answers the handshake of a request; undefined when the client is gone. */
  async accept(
    request: Request,
    connection: Connection<unknown>,
    closed: Promise<Closed>,
  ): Promise<WebSocket | undefined> {
    const { raw } = request.environ.request;
    const response = request.environ.reply.raw;
    let hasEnded!: () => void;
    const ended = new Promise<void>((resolve) => (hasEnded = resolve));
    const taken = request.takeOver({
      onEnd: (failure) => {
        hasEnded();
        const { code, reason } = failure === undefined ? DONE : codeOf(failure.thrown);
        if (failure?.thrown instanceof SocketClosed) request.log.debug(`The client of ${request.path} left early.`);
        connection.finish(code, reason);
      },
    });
    void closed.then(() => this.#open.delete(connection));
    try {
      const headers = await taken;
      this.#atWork.note(request.path, ended);
      const socket = this.#upgrades.accept(raw, headers);
      if (socket !== undefined) this.#open.add(connection);
      void Promise.all([closed, ended]).then(() => finish(response));
      return socket;
    } catch (error) {
      // The session could not be saved: nobody else answers any more, unless it was known at once.
      if (request.environ.reply.sent) response.writeHead(error instanceof Abort ? error.status : 500).end();
      throw error;
    }
  }

  /**
   * Counts the connection for its client. Unix sockets have no addresses, and whoever has none is not counted.
   *
   * @throws Abort when there are too many
   */
  #count(request: Request): void {
    const { socket } = request.environ.request.raw;
    // Its client is gone, and nothing would tell of its end.
    if (socket.destroyed) throw new Abort(400);
    const client = networkOf(request.remoteAddr);
    if (client === '') return;
    const count = this.#perClient.get(client) ?? 0;
    if (count >= this.settings.perClient) throw tooMany(request);
    this.#perClient.set(client, count + 1);
    socket.once('close', () => {
      const left = this.#perClient.get(client)! - 1;
      if (left > 0) this.#perClient.set(client, left);
      else this.#perClient.delete(client);
    });
  }

  /** The server waits for all connections. */
  async #close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#pings);
    const closed = [...this.#open].map((one) => {
      one.close(1001, 'The server is going away.');
      return one.closed;
    });
    const timer = setTimeout(() => this.#cutOff(), GRACE);
    await Promise.all(closed);
    clearTimeout(timer);
    setTimeout(() => this.#cutOff(), GRACE).unref();
  }

  #cutOff(): void {
    for (const one of this.#open) one.cutOff();
    this.#upgrades.cutOff();
  }
}

/** For hooks of plugins and teardown hooks, the answer is out when both are done: the socket, and the method. */
function finish(response: ServerResponse): void {
  response.statusCode = 101;
  response.emit('finish');
  response.emit('close');
}

/** Node reads of our own header whether the connection ends with the answer, as its client may wish. */
function upgradeOf({ environ }: Request): Record<string, string> {
  const { shouldKeepAlive } = environ.reply.raw;
  return { Upgrade: 'websocket', Connection: shouldKeepAlive ? 'Upgrade' : 'Upgrade, close' };
}

function tooMany(request: Request): Abort {
  request.log.warn(
    `A WebSocket of ${request.remoteAddr} was refused with 429: it has as many as websocket({ perClient }) allows. Behind a proxy, all seem to come from one address until you trust it: createApp({ fastify: { trustProxy: ... } }).`,
  );
  return new Abort(429, 'There are too many sockets of this client.');
}

const DONE = { code: 1000, reason: '' };
const CONNECT = 'Connect with a WebSocket.';
const VERSION = 'The version of the WebSocket protocol is not 13.';
const VERSIONS = { 'Sec-WebSocket-Version': '13' };
