import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { createApp, Get, Post, Request, Response, type App } from '../../lib/index.js';
import { connectTo, exchange } from '../support/raw-request.js';
import { until } from '../support/until.js';

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

  it('does not say that it listens when it was closed meanwhile', async () => {
    const before = process.listenerCount('SIGTERM');
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const [run] = await Promise.allSettled([app.run({ port: 0 }), app.close()]);
    expect(run).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('The app was closed') },
    });
    expect(process.listenerCount('SIGTERM')).toBe(before);
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

  it('cuts off a client whose request runs for longer', async () => {
    const { app, runs, finish } = slowApp();
    const client = connectTo(await app.run({ port: 0 }));
    client.write(whole);
    await runs;
    const tenSeconds = hurry();
    const closed = app.close();
    await tenSeconds;
    expect(await text(client).catch(() => '')).toBe('');
    finish();
    await closed;
    jest.restoreAllMocks();
  });

  it('cuts off a client that listens to events without end', async () => {
    class Ticks {
      @Get('/')
      async *index() {
        for (;;) {
          yield 'tick';
          await sleep(10);
        }
      }
    }
    const app = createApp({ controllers: [Ticks], fastify: { logger: false } });
    const client = connectTo(await app.run({ port: 0 }));
    client.write(whole);
    await once(client, 'data');
    void hurry();
    await app.close();
    jest.restoreAllMocks();
    expect(await text(client).catch(() => '')).not.toMatch(/\r\n0\r\n/);
  });
});

describe('A connection that is kept open', () => {
  const ask = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

  /** One on which a first request has been answered. */
  async function kept(app: App): Promise<Socket> {
    const client = connectTo(await app.run({ port: 0 }));
    client.write(ask);
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1.1 200.*connection: keep-alive/is);
    return client;
  }

  it('is answered what had arrived when the app is closed', async () => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const client = await kept(app);
    client.write(ask);
    const closed = app.close();
    expect(await text(client)).toMatch(/^HTTP\/1.1 200.*connection: close/is);
    await closed;
  });

  it('serves one more request, and says that it is the last, when the process is told to stop', async () => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const client = await kept(app);
    const stopped = app.stop();
    // The app has looked for idle connections, and the next request comes as late as one over a network does.
    await sleep(100);
    client.write(ask);
    expect(await text(client)).toMatch(/^HTTP\/1.1 200.*connection: close/is);
    await stopped;
  });

  it('is kept for those that are there alone: new ones are refused at once', async () => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const address = await app.run({ port: 0 });
    const client = connectTo(address);
    client.write(ask);
    await once(client, 'data');
    const stopped = app.stop();
    await until(() => !app.fastify.server.listening);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
    client.write(ask);
    expect(await text(client)).toMatch(/connection: close/i);
    await stopped;
  });

  it('ends with the answer of a request that runs when the process is told to stop', async () => {
    const { app, runs, finish } = slowApp();
    const client = connectTo(await app.run({ port: 0 }));
    client.write(ask);
    await runs;
    const stopped = app.stop();
    finish();
    expect(await text(client)).toMatch(/^HTTP\/1.1 200.*connection: close/is);
    await stopped;
  });

  it('is not waited for when none is left', async () => {
    const app = createApp({ controllers: [Pages], fastify: { logger: false } });
    const client = await kept(app);
    const stopped = app.stop(undefined, 60_000);
    client.end();
    await stopped;
  });

  it('stays after an answer that had begun with the promise to keep it', async () => {
    let finish = (): void => {};
    class Slow {
      @Get('/')
      index(request: Request) {
        if (request.args.has('whole')) return 'whole';
        return new Response(
          (async function* () {
            yield 'begun ';
            await new Promise<void>((done) => (finish = done));
            yield 'ended';
          })(),
        );
      }
    }
    const app = createApp({ controllers: [Slow], fastify: { logger: false } });
    const client = connectTo(await app.run({ port: 0 }));
    client.write(ask);
    await once(client, 'data');
    const stopped = app.stop(undefined, 1);
    await until(() => !app.fastify.server.listening);
    finish();
    await once(client, 'data');
    await sleep(100);
    client.write(ask.replace('/', '/?whole'));
    expect(await text(client)).toMatch(/HTTP\/1.1 200.*connection: close.*whole/is);
    await stopped;
  });
});

/** Waits until so many bytes have arrived. */
async function bytesOf(socket: Socket, count: number): Promise<void> {
  while (socket.bytesRead < count) await new Promise((done) => setImmediate(done));
}

/** An app whose handler runs until it may finish. */
function slowApp() {
  let begun = (): void => {};
  let end = (): void => {};
  const runs = new Promise<void>((done) => (begun = done));
  class Slow {
    @Get('/')
    async index() {
      begun();
      await new Promise<void>((done) => (end = done));
      return 'slow but sure';
    }
  }
  const app = createApp({ controllers: [Slow], fastify: { logger: false } });
  return { app, runs, finish: () => end() };
}
