import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createApp, type App, type AppOptions } from 'phial';
import { websocket, type WebSocketOptions } from 'phial-websocket';
import { WebSocket, type ClientOptions } from 'ws';

const apps: App[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

/** An app that listens, until the spec ends. */
export async function serve(
  controllers: AppOptions['controllers'],
  options: WebSocketOptions = {},
  more: AppOptions = {},
): Promise<{ app: App; url: string }> {
  const app = createApp({
    secretKey: 'a secret of the specs',
    fastify: { logger: false },
    templates: [],
    static: false,
    ...more,
    controllers,
    blueprints: [websocket(options), ...(more.blueprints ?? [])],
  });
  return { app, url: await listen(app) };
}

export async function listen(app: App): Promise<string> {
  apps.push(app);
  await app.ready();
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  return `ws://127.0.0.1:${(app.fastify.server.address() as AddressInfo).port}`;
}

/** A client, and what it has heard. */
export class Client {
  readonly heard: string[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(url: string, options: ClientOptions = {}, protocols: string[] = []) {
    this.socket = new WebSocket(url, protocols, options);
    this.socket.on('message', (data: Buffer) => {
      this.heard.push(data.toString());
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    this.closed = once(this.socket, 'close').then(([code, reason]) => {
      this.#wake();
      return { code: code as number, reason: String(reason) };
    });
    // Who is refused hears of it by open().
    this.closed.catch(() => undefined);
  }

  /** Connects, or throws. */
  static async open(url: string, options: ClientOptions = {}): Promise<Client> {
    const client = new Client(url, options);
    await once(client.socket, 'open');
    return client;
  }

  send(value: unknown): void {
    this.socket.send(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value));
  }

  /** The next message; rejects when it is closed instead. */
  async next(): Promise<string> {
    while (this.heard.length === this.#taken) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('It was closed.');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.heard[this.#taken++]!;
  }
}

/** The answer of HTTP to a handshake. */
export async function refused(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number; headers: IncomingMessage['headers'] }> {
  const { socket } = new Client(url, options);
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  answer.resume();
  await once(answer, 'close');
  return { status: answer.statusCode!, headers: answer.headers };
}
