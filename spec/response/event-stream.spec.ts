import { EventEmitter, on, once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import {
  Controller,
  createApp,
  eventStream,
  Get,
  html,
  makeResponse,
  Request,
  Response,
  Route,
  type App,
  type ServerSentEvent,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

type Item = string | ReturnType<typeof html> | ServerSentEvent;

/** What is sent for the items of an event stream. */
async function sent(...items: Item[]): Promise<string> {
  @Controller()
  class Events {
    @Route('/')
    stream() {
      return eventStream(items);
    }
  }
  return (
    await createApp({ controllers: [Events] })
      .testClient()
      .get('/')
  ).text;
}

/** What is logged of an event stream that gives an item which is none. */
async function complaintOf(make: () => unknown): Promise<string> {
  @Controller()
  class Events {
    @Route('/')
    stream() {
      return eventStream(make() as Item[]);
    }
  }
  const { logger, entries } = loggedBy();
  const { status } = await createApp({ controllers: [Events], fastify: { logger } })
    .testClient()
    .get('/');
  expect(status).toBe(500);
  return entries[0]!.err!.message;
}

describe('eventStream', () => {
  it('sends an event for each item', async () => {
    expect(await sent('one', 'two')).toBe('data: one\n\ndata: two\n\n');
  });

  it('sends data that is no text as JSON', async () => {
    expect(await sent({ data: { n: 1 } }, { data: null }, { data: 5 })).toBe(
      'data: {"n":1}\n\ndata: null\n\ndata: 5\n\n',
    );
  });

  it('sends html as it is, alone or as data', async () => {
    const bold = html`<b>x</b>`;
    expect(await sent(bold, { data: bold })).toBe('data: <b>x</b>\n\ndata: <b>x</b>\n\n');
  });

  it('sends the type, the id and the time to wait', async () => {
    expect(await sent({ data: 'x', event: 'tick', id: 7, retry: 1500 })).toBe(
      'event: tick\nid: 7\nretry: 1500\ndata: x\n\n',
    );
  });

  it('gives each line of the data its own field, however it is broken', async () => {
    expect(await sent('a\nb\r\nc\rd')).toBe('data: a\ndata: b\ndata: c\ndata: d\n\n');
  });

  it('lets no type or id begin a field of its own', async () => {
    expect(await sent({ data: 'x', event: 'a\ndata: evil', id: 'b\r\n\r\ndata: evil\0' })).toBe(
      'event: a data: evil\nid: b data: evil\ndata: x\n\n',
    );
  });

  it('sends an event without data, which browsers would pass over, with empty data', async () => {
    expect(await sent({ event: 'ping' }, { retry: 10 })).toBe('event: ping\ndata: \n\nretry: 10\n\n');
  });

  it('is of its type, and not kept by caches and proxies', async () => {
    @Controller()
    class Events {
      @Route('/')
      stream() {
        return eventStream(['x']);
      }
    }
    const { headers } = await createApp({ controllers: [Events] })
      .testClient()
      .get('/');
    expect([headers['content-type'], headers['cache-control'], headers['x-accel-buffering']]).toEqual([
      'text/event-stream; charset=utf-8',
      'no-cache',
      'no',
    ]);
  });

  it('takes a status and headers from makeResponse()', async () => {
    @Controller()
    class Events {
      @Route('/')
      stream() {
        return makeResponse(eventStream(['x']), 203, { 'Cache-Control': 'no-store' });
      }
    }
    const { status, headers, text } = await createApp({ controllers: [Events] })
      .testClient()
      .get('/');
    expect([status, headers['cache-control'], text]).toEqual([203, 'no-store', 'data: x\n\n']);
  });

  const cannot = 'The data of a server-sent event cannot be JSON: ';

  it.each([
    ['a Map', () => new Map(), `${cannot}There is one of the class Map at .data, which JSON would lose.`],
    ['a Set', () => ({ a: new Set([1]) }), `${cannot}There is one of the class Set at .data.a`],
    ['an Error', () => new Error('x'), 'Error at .data, which JSON would lose. Write error.message'],
    ['an Error with fields', () => [Object.assign(new Error('x'), { errno: 1 })], 'Error at .data[0]'],
    ['a promise', () => ({ a: Promise.resolve(1) }), 'Promise at .data.a, which JSON would lose. Await it first.'],
    ['a generator', () => (function* () {})(), 'Generator at .data, which JSON would lose. Write [...it].'],
    ['a function', () => sent, 'The data of a server-sent event is the function sent. Give text, or data for JSON.'],
    ['a symbol', () => Symbol('x'), 'The data of a server-sent event is a symbol. Give text, or data for JSON.'],
    ['a bigint', () => ({ id: 1n }), `${cannot}there is a bigint in it. Convert it: String(id).`],
    ['a Response', () => [new Response('x')], `${cannot}A Response stands inside an object or a list`],
  ])('sends no data that JSON would lose: %s', async (_what, make, message) => {
    expect(await complaintOf(() => [{ data: make() }])).toContain(message);
  });

  it('sends empty objects and dates', async () => {
    expect(await sent({ data: {} }, { data: { a: [{}], at: new Date(0) } })).toBe(
      'data: {}\n\ndata: {"a":[{}],"at":"1970-01-01T00:00:00.000Z"}\n\n',
    );
  });

  it('leaves functions out, also beside an empty object', async () => {
    expect(await sent({ data: { id: 1, rest: {}, save: sent } })).toBe('data: {"id":1,"rest":{}}\n\n');
    expect(await sent({ data: { save: sent } })).toBe('data: {}\n\n');
  });

  it('closes a source that nobody reads: for HEAD', async () => {
    const clock = new EventEmitter();
    @Controller()
    class Events {
      @Route('/')
      stream() {
        return eventStream(on(clock, 'tick') as AsyncIterable<Item>);
      }
    }
    expect(
      (
        await createApp({ controllers: [Events] })
          .testClient()
          .head('/')
      ).status,
    ).toBe(200);
    expect(clock.listenerCount('tick')).toBe(0);
  });

  let opened: Readable;
  /** A stream of events of which none comes. */
  const endless = (): Readable => (opened = new Readable({ objectMode: true, read: () => {} }));

  it.each([
    ['a Node stream', endless],
    ['a web stream', () => Readable.toWeb(endless()) as AsyncIterable<Item>],
  ])('closes %s that nobody reads: for HEAD, and for a status without a body', async (_what, make) => {
    class Events {
      @Get('/')
      stream(request: Request) {
        return makeResponse(eventStream(make()), request.args.get('status', 200, Number));
      }
    }
    const client = quietApp([Events]).testClient();
    for (const ask of [() => client.head('/'), () => client.get('/?status=204')]) {
      await ask();
      await until(() => opened.destroyed);
      expect(opened.destroyed).toBe(true);
    }
  });

  it.each([
    ['a number', () => [5], /gave the number 5\. Give text or \{ data, event, id, retry \}/],
    ['null', () => [null], /gave null\./],
    ['a list', () => [[]], /gave a list/],
    ['an object with another field', () => [{ name: 'tick', data: 1 }], /gave an object with the field 'name'/],
    [
      'a time that is none',
      () => [{ data: 1, retry: 'soon' }],
      /'retry' of a server-sent event takes milliseconds, not the string "soon"/,
    ],
    ['data that is no JSON', () => [{ data: 1n }], /BigInt/],
  ])('refuses an item that is none: %s', async (_what, make, message) => {
    expect(await complaintOf(make)).toMatch(message);
  });

  it.each([
    [
      'a generator function that was not called',
      () =>
        async function* () {
          yield 'x';
        },
      /was given a function, .* Call the generator function/,
    ],
    ['text', () => 'abc', /was given the string "abc", which is not iterable/],
    ['nothing', () => undefined, /was given undefined/],
    ['an object', () => ({}), /was given an object/],
  ])('refuses a source that is none: %s', async (_what, make, message) => {
    expect(await complaintOf(make)).toMatch(message);
  });

  describe('over the wire', () => {
    let app: App;

    async function open(make: () => AsyncIterable<Item> | Iterable<Item>): Promise<IncomingMessage> {
      @Controller()
      class Events {
        @Route('/')
        stream() {
          return eventStream(make());
        }
      }
      app = quietApp([Events]);
      const [response] = (await once(get(await app.run({ port: 0 })), 'response')) as [IncomingMessage];
      return response;
    }

    afterEach(() => app.close());

    it('opens at once, and sends each event when it happens', async () => {
      const clock = new EventEmitter();
      async function* ticks(): AsyncGenerator<Item> {
        for await (const [tick] of on(clock, 'tick')) yield String(tick);
      }
      // Here nothing has happened yet, and the browser knows that it is connected.
      const response = await open(ticks);
      expect(String((await once(response, 'data'))[0])).toBe(':\n\n');
      clock.emit('tick', 1);
      expect(String((await once(response, 'data'))[0])).toBe('data: 1\n\n');
      response.destroy();
    });

    it('closes a source that waits for its next event when the client leaves', async () => {
      const clock = new EventEmitter();
      const response = await open(() => on(clock, 'tick') as AsyncIterable<Item>);
      await once(response, 'data');
      expect(clock.listenerCount('tick')).toBe(1);
      const left = new Promise<void>((done) => {
        clock.on('removeListener', () => done());
      });
      response.destroy();
      await left;
      expect(clock.listenerCount('tick')).toBe(0);
    });

    it.each([
      ['a Node stream', endless],
      ['a web stream', () => Readable.toWeb(endless()) as AsyncIterable<Item>],
    ])('closes %s that waits for its next event when the client leaves', async (_what, make) => {
      const response = await open(make);
      await once(response, 'data');
      response.destroy();
      await until(() => opened.destroyed);
      expect(opened.destroyed).toBe(true);
    });

    it('closes the source of a generator', async () => {
      let tell!: () => void;
      const closed = new Promise<void>((done) => {
        tell = done;
      });
      const response = await open(async function* () {
        try {
          while (true) {
            yield 'x';
            await new Promise((done) => {
              setImmediate(done);
            });
          }
        } finally {
          tell();
        }
      });
      await once(response, 'data');
      response.destroy();
      await closed;
    });
  });
});
