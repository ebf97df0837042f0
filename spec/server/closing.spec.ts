import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { jest } from '@jest/globals';

import { createApp, Get, Post } from '../../lib/index.js';
import { exchange } from '../support/raw-request.js';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @Post('/')
  add() {
    return 'added';
  }
}

/** Ten seconds pass at once, and no other time does. Gives when they have passed. */
function hurry(): Promise<void> {
  const { setTimeout } = globalThis;
  return new Promise((passed) => {
    const runAndTell = (run: () => void): void => {
      run();
      passed();
    };
    const after = (run: () => void, time: number): unknown =>
      time === 10_000 ? setTimeout(runAndTell, 0, run) : setTimeout(run, time);
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(after as never);
  });
}

describe('An app that is closed', () => {
  it('answers what came with a connection that it has just accepted, however busy it is', async () => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const address = await app.run({ port: 0 });
    const closed = new Promise<void>((done) => {
      app.fastify.server.once('connection', () => {
        void app.close().then(done);
        // A turn of the loop takes so long that timers run before what has arrived is read.
        setImmediate(() => {
          const until = performance.now() + 100;
          while (performance.now() < until);
        });
      });
    });
    const { status } = await exchange(address, Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    expect(status).toBe(200);
    await closed;
  });

  const whole = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

  it.each([
    ['a first request', 'GET / HTTP/1.1\r\nHost: loc'],
    ['a second request', `${whole}GET / HT`],
    ['a body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nhalf'],
  ])('waits ten seconds for the rest of %s', async (_what, bytes) => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const { port, hostname } = new URL(await app.run({ port: 0 }));
    const arrived = once(app.fastify.server, 'connection').then(([socket]) => bytesOf(socket as Socket, bytes.length));
    const client = connect(Number(port), hostname).on('error', () => {});
    client.write(bytes);
    await arrived;
    void hurry();
    await app.close();
    jest.restoreAllMocks();
    client.destroy();
  });

  it('waits longer for a request that runs', async () => {
    let finish = (): void => {};
    let begun = (): void => {};
    const runs = new Promise<void>((done) => (begun = done));
    class Slow {
      @Get('/')
      async index() {
        begun();
        await new Promise<void>((done) => (finish = done));
        return 'slow but sure';
      }
    }
    const app = createApp({ controllers: [Slow], fastify: { logger: false } });
    const answer = exchange(await app.run({ port: 0 }), Buffer.from(whole));
    await runs;
    const tenSeconds = hurry();
    const closed = app.close();
    await tenSeconds;
    finish();
    expect((await answer).status).toBe(200);
    await closed;
    jest.restoreAllMocks();
  });
});

/** Waits until so many bytes have arrived. */
async function bytesOf(socket: Socket, count: number): Promise<void> {
  while (socket.bytesRead < count) await new Promise((done) => setImmediate(done));
}
