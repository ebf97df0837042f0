import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance } from 'fastify';
import { Controller, FromRequest, OnStop } from 'phial';
import { Socket } from 'phial-websocket';

import { loggedBy } from '../../../spec/support/log-of.js';
import { Client, serve } from './support/client.js';

let story: string[] = [];

class Database {
  @OnStop()
  stop() {
    story.push('services stopped');
  }
}

class Transaction {
  @FromRequest()
  static async *begin() {
    yield new Transaction();
    await sleep(300);
    story.push('committed');
  }
}

@Controller()
class Chat {
  @Socket('/talk')
  async talk(socket: Socket) {
    for await (const message of socket) await socket.send(message);
    await sleep(400);
    story.push('left');
  }

  @Socket('/safe')
  async safe(socket: Socket, _transaction: Transaction) {
    for await (const message of socket) await socket.send(message);
    await sleep(400);
  }

  @Socket('/never')
  async never(socket: Socket) {
    await socket.send('here');
    await new Promise(() => undefined);
  }
}

const plugin = (fastify: FastifyInstance, _options: object, done: () => void) => {
  fastify.addHook('onClose', () => void story.push('plugins closed'));
  done();
};

beforeEach(() => {
  story = [];
});

async function talking(path: string, more = {}) {
  const { app, url } = await serve([Chat], {}, { services: [new Database()], plugins: [plugin], ...more });
  const client = await Client.open(`${url}${path}`);
  client.send('hello');
  await client.next();
  return { app, client };
}

describe('An app that is closed', () => {
  it('waits for what a method does after its loop', async () => {
    const { app } = await talking('/talk');
    await app.close();
    expect(story).toEqual(['left', 'plugins closed', 'services stopped']);
  });

  it('waits for the method of a client that has left before', async () => {
    const { app, client } = await talking('/talk');
    client.socket.terminate();
    await client.closed;
    // The server hears of it.
    await sleep(100);
    await app.close();
    expect(story).toEqual(['left', 'plugins closed', 'services stopped']);
  });

  it('waits for what factories have opened for the method', async () => {
    const { app } = await talking('/safe');
    await app.close();
    expect(story).toEqual(['committed', 'plugins closed', 'services stopped']);
  });

  it('waits ten seconds at most, and tells for which methods it did', async () => {
    const { logger, entries } = loggedBy();
    const { app } = await talking('/never', { fastify: { logger } });
    const start = performance.now();
    await app.close();
    expect(performance.now() - start).toBeLessThan(11_500);
    expect(story).toEqual(['plugins closed', 'services stopped']);
    expect(entries.map(({ msg }) => msg)).toEqual([
      'The time to finish is up, and services are closed while methods still run that have sockets: /never.',
    ]);
  });
});
