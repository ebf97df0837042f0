import cluster from 'node:cluster';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ListenOptions, Socket } from 'node:net';
import { stripVTControlCharacters } from 'node:util';

import type { App } from '../app.js';
import { portOf, type BoundPort } from '../plain/bound-port.js';

/** What a process that runs the app says to the one that has started it. */
export type FromApp =
  /** It could listen now, and waits for `listen`. */
  | { type: 'ready'; address: ListenOptions }
  /** Files that run in it, and URLs of the packages' among them. */
  | ({ type: 'loaded' } & Loaded)
  /** A spare has loaded what it can, these files among it. */
  | { type: 'prepared'; files: string[] }
  | { type: 'listening'; address: string; folders: string[] }
  /** It comes with the port of an app that is about to leave it. */
  | { type: 'port' }
  | { type: 'failed'; message: string; folders: string[] };

/** What a process has loaded. */
export interface Loaded {
  /** The user's, wherever they lie. */
  files: string[];
  /** URLs of what packages have. */
  libraries: string[];
}

/** What a worker says to the first process: it has finished, and waits for `leave`. */
export interface FromWorker {
  type: 'stopped';
}

/** What it is told. */
export type ToApp =
  /** To a spare: what it loads. */
  | { type: 'prepare'; libraries: string[] }
  /** To a spare: it is the app now. */
  | { type: 'begin' }
  /** It comes with the port, where the supervisor has it. */
  | { type: 'listen' }
  | { type: 'leave' }
  | { type: 'reload' }
  /** It comes with a socket, of a client that has connected before the app listened. */
  | { type: 'connection' }
  | { type: 'mistakes'; text: string }
  /** The supervisor is there for new connections, and for so many milliseconds before, clients that keep theirs open are sent to it. */
  | { type: 'stop'; grace?: number; drains?: number };

/** Set for the process that a supervisor has started: what it is at first. */
export const SUPERVISED = 'PHIAL_SUPERVISED';
export type Supervised = 'app' | 'spare';

const supervised = process.send === undefined ? undefined : process.env[SUPERVISED];
const isSupervised = supervised !== undefined;
// What the app starts itself is not supervised.
delete process.env[SUPERVISED];

/** The process that has started this one, which runs the app: a supervisor, or the first of several workers. */
export class Parent {
  /** Undefined when a user has started this process. */
  static find(): Parent | undefined {
    return isSupervised || cluster.isWorker ? new Parent() : undefined;
  }

  #app: App | undefined;
  #mayListen: ((port: BoundPort | undefined) => void) | undefined;
  #mayLeave: (() => void) | undefined;
  #mayPrepare: ((libraries: string[]) => void) | undefined;
  #mayBegin: (() => void) | undefined;
  /** What a spare is to load, and when it becomes the app. */
  readonly preparing = new Promise<string[]>((resolve) => (this.#mayPrepare = resolve));
  readonly beginning = new Promise<void>((resolve) => (this.#mayBegin = resolve));
  /** Connections that the supervisor has held. */
  readonly #given = new WeakSet<Socket>();
  #hasBeenGiven = false;

  private constructor() {
    process.on('message', (message: ToApp, handle?: Socket | BoundPort) => this.#obey(message, handle));
    // It is gone, whatever became of it: nobody else would end this process.
    process.on('disconnect', () => process.exit(0));
    process.on('uncaughtExceptionMonitor', (error) => void this.reportFailure(error));
  }

  /** Whether it restarts this process when the code changes. */
  get isSupervisor(): boolean {
    return isSupervised;
  }

  /** Whether this process waits for the next change of the code before it runs the app. */
  get isSpare(): boolean {
    return supervised === ('spare' satisfies Supervised);
  }

  /** Waits until the supervisor hands over the port, or has let go of it. */
  readonly beforeListening = async (address: ListenOptions): Promise<BoundPort | undefined> => {
    if (!this.isSupervisor) return undefined;
    return new Promise((resolve) => {
      this.#mayListen = resolve;
      this.#send({ type: 'ready', address });
    });
  };

  /** Says that the app can be stopped in good order. */
  follow(app: App): void {
    this.#app = app;
  }

  reportLoaded(loaded: Loaded): void {
    this.#send({ type: 'loaded', ...loaded });
  }

  reportPrepared(files: string[]): void {
    this.#send({ type: 'prepared', files });
  }

  reportListening(address: string): void {
    this.#send({ type: 'listening', address, folders: [...(this.#app?.folders ?? [])] });
  }

  /** Says why the app does not start, or has ended. */
  async reportFailure(error: unknown): Promise<void> {
    const message =
      error instanceof Error ? (isExplained(error) ? error.message : (error.stack ?? error.message)) : String(error);
    // Deno colours its stacks, and a page would show the codes.
    const plain = stripVTControlCharacters(message);
    await new Promise<void>((resolve) =>
      this.#send({ type: 'failed', message: plain, folders: [...(this.#app?.folders ?? [])] }, resolve),
    );
  }

  #obey(message: ToApp, handle?: Socket | BoundPort): void {
    if (message.type === 'listen') this.#mayListen?.(handle as BoundPort | undefined);
    else if (message.type === 'leave') this.#mayLeave?.();
    else if (message.type === 'prepare') this.#mayPrepare?.(message.libraries);
    else if (message.type === 'begin') this.#mayBegin?.();
    else if (message.type === 'reload') this.#app?.parts.runtime.live?.reload();
    else if (message.type === 'connection') this.#accept(handle as Socket | undefined);
    else if (message.type === 'mistakes') this.#app?.parts.runtime.live?.show(message.text);
    else if (message.type === 'stop') void this.#stop(message.grace, message.drains);
  }

  /** The server does not count it as one of its own, and would not wait for it: so it serves one request. */
  #accept(socket: Socket | undefined): void {
    // It may have been closed on its way.
    if (socket === undefined || this.#app === undefined) return;
    if (!this.#hasBeenGiven) this.#app.fastify.server.prependListener('request', this.#closeAfterwards);
    this.#hasBeenGiven = true;
    this.#given.add(socket);
    // As servers of HTTP have it: a client may say that it is done, and wait for the answer.
    socket.allowHalfOpen = true;
    this.#app.fastify.server.emit('connection', socket);
    socket.resume();
  }

  readonly #closeAfterwards = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    if (this.#given.has(socket)) response.shouldKeepAlive = false;
  };

  async #stop(grace?: number, drains?: number): Promise<void> {
    try {
      if (drains !== undefined) this.#leavePort();
      await this.#app?.stop(grace, drains);
      if (!this.isSupervisor) await this.#giveBack();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  }

  /** With the port, the supervisor is there for connections before this process closes it. */
  #leavePort(): void {
    const port = this.isSupervisor ? portOf(this.#app?.fastify.server) : undefined;
    if (port !== undefined) this.#send({ type: 'port' }, undefined, port);
  }

  /**
   * Connections that were on their way to this worker when it stopped go back to the first process, which gives them to
   * another. Messages keep their order: with the answer to this one, all have come.
   */
  #giveBack(): Promise<void> {
    return new Promise((resolve) => {
      this.#mayLeave = resolve;
      this.#send({ type: 'stopped' });
    });
  }

  #send(message: FromApp | FromWorker, done: () => void = () => {}, handle?: BoundPort): void {
    if (process.connected) process.send!(message, handle, undefined, done);
    else done();
  }
}

/** Whether an error tells its reader what to do, so that its stack would be noise. */
export function isExplained({ name }: Error): boolean {
  return ['CommandError', 'SetupError', 'ListenError'].includes(name);
}
