import { EventEmitter } from 'node:events';

import { Controller, eventStream, Get, Request, SetupError, type ServerSentEvent } from 'phial';
import { Rooms, Socket, type RedisPair } from 'phial-websocket';

import { ChildApp } from '../../../spec/support/child-app.js';
import { describeWithRedis, startRedis, type RedisServer } from '../../../spec/support/redis-server.js';
import { until } from '../../../spec/support/until.js';
import { Client, serve } from './support/client.js';

@Controller()
class Chat {
  constructor(private readonly rooms: Rooms) {}

  @Socket('/rooms/:room')
  async talk(room: string, socket: Socket) {
    this.rooms.join(room, socket);
    for await (const text of socket) {
      if (text === 'leave') this.rooms.leave(room, socket);
      else await this.rooms.broadcast(room, { text }, { except: socket });
    }
  }

  @Get('/news')
  news(request: Request) {
    return eventStream(this.rooms.stream('news', request.headers.get('last-event-id')));
  }
}

describe('A room', () => {
  it('gets what is broadcast in it, but for who is excepted, and other rooms do not', async () => {
    const rooms = new Rooms();
    const { url } = await serve([Chat], { rooms });
    const [ada, bob, eve] = await Promise.all(['a', 'a', 'b'].map((room) => Client.open(`${url}/rooms/${room}`)));
    await until(() => rooms.members('a').length === 2);
    ada!.send('Hello');
    expect(await bob!.next()).toBe('{"text":"Hello"}');
    await rooms.broadcast('b', 'to all of b');
    expect(await eve!.next()).toBe('to all of b');
    expect(ada!.heard).toEqual([]);
  });

  it('hears once that a socket is closed, however often that comes and goes', async () => {
    const rooms = new Rooms();
    let heard = 0;
    @Controller()
    class Restless {
      @Socket('/')
      async talk(socket: Socket) {
        const whenClosed = socket.whenClosed.bind(socket);
        socket.whenClosed = (listener) => {
          heard++;
          whenClosed(listener);
        };
        for (let time = 0; time < 100; time++) {
          rooms.join('a', socket);
          rooms.join(`b${time}`, socket);
          rooms.leave('a', socket);
        }
        await socket.closed;
      }
    }
    const { url } = await serve([Restless], { rooms });
    const client = await Client.open(url);
    await until(() => rooms.members('b99').length === 1);
    expect([heard, rooms.members('a')]).toEqual([1, []]);
    client.socket.terminate();
    await until(() => rooms.members('b99').length === 0);
    expect(rooms.members('b0')).toEqual([]);
  });

  it('is forgotten, with what was said in it, when all rooms together have kept much', async () => {
    const rooms = new Rooms();
    const kept = async (room: string) => {
      const stream = rooms.stream(room, 'an id that is forgotten')[Symbol.asyncIterator]();
      await rooms.broadcast(room, 'last');
      const first = (await stream.next()).value as ServerSentEvent;
      await stream.return!();
      return String(first.data).length;
    };
    for (let room = 0; room < 20; room++) await rooms.broadcast(String(room), 'x'.repeat(1024 * 1024));
    expect(await kept('19')).toBe(1024 * 1024);
    expect(await kept('0')).toBe('last'.length);
  });

  it('is left by a socket that leaves, and by one that is closed', async () => {
    const rooms = new Rooms();
    const { url } = await serve([Chat], { rooms });
    const [ada, bob] = await Promise.all([Client.open(`${url}/rooms/a`), Client.open(`${url}/rooms/a`)]);
    await until(() => rooms.members('a').length === 2);
    ada.send('leave');
    await until(() => rooms.members('a').length === 1);
    bob.socket.terminate();
    await until(() => rooms.members('a').length === 0);
    expect(rooms.members('a')).toEqual([]);
  });

  it.each([
    ['Buffer', Buffer.from('x')],
    ['ArrayBuffer', new ArrayBuffer(3)],
    ['DataView', new DataView(new ArrayBuffer(3))],
    ['Blob', new Blob(['x'])],
  ])('takes no bytes: %s', async (_what, bytes) => {
    await expect(new Rooms().broadcast('a', bytes)).rejects.toThrow('Rooms.broadcast() was given bytes.');
  });

  it('takes nothing that JSON loses', async () => {
    await expect(new Rooms().broadcast('a', new Map())).rejects.toThrow(
      'Rooms.broadcast() was given a Map, which JSON loses. Give it Object.fromEntries(map).',
    );
  });
});

describe('rooms.stream()', () => {
  async function take(stream: AsyncIterable<ServerSentEvent>, count: number): Promise<ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    for await (const event of stream) if (events.push(event) === count) break;
    return events;
  }

  it('is a source of an event stream, whose ids go on where it broke', async () => {
    const rooms = new Rooms();
    const { url } = await serve([Chat], { rooms });
    const http = url.replace('ws:', 'http:');
    const first = await fetch(`${http}/news`);
    const reader = first.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    await rooms.broadcast('news', 'one');
    const { value } = await reader.read();
    const [, id] = /^id: (\S+)\ndata: one\n\n$/.exec(value!)!;
    await reader.cancel();
    await rooms.broadcast('news', 'missed');
    const second = await fetch(`${http}/news`, { headers: { 'last-event-id': id! } });
    const again = second.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await again.read()).value).toContain('data: missed');
    await again.cancel();
  });

  it('gives all that is kept when the last event is forgotten, and that is bounded', async () => {
    const rooms = new Rooms({ history: 2 });
    for (const text of ['one', 'two', 'three']) await rooms.broadcast('news', text);
    const events = await take(rooms.stream('news', 'long ago'), 2);
    expect(events.map(({ data }) => data)).toEqual(['two', 'three']);
    expect(() => new Rooms({ history: -1 })).toThrow(
      'new Rooms(): its history is -1\n     Give it a whole number of messages.',
    );
  });

  it('ends for a reader that is far behind', async () => {
    const rooms = new Rooms();
    const stream = rooms.stream('news')[Symbol.asyncIterator]();
    for (let index = 0; index < 1100; index++) await rooms.broadcast('news', String(index));
    let count = 0;
    while ((await stream.next()).done !== true) count++;
    expect(count).toBe(1001);
  });
});

describe('new Rooms()', () => {
  it.each([
    [{ histroy: 5 }, "there is no option 'histroy'\n     There are redis, channel, history."],
    [{ channel: '' }, "its channel is ''"],
    [{ redis: 'redis://localhost' }, 'the publisher in its redis is not a client'],
    [{ redis: null, history: 1.5 }, 'its history is 1.5'],
    [7, 'it was given 7\n     Write new Rooms({ history: 100 }).'],
    [null, 'it was given null'],
  ])('lists what is wrong with %p, as a mistake of the app', (options, words) => {
    const make = () => new Rooms(options as never);
    expect(make).toThrow(SetupError);
    expect(make).toThrow(`new Rooms(): ${words}`);
  });
});

/** A client that tells of messages by an event, as that of ioredis does, and hears itself. */
class Ioredis {
  hear: (channel: string, message: string) => void = () => undefined;
  psubscribe(): void {}
  async subscribe(): Promise<void> {}
  async unsubscribe(): Promise<void> {}

  on(_event: string, listener: typeof this.hear): void {
    this.hear = listener;
  }

  off(): void {}

  publish(channel: string, message: string): Promise<void> {
    this.hear(channel, message);
    return Promise.resolve();
  }
}

describe('Rooms over Redis', () => {
  it('say what they want when they are given something else', () => {
    expect(() => new Rooms({ redis: { publisher: {}, subscriber: {} } as unknown as RedisPair })).toThrow(
      'new Rooms(): the publisher in its redis is not a client of redis or ioredis',
    );
  });

  it('hear the messages of ioredis, which tells of them by an event', async () => {
    const client = new Ioredis();
    const rooms = new Rooms({ redis: { publisher: client, subscriber: client } });
    await rooms.start();
    const stream = rooms.stream('news')[Symbol.asyncIterator]();
    await rooms.broadcast('news', 'one');
    expect((await stream.next()).value).toMatchObject({ data: 'one' });
  });

  it('hear nothing of another channel, and of nobody who says something else there', async () => {
    const client = new Ioredis();
    const rooms = new Rooms({ channel: 'shop', redis: { publisher: client, subscriber: client } });
    await rooms.start();
    const stream = rooms.stream('news')[Symbol.asyncIterator]();
    for (const text of ['not json', 'null', '{"room":"news"}']) client.hear('shop', text);
    client.hear('phial:rooms', JSON.stringify({ room: 'news', id: '1', text: 'of another app' }));
    await rooms.broadcast('news', 'of this app');
    expect((await stream.next()).value).toMatchObject({ data: 'of this app' });
  });
});

describe('Rooms whose Redis is away, for which a client keeps what it was told', () => {
  it('refuse a broadcast with 503 after 3 s, and what fails later ends no process', async () => {
    let fail: (error: Error) => void = () => undefined;
    const publish = () => new Promise((_resolve, reject) => (fail = reject));
    const client = { subscribe: async () => {}, unsubscribe: async () => {}, publish };
    const rooms = new Rooms({ redis: { publisher: client, subscriber: client } });
    const begun = performance.now();
    await expect(rooms.broadcast('news', 'one')).rejects.toMatchObject({
      status: 503,
      cause: { message: 'Rooms.broadcast(): Redis has not answered for 3 s.' },
    });
    expect(performance.now() - begun).toBeGreaterThan(2900);
    fail(new Error('The connection is closed.'));
    await new Promise(setImmediate);
  }, 8000);
});

describe('Rooms of two apps', () => {
  it('hear each message once, until both are closed', async () => {
    const client = Object.assign(new EventEmitter(), {
      psubscribe: () => undefined,
      subscribe: async () => {},
      unsubscribe: async () => {},
      publish: (channel: string, message: string) => Promise.resolve(client.emit('message', channel, message)),
    });
    const rooms = new Rooms({ redis: { publisher: client, subscriber: client } });
    const [one, other] = [await serve([Chat], { rooms }), await serve([Chat], { rooms })];
    const stream = rooms.stream('news')[Symbol.asyncIterator]();
    await rooms.broadcast('news', 'one');
    await one.app.close();
    await rooms.broadcast('news', 'two');
    expect((await stream.next()).value).toMatchObject({ data: 'one' });
    expect((await stream.next()).value).toMatchObject({ data: 'two' });
    await other.app.close();
    expect(client.listenerCount('message')).toBe(0);
  });
});

describe('Rooms whose Redis client was closed before them', () => {
  it('close all the same: the client never answers', async () => {
    const client = { subscribe: async () => {}, unsubscribe: () => new Promise(() => {}), publish: async () => {} };
    const rooms = new Rooms({ redis: { publisher: client, subscriber: client } });
    const { app } = await serve([Chat], { rooms });
    await app.close();
  });
});

describeWithRedis('One room of two processes', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  it('has everybody in it, and closes the sockets of a process that is told to stop', async () => {
    const fixture = '../../extensions/phial-websocket/spec/fixtures/rooms-app.ts';
    const children = [1, 2].map(() => new ChildApp(fixture, { REDIS_URL: redis.url }));
    const [one, two] = await Promise.all(children.map((child) => child.address()));
    const ada = await Client.open(`${one!.replace('http:', 'ws:')}/rooms/lobby`);
    const bob = await Client.open(`${two!.replace('http:', 'ws:')}/rooms/lobby`);
    ada.send('Hello');
    expect(await bob.next()).toBe('{"text":"Hello"}');
    bob.send('Hello Ada');
    expect(await ada.next()).toBe('{"text":"Hello Ada"}');
    expect(ada.heard).toHaveLength(1);
    for (const child of children) child.kill('SIGTERM');
    expect((await ada.closed).code).toBe(1001);
    expect(await Promise.all(children.map(({ exit }) => exit))).toEqual([0, 0]);
  });
});
