import { once } from 'node:events';
import { connect, type Socket as Connection } from 'node:net';

import { jest } from '@jest/globals';
import { BeforeRequest, Controller, createApp } from 'phial';
import { Socket, websocket, type WebSocketOptions } from 'phial-websocket';

import { loggedBy } from '../../../spec/support/log-of.js';
import { until } from '../../../spec/support/until.js';
import { ada, appWith } from '../../phial-login/spec/support/members.js';
import { CurrentUser } from '../../phial-login/src/index.js';
import { Client, listen, refused, serve } from './support/client.js';

let left = 0;
let working = false;
let kept: Socket | undefined;

@Controller()
class Chat {
  @Socket('/echo')
  async echo(socket: Socket) {
    for await (const message of socket) await socket.send(message);
    left++;
  }

  @Socket('/flood')
  async flood(socket: Socket) {
    while (socket.isOpen) {
      void socket.send('x'.repeat(50_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    left++;
  }

  @Socket('/slow')
  async slow(socket: Socket) {
    await socket.accept();
    await new Promise((resolve) => setTimeout(resolve, 200));
    let count = 0;
    for await (const _message of socket) if (++count === 100) socket.close(1000, 'all there');
  }

  @Socket('/racing')
  async racing(socket: Socket) {
    let count = 0;
    for await (const message of socket) {
      await Promise.race([new Promise((resolve) => setTimeout(resolve, 1)), socket.closed]);
      count++;
      if (message === 'last') socket.close(1000, String(count));
    }
  }

  @Socket('/slowly')
  async slowly(socket: Socket) {
    kept = socket;
    try {
      for await (const message of socket) {
        working = true;
        if (message === 'fail') throw new Error('No luck');
        await new Promise((resolve) => setTimeout(resolve, 200));
        await socket.send(message);
      }
    } finally {
      left++;
    }
  }

  @Socket('/hello')
  async hello(socket: Socket) {
    for await (const _message of socket) break;
    await socket.closed;
    left++;
  }
}

beforeEach(() => {
  left = 0;
  working = false;
});

describe('The limits of sockets', () => {
  it('close one whose message is too long, with 1009', async () => {
    const { url } = await serve([Chat], { maxMessage: 100 });
    const client = await Client.open(`${url}/echo`);
    client.send('x'.repeat(101));
    expect((await client.closed).code).toBe(1009);
    await until(() => left === 1);
    expect(left).toBe(1);
  });

  it('let a message have 64 KiB', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/echo`);
    client.send('x'.repeat(64 * 1024));
    expect(await client.next()).toHaveLength(64 * 1024);
    client.send('x'.repeat(64 * 1024 + 1));
    expect((await client.closed).code).toBe(1009);
  });

  it('cut off a client that does not read', async () => {
    const { logger, entries } = loggedBy();
    const { url } = await serve([Chat], { maxWaiting: 100_000 }, { fastify: { logger } });
    const client = await Client.open(`${url}/flood`);
    client.socket.pause();
    await until(() => left === 1);
    expect(left).toBe(1);
    expect(entries.some(({ msg }) => msg.includes('whose client does not read: /flood'))).toBe(true);
  });

  it('keep a client waiting whose messages nobody takes yet, and lose none', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/slow`);
    for (let index = 0; index < 100; index++) client.send(String(index));
    expect(await client.closed).toEqual({ code: 1000, reason: 'all there' });
  });

  it('lose none for a method that waits for the end while it reads', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/racing`);
    for (let index = 0; index < 99; index++) client.send(String(index));
    client.send('last');
    expect(await client.closed).toEqual({ code: 1000, reason: '100' });
  });

  it('keep no message for a method that has left its loop, and waits for the end', async () => {
    const { url } = await serve([Chat]);
    const client = await Client.open(`${url}/hello`);
    for (let index = 0; index < 40; index++) client.send(String(index));
    client.socket.close();
    await until(() => left === 1);
    expect(left).toBe(1);
  });

  it('cut off a client that does not answer a ping, and no other', async () => {
    const { url } = await serve([Chat], { ping: 0.2 });
    const [silent, alive] = [new Client(`${url}/echo`, { autoPong: false }), await Client.open(`${url}/echo`)];
    expect((await silent.closed).code).toBe(1006);
    alive.send('still there');
    expect(await alive.next()).toBe('still there');
  });

  it('refuse one more of a client with 429, until it has closed another', async () => {
    const { url } = await serve([Chat], { perClient: 1 });
    const first = await Client.open(`${url}/echo`);
    expect((await refused(`${url}/echo`)).status).toBe(429);
    first.socket.close();
    await first.closed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Client.open(`${url}/echo`);
  });

  it('do not count a client that left during the handshake', async () => {
    let asked = 0;
    @Controller()
    class Slow {
      @BeforeRequest()
      async wait() {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }

      @Socket('/slow')
      async slow(socket: Socket) {
        await socket.closed;
      }
    }
    const { url } = await serve([Slow], { perClient: 1 }, { fastify: { logger: false, trustProxy: true } });
    const address = { 'x-forwarded-for': '192.0.2.1' };
    const leaver = connect(Number(new URL(url).port), '127.0.0.1');
    leaver.write(
      'GET /slow HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await until(() => asked === 1);
    leaver.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await Client.open(`${url}/slow`, { headers: address });
  });

  it('look at no more of a reason than can be sent', async () => {
    @Controller()
    class Long {
      @Socket('/long')
      async long(socket: Socket) {
        for await (const message of socket) socket.close(4000, String(message));
      }
    }
    const { url } = await serve([Long]);
    const client = await Client.open(`${url}/long`);
    const looks = jest.spyOn(Buffer, 'byteLength');
    client.send('ä'.repeat(20_000));
    expect((await client.closed).reason).toBe('ä'.repeat(61));
    const long = looks.mock.calls.filter(([text]) => typeof text === 'string' && /^ä{200}/.test(text));
    looks.mockRestore();
    // The client itself looks at what it sends.
    expect(long.length).toBeLessThan(5);
  });

  it('count the addresses of one IPv6 network as one client', async () => {
    const { url } = await serve([Chat], { perClient: 1 }, { fastify: { logger: false, trustProxy: true } });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    await Client.open(`${url}/echo`, from('2001:db8:1:2::1'));
    expect((await refused(`${url}/echo`, from('2001:db8:1:2:3::4'))).status).toBe(429);
    await Client.open(`${url}/echo`, from('2001:db8:1:3::1'));
  });

  it.each([
    [
      { pings: 1 },
      "websocket(): there is no option 'pings'\n     There are maxMessage, maxWaiting, ping, perClient, rooms.",
    ],
    [{ ping: 0 }, 'websocket({ ping }): it is 0\n     Give it a number above 0.'],
    [
      { maxMessage: '1kb', pings: 1 },
      "1. websocket({ maxMessage }): it is '1kb'\n     Give it a number above 0.\n  2. ",
    ],
  ])('are checked: %j', (options, message) => {
    expect(() => websocket(options as WebSocketOptions)).toThrow(message);
  });
});

describe('The end of the app', () => {
  it('closes all sockets with 1001', async () => {
    const { app, url } = await serve([Chat]);
    const client = await Client.open(`${url}/echo`);
    const start = Date.now();
    await app.close();
    expect((await client.closed).code).toBe(1001);
    expect(left).toBe(1);
    expect(Date.now() - start).toBeLessThan(1500);
  });

  it('does not wait long for a client that does not answer', async () => {
    const { app, url } = await serve([Chat]);
    const client = await Client.open(`${url}/echo`);
    client.socket.pause();
    await app.close();
    expect(left).toBe(1);
    client.socket.resume();
    await client.closed;
  });
});

describe('A login of phial-login', () => {
  class Mine {
    @Socket('/mine')
    mine(socket: Socket, user: CurrentUser) {
      void socket.send(`Hello ${String(user.id)}`);
    }
  }

  it('lets users have sockets, and answers others with 401, which cannot see a page', async () => {
    const { app } = appWith({}, { controllers: [Mine], blueprints: [websocket()] });
    const url = await listen(app);
    const client = app.testClient();
    await client.post('/account/login', { form: ada });
    const cookie = `session=${client.cookies.get('session')}`;
    expect(await (await Client.open(`${url}/mine`, { headers: { cookie } })).next()).toBe('Hello 1');
    expect((await refused(`${url}/mine`)).status).toBe(401);
  });
});

describe('An app without sockets', () => {
  it('does not listen for handshakes, and so pays nothing', async () => {
    const app = createApp({ blueprints: [websocket()], fastify: { logger: false } });
    await listen(app);
    expect(app.fastify.server.listenerCount('upgrade')).toBe(0);
  });
});

describe('One object of websocket()', () => {
  const shared = websocket();
  const appOf = () => createApp({ blueprints: [shared], controllers: [Chat], fastify: { logger: false } });

  it('serves one app after the other', async () => {
    const first = appOf();
    await listen(first);
    await first.close();
    const client = await Client.open(`${await listen(appOf())}/echo`);
    client.send('still there');
    expect(await client.next()).toBe('still there');
  });

  it('serves two apps at once, of which one is closed', async () => {
    const [one, other] = [appOf(), appOf()];
    const [url] = [await listen(one), await listen(other)];
    const client = await Client.open(`${url}/echo`);
    await other.close();
    client.send('still there');
    expect(await client.next()).toBe('still there');
    await Client.open(`${url}/echo`);
  });

  it('is one in an app that has it under two names', async () => {
    const blueprints = [shared, { ...shared, name: 'again' }];
    const app = createApp({ blueprints, controllers: [Chat], fastify: { logger: false } });
    const client = await Client.open(`${await listen(app)}/echo`);
    expect(app.fastify.server.listenerCount('upgrade')).toBe(1);
    client.send('one');
    expect(await client.next()).toBe('one');
  });
});

describe('A connection', () => {
  it('is kept once, however often its client asks for another upgrade', async () => {
    const { app, url } = await serve([Chat]);
    const accepted = once(app.fastify.server, 'connection');
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    const [socket] = (await accepted) as [Connection];
    const ask = async (): Promise<number> => {
      client.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
      await once(client, 'data');
      return socket.listenerCount('close');
    };
    const first = await ask();
    for (let time = 0; time < 20; time++) await ask();
    expect(await ask()).toBeLessThan(first + 10);
    client.destroy();
  });
});

describe('A client that leaves', () => {
  const loud = async () => {
    const { logger, entries } = loggedBy();
    const { url } = await serve([Chat], { maxMessage: 100 }, { fastify: { logger } });
    return { client: await Client.open(`${url}/slowly`), entries };
  };

  it.each([
    ['says goodbye', (client: Client) => client.socket.close()],
    ['is gone', (client: Client) => client.socket.terminate()],
    ['sends too much', (client: Client) => client.send('x'.repeat(101))],
  ])('while its message is worked on is no error: it %s', async (_what, leave) => {
    const { client, entries } = await loud();
    client.send('hello');
    await until(() => working);
    leave(client);
    await until(() => left === 1);
    expect([left, entries]).toEqual([1, []]);
  });

  it('does not hide an error of the method', async () => {
    const { client, entries } = await loud();
    client.send('fail');
    await until(() => entries.length > 0);
    expect(entries.map(({ err }) => err?.message)).toEqual(['No luck']);
  });

  it('is told to whoever keeps its socket when its method is done', async () => {
    const { client } = await loud();
    client.send('hello');
    client.socket.close();
    await until(() => left === 1);
    const error: unknown = await kept!.send('late').catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('The socket is closed.');
    expect(error).not.toHaveProperty('statusCode');
  });
});
