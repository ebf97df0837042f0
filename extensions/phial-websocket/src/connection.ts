import { randomUUID } from 'node:crypto';

import { App, FromRequest, Request, type StandardSchema } from 'phial';
import type { RawData, WebSocket } from 'ws';

import { maySend } from './close-codes.js';
import { Inbox } from './inbox.js';
import { encode } from './encode.js';
import { SocketClosed } from './socket-closed.js';
import { Sockets, type AppSockets } from './sockets.js';

/** How a socket ended. */
export interface Closed {
  /** 1000 when all went well; 1006 when the connection broke. */
  code: number;
  reason: string;
}

/**
 * A WebSocket. Its handshake is answered when the method first uses it: until then, what the method throws is an answer of HTTP.
 * Its messages are text or bytes; of a class that `Socket.of(schema)` makes, what the schema makes of their JSON.
 */
export class Connection<Message = string | Buffer> implements AsyncIterable<Message> {
  /** For a method of which another decorator makes a route like others. */
  static readonly servedBy = "@Socket('/path')";
  /** What messages are checked by; those of `Socket.of()` have one. */
  protected static schema: StandardSchema | undefined = undefined;

  /** Tells it from all others, those of other processes too. */
  readonly id = randomUUID();
  readonly #inbox: Inbox<Message>;
  readonly #closed: Promise<Closed>;
  #hasClosed!: (closed: Closed) => void;
  #socket: WebSocket | undefined = undefined;
  #accepting: Promise<void> | undefined = undefined;
  #isClosed = false;
  #isAlive = true;
  #isDone = false;

  /** Declare a parameter `socket: Socket`; the extension makes it. */
  constructor(
    private readonly request: Request,
    private readonly sockets: AppSockets,
    schema: StandardSchema | undefined,
  ) {
    this.#closed = new Promise((resolve) => (this.#hasClosed = resolve));
    this.#inbox = new Inbox<Message>(schema, (invalid) => this.close(1007, invalid));
  }

  @FromRequest()
  static open(request: Request, sockets: Sockets, app: App): Connection {
    const own = sockets.of(app);
    own.admit(request);
    return new this(request, own, this.schema);
  }

  /** Whether messages can be sent. */
  get isOpen(): boolean {
    return !this.#isClosed && (this.#socket === undefined || this.#socket.readyState === this.#socket.OPEN);
  }

  /** Settles when the socket is closed, by whichever side. Who waits for nothing else need not read: more than a few messages are dropped, unless a loop takes them. */
  get closed(): Promise<Closed> {
    this.#inbox.drop();
    // When there is no handshake, whoever waits hears why.
    const closed = this.accept().then(() => this.#closed);
    closed.catch(() => undefined);
    return closed;
  }

  /** Calls a function when it is closed, and keeps reading. @internal */
  whenClosed(listener: () => void): void {
    void this.accept();
    void this.#closed.then(listener);
  }

  /** Answers the handshake. Whatever else is done with the socket does so as well. */
  accept(): Promise<void> {
    if (this.#accepting === undefined) {
      this.#accepting = this.#accept();
      // Whoever uses the socket hears of it.
      this.#accepting.catch(() => undefined);
    }
    return this.#accepting;
  }

  /**
   * Sends text, bytes, or anything else as JSON.
   *
   * @returns a promise that is kept when the message has left: awaited, it keeps the pace of the client
   * @throws Error when the socket is closed
   * @throws TypeError for what JSON has no text for, or loses: a Map, a Set, a Blob, an error, a promise
   */
  send(value: unknown): Promise<void> {
    const sent = this.#send(encode(value));
    // Who does not wait does not want to know.
    sent.catch(() => undefined);
    return sent;
  }

  /**
   * Closes the socket.
   *
   * @param code 1000, or one of your own from 3000 to 4999
   * @param reason at most 123 bytes
   * @throws TypeError for a code that may not be sent
   */
  close(code = 1000, reason = ''): void {
    if (!maySend(code))
      throw new TypeError(`socket.close() takes 1000, or a code of your own from 3000 to 4999, not ${String(code)}.`);
    this.accept().then(
      () => {
        this.#inbox.end();
        this.#socket?.close(code, shortened(reason));
      },
      () => undefined,
    );
  }

  /** Closes it when its method is done. @internal */
  finish(code: number, reason: string): void {
    this.#isDone = true;
    this.close(code, reason);
  }

  /** The messages as they come; ends when the socket is closed. What nobody has taken yet keeps the client waiting. */
  [Symbol.asyncIterator](): AsyncIterator<Message, undefined> {
    this.accept().catch((error: unknown) => this.#inbox.fail(error));
    return this.#inbox.begin();
  }

  /** Closes it, or what is left of it, without waiting for the client. */
  cutOff(): void {
    this.#socket?.terminate();
  }

  /** Asks whether the client is there; cuts it off when it has not answered the last time. What waits here is not its fault. */
  ping(): void {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState !== socket.OPEN) return;
    if (!this.#isAlive) return socket.terminate();
    this.#isAlive = socket.isPaused;
    socket.ping();
  }

  async #accept(): Promise<void> {
    const socket = await this.sockets.accept(this.request, this, this.#closed).catch((error: unknown) => {
      this.#isClosed = true;
      this.#inbox.fail(error);
      this.#hasClosed({ code: 1006, reason: '' });
      throw error;
    });
    if (socket === undefined) return this.#end(1006, '');
    this.#socket = socket;
    this.#inbox.connect(socket);
    socket.on('message', (data: RawData, isBinary) => {
      this.#isAlive = true;
      this.#inbox.put(data as Buffer, isBinary);
    });
    socket.on('pong', () => (this.#isAlive = true));
    // A message that is too long, or no protocol: ws closes with the code that stands for it.
    socket.on('error', (error) => this.request.log.debug(error, 'A WebSocket broke'));
    socket.on('close', (code, reason) => this.#end(code, reason.toString()));
  }

  #end(code: number, reason: string): void {
    this.#isClosed = true;
    this.#inbox.end();
    this.#hasClosed({ code, reason });
  }

  async #send(data: string | Uint8Array): Promise<void> {
    if (this.#socket === undefined) await this.accept();
    const socket = this.#socket;
    if (socket === undefined || socket.readyState !== socket.OPEN) throw this.#closedError();
    const isBehind = socket.bufferedAmount > this.sockets.settings.maxWaiting;
    if (isBehind) {
      this.request.log.warn(`A WebSocket was cut off, whose client does not read: ${this.request.path}`);
      this.cutOff();
      throw this.#closedError();
    }
    await new Promise<void>((resolve, reject) =>
      socket.send(data, (error) => (error == null ? resolve() : reject(this.#closedError(error)))),
    );
  }

  /** Whoever keeps a socket longer than its method has to ask whether it is open: that is a mistake. */
  #closedError(cause?: Error): Error {
    const options = cause && { cause };
    return this.#isDone ? new Error(CLOSED, options) : new SocketClosed(CLOSED, options);
  }
}

const CLOSED = 'The socket is closed. Ask socket.isOpen, or wait for socket.closed.';

/** The protocol has room for 123 bytes. */
function shortened(reason: string): string {
  // Cut first: the reason may be a client's text, of any length.
  let text = reason.slice(0, 123);
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1);
  return text;
}
