import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, createApp, Get, Request } from 'phial';
import { Socket, websocket } from 'phial-websocket';

import { Client, serve } from './support/client.js';

@Controller()
class Odd {
  @Socket('/close')
  async close(socket: Socket) {
    for await (const code of socket) {
      try {
        socket.close(Number(code));
      } catch (error) {
        await socket.send((error as Error).message);
      }
    }
  }

  @Socket('/two')
  async two(socket: Socket) {
    const messages = socket[Symbol.asyncIterator]();
    const [first, second] = await Promise.all([messages.next(), messages.next()]);
    await socket.send([first.value, second.value]);
  }

  @Socket('/send/:what')
  async send(what: string, socket: Socket) {
    await socket.accept();
    try {
      await socket.send(SENT[what]);
    } catch (error) {
      await socket.send((error as Error).message);
    }
  }
}

const BYTES = Uint8Array.from([0, 104, 105, 0]).buffer;
const SHARED = new SharedArrayBuffer(2);
new Uint8Array(SHARED).set([104, 105]);

const SENT: Record<string, unknown> = {
  DataView: new DataView(BYTES, 1, 2),
  Int8Array: new Int8Array(BYTES, 1, 2),
  ArrayBuffer: BYTES.slice(1, 3),
  SharedArrayBuffer: SHARED,
  Map: new Map([['a', 1]]),
  Set: new Set([1]),
  Blob: new Blob(['hi']),
  Error: new RangeError('No luck'),
  Promise: Promise.resolve(1),
  speaking: Object.assign(new Error('No luck'), { toJSON: () => 'said' }),
};

describe('A socket', () => {
  it.each(['9999', '1005', '1.5', 'soon', '999'])(
    'is not closed with a code that may not be sent: %s',
    async (code) => {
      const { url } = await serve([Odd]);
      const client = await Client.open(`${url}/close`);
      client.send(code);
      expect(await client.next()).toBe(
        `socket.close() takes 1000, or a code of your own from 3000 to 4999, not ${Number(code)}.`,
      );
      client.send('4001');
      expect(await client.closed).toEqual({ code: 4001, reason: '' });
    },
  );

  it.each(['DataView', 'Int8Array', 'ArrayBuffer', 'SharedArrayBuffer'])('sends the bytes of a %s', async (what) => {
    const { url } = await serve([Odd]);
    expect(await (await Client.open(`${url}/send/${what}`)).next()).toBe('hi');
  });

  it.each([
    ['Map', 'Map, which JSON loses. Give it Object.fromEntries(map).'],
    ['Set', 'Set, which JSON loses. Give it [...set].'],
    ['Blob', 'Blob, which JSON loses. Give it await blob.arrayBuffer().'],
    ['Error', 'RangeError, which JSON loses. Give it its message.'],
    ['Promise', 'Promise, which JSON loses. Await it before.'],
  ])('does not send a %s, which JSON loses', async (what, message) => {
    const { url } = await serve([Odd]);
    expect(await (await Client.open(`${url}/send/${what}`)).next()).toBe(`Socket.send() was given a ${message}`);
  });

  it('sends an error that has JSON of its own', async () => {
    const { url } = await serve([Odd]);
    expect(await (await Client.open(`${url}/send/speaking`)).next()).toBe('"said"');
  });

  it('gives its messages to all who wait for one, in their order', async () => {
    const { url } = await serve([Odd]);
    const client = await Client.open(`${url}/two`);
    client.send('a');
    client.send('b');
    expect(await client.next()).toBe('["a","b"]');
  });
});

describe('A socket whose handshake fails', () => {
  it('is closed to whoever waits for that, who hears why', async () => {
    const heard: unknown[] = [];
    @Controller()
    class Failing {
      @Socket('/fails')
      async join(socket: Socket, request: Request) {
        request.environ.reply.header('x-broken', 'a\nb');
        await socket.closed.catch((error: Error) => heard.push(error.name));
        heard.push(socket.isOpen);
      }
    }
    const { url } = await serve([Failing]);
    await expect(Client.open(`${url}/fails`)).rejects.toThrow();
    for (let tries = 0; heard.length < 2 && tries < 100; tries++) await sleep(20);
    expect(heard).toEqual(['TypeError', false]);
  });

  it('is cut off when its client does not hear that it is refused', async () => {
    const { url } = await serve([Odd]);
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    socket.write(
      'GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    socket.resume();
    await once(socket, 'end');
    const writing = setInterval(() => socket.write('x'.repeat(1000)), 100);
    const [error] = (await once(socket, 'close').catch((cause: unknown) => [cause])) as [unknown];
    clearInterval(writing);
    expect(error).toBeDefined();
  }, 10_000);
});

describe('A socket of a route like others', () => {
  it('is refused at the start, with the decorator to write', () => {
    class Chat {
      @Get('/chat')
      join(socket: Socket) {
        return String(socket.isOpen);
      }
    }
    expect(() => createApp({ controllers: [Chat], blueprints: [websocket()], fastify: { logger: false } })).toThrow(
      "Write @Socket('/path') instead of the route's decorator. (PH122)",
    );
  });
});
