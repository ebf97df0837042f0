import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { App } from 'phial';

import { Client } from '../../../extensions/phial-websocket/spec/support/client.js';
import { createChat } from '../create-chat.js';

/** A chat that listens, with an empty database. All is gone after the last spec of the file. */
export async function openChat() {
  const folder = await mkdtemp(join(tmpdir(), 'chat-'));
  // Files are sent from below the app's own folder alone.
  const pictures = join(import.meta.dirname, '..', 'instance', `spec-${basename(folder)}`);
  const database = join(folder, 'chat.sqlite');
  const app = createChat({ database, pictures, secretKey: 'a secret of the specs' });
  const address = await app.run({ host: '127.0.0.1', port: 0 });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
    await rm(pictures, { recursive: true, force: true });
  });
  return { app, database, address, enters: (name: string, room = 'lobby') => Visitor.enter(app, name, room) };
}

/** What comes over a socket. */
export interface News {
  message?: { id: number; name: string; text: string; hasPicture: boolean; hasThumbnail: boolean };
  here?: string[];
}

/** Somebody with a browser and a socket. */
export class Visitor {
  private constructor(
    readonly browser: ReturnType<App['testClient']>,
    readonly socket: Client,
  ) {}

  static async enter(app: App, name: string, room: string): Promise<Visitor> {
    const browser = app.testClient();
    const answer = await browser.post('/', { form: { name, room } });
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
    const { port } = app.fastify.server.address() as AddressInfo;
    const socket = await Client.open(`ws://127.0.0.1:${port}/rooms/${room}/socket`, { headers: { cookie } });
    return new Visitor(browser, socket);
  }

  say(text: string): void {
    this.socket.send({ text });
  }

  /** The first news from now on that is what is waited for. */
  async hears(isIt: (news: News) => unknown): Promise<News> {
    for (;;) {
      const news = JSON.parse(await this.socket.next()) as News;
      if (isIt(news)) return news;
    }
  }

  /** Waits until exactly these people are in the room. */
  async sees(...names: string[]): Promise<void> {
    await this.hears(({ here }) => here?.join() === names.join());
  }

  async hearsText(text: string): Promise<News['message']> {
    return (await this.hears(({ message }) => message?.text === text)).message;
  }
}
