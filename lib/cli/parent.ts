import cluster from 'node:cluster';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ListenOptions, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { App } from '../app.js';
import { portOf, type BoundPort } from '../plain/bound-port.js';

/** What a process that runs the app says to the one that has started it. */
export type FromApp =
  /** It could listen now, and waits for `listen`. */
  | { type: 'ready'; address: ListenOptions }
  /** Files that run in it. */
  | { type: 'loaded'; files: string[] }
  | { type: 'listening'; address: string; folders: string[] }
  /** It comes with the port of an app that is about to leave it. */
  | { type: 'port' }
  | { type: 'failed'; message: string; folders: string[] };

/** What a worker says to the first process: it has finished, and waits for `leave`. */
export interface FromWorker {
  type: 'stopped';
}

/** What it is told. */
export type ToApp =
  /** It comes with the port, where the supervisor has it. */
  | { type: 'listen' }
  | { type: 'leave' }
  | { type: 'reload' }
  /** It comes with a socket, of a client that has connected before the app listened. */
  | { type: 'connection' }
  | { type: 'mistakes'; text: string }
  /** For so many milliseconds before, clients that keep their connections open are sent to others. */
  | { type: 'stop'; grace?: number; drains?: number };

/** Set for the process that a supervisor has started. */
export const SUPERVISED = 'PHIAL_SUPERVISED';

const isSupervised = process.env[SUPERVISED] === '1' && process.send !== undefined;
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

  reportLoaded(files: string[]): void {
    this.#send({ type: 'loaded', files });
  }

  reportListening(address: string): void {
    this.#send({ type: 'listening', address, folders: [...(this.#app?.folders ?? [])] });
  }

  /** Says why the app does not start, or has ended. */
  async reportFailure(error: unknown): Promise<void> {
    const message =
      error instanceof Error ? (isExplained(error) ? error.message : (error.stack ?? error.message)) : String(error);
    await new Promise<void>((resolve) =>
      this.#send({ type: 'failed', message, folders: [...(this.#app?.folders ?? [])] }, resolve),
    );
  }

  #obey(message: ToApp, handle?: Socket | BoundPort): void {
    if (message.type === 'listen') this.#mayListen?.(handle as BoundPort | undefined);
    else if (message.type === 'leave') this.#mayLeave?.();
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
      if (drains !== undefined) {
        this.#leavePort();
        await this.#sendAway(drains);
      }
      await this.#app?.stop(grace);
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

  /** Has clients that keep their connections open come back over others, before these are closed in their faces. */
  async #sendAway(drains: number): Promise<void> {
    this.#app?.fastify.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
    await sleep(drains);
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
