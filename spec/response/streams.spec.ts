import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import { Controller, createApp, html, Request, Response, Route, type App } from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';

/** A source that gives ticks for ever, and says when it is closed. */
interface Source {
  value: unknown;
  closed: Promise<void>;
}

function sourceOf(make: (closed: () => void) => unknown): Source {
  let tell!: () => void;
  const closed = new Promise<void>((done) => {
    tell = done;
  });
  return { value: make(tell), closed };
}

async function* ticks(closed: () => void): AsyncGenerator<string> {
  try {
    while (true) {
      yield 'tick ';
      await wait(1);
    }
  } finally {
    closed();
  }
}

function* syncTicks(closed: () => void): Generator<string> {
  try {
    while (true) yield 'tick '.repeat(1000);
  } finally {
    closed();
  }
}

/** Gives one tick and then waits for ever: only return() ends it. */
function stuck(closed: () => void): AsyncIterator<string> {
  let given = 0;
  return {
    next: () => (given++ === 0 ? Promise.resolve({ done: false, value: 'tick ' }) : new Promise(() => {})),
    return: async () => {
      closed();
      return { done: true, value: undefined };
    },
  };
}

function nodeStream(closed: () => void): Readable {
  return new Readable({
    read() {
      setImmediate(() => this.push('tick '));
    },
  }).on('close', closed);
}

function objectStream(closed: () => void): Readable {
  return new Readable({
    objectMode: true,
    read() {
      setImmediate(() => this.push('tick '));
    },
  }).on('close', closed);
}

function webStream(closed: () => void): ReadableStream {
  return new ReadableStream({
    async pull(controller) {
      await wait(1);
      controller.enqueue(Buffer.from('tick '));
    },
    cancel: closed,
  });
}

const ENDLESS: [string, (closed: () => void) => unknown][] = [
  ['an async generator', ticks],
  ['a sync generator', syncTicks],
  ['an iterator with return(), whose next() is on its way', stuck],
  ['an async iterable', (closed) => ({ [Symbol.asyncIterator]: () => ticks(closed) })],
  ['a Node stream', nodeStream],
  ['a Node stream of objects', objectStream],
  ['a web stream', webStream],
];

function locked(): ReadableStream {
  const stream = webStream(() => {});
  stream.getReader();
  return stream;
}

describe('A stream', () => {
  let app: App | undefined;
  let log: Entry[];

  /** The address of an app whose only handler returns what `make` gives. */
  async function serve(make: (request: Request) => unknown): Promise<string> {
    @Controller()
    class Streams {
      @Route('/')
      stream(request: Request): unknown {
        return make(request);
      }
    }
    const { logger, entries } = loggedBy();
    log = entries;
    app = createApp({ controllers: [Streams], fastify: { logger } });
    return app.run({ port: 0 });
  }

  async function open(address: string): Promise<IncomingMessage> {
    const [response] = (await once(get(address), 'response')) as [IncomingMessage];
    return response;
  }

  afterEach(async () => {
    app?.fastify.server.closeAllConnections();
    await app?.close();
  });

  it.each([
    [
      'an async generator',
      async function* () {
        yield 'a';
        yield Buffer.from('b');
        yield html`<b>${'<'}</b>`;
      },
      'text/html; charset=utf-8',
    ],
    [
      'a sync generator',
      function* () {
        yield 'a';
        yield 'b<b>&lt;</b>';
      },
      'text/html; charset=utf-8',
    ],
    ['an iterator without a loop', () => ['ab', '<b>&lt;</b>'][Symbol.iterator](), 'text/html; charset=utf-8'],
    [
      'a sync generator of promises',
      function* () {
        yield Promise.resolve('ab');
        yield Promise.resolve('<b>&lt;</b>');
      },
      'text/html; charset=utf-8',
    ],
    ['a Node stream', () => Readable.from(['ab', '<b>&lt;</b>']), 'application/octet-stream'],
    ['a web stream', () => new globalThis.Response('ab<b>&lt;</b>').body, 'application/octet-stream'],
  ])('is sent as it comes: %s', async (_what, make, type) => {
    const response = await fetch(await serve(make as () => unknown));
    expect(await response.text()).toBe('ab<b>&lt;</b>');
    expect([response.headers.get('content-type'), response.headers.get('content-length')]).toEqual([type, null]);
  });

  it('arrives piece by piece', async () => {
    const source = new PassThrough();
    const address = await serve(() => source);
    source.write('first');
    const pieces: string[] = [];
    for await (const piece of await open(address)) {
      pieces.push(String(piece));
      if (pieces.length === 1) source.end('second');
    }
    expect(pieces).toEqual(['first', 'second']);
  });

  it('may be empty', async () => {
    const response = await fetch(
      await serve(async function* () {
        /* nothing */
      }),
    );
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('takes its status, type and headers from a Response', async () => {
    const response = await fetch(
      await serve(() => new Response(Readable.from(['a,b']), { status: 203, type: 'text/csv' })),
    );
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      203,
      'text/csv',
      'a,b',
    ]);
  });

  describe('whose client leaves', () => {
    it.each(ENDLESS)('is closed: %s', async (_what, make) => {
      const { value, closed } = sourceOf(make);
      const response = await open(await serve(() => value));
      await once(response, 'data');
      response.destroy();
      await closed;
      expect(log).toEqual([]);
    });

    it.each(ENDLESS)('is closed when the client left before it began: %s', async (what, make) => {
      const { value, closed } = sourceOf(make);
      const client = new AbortController();
      let gone!: Promise<unknown>;
      const address = await serve(async ({ environ }) => {
        gone = once(environ.reply.raw, 'close');
        client.abort();
        await gone;
        return value;
      });
      await expect(fetch(address, { signal: client.signal })).rejects.toThrow('aborted');
      await gone;
      // A generator that never began has nothing to close.
      if (!/generator|iterable/.test(what)) await closed;
      expect(log).toEqual([]);
    });
  });

  describe('asked for by HEAD', () => {
    it.each(ENDLESS)('is closed and not read: %s', async (what, make) => {
      const { value, closed } = sourceOf(make);
      const response = await fetch(await serve(() => value), { method: 'HEAD' });
      expect([response.status, await response.text(), response.headers.get('content-length')]).toEqual([200, '', null]);
      if (!/generator|iterable/.test(what)) await closed;
    });
  });

  describe('that another has read', () => {
    const read = async <Stream extends Readable | ReadableStream>(stream: Stream): Promise<Stream> => {
      for await (const piece of stream) String(piece);
      return stream;
    };

    it.each([
      ['a Node stream', () => read(Readable.from(['a'])), 'was read to its end'],
      ['a Node stream that ended', () => read(new PassThrough().end('a')), 'was read to its end'],
      ['a web stream', () => read(ReadableStream.from(['a'])), 'was read to its end'],
      ['one in a Response', async () => new Response(await read(Readable.from(['a']))), 'was read to its end'],
      ['one that is being read', () => locked(), 'is being read'],
    ])('is a 500 that says what to return: %s', async (_what, make, state) => {
      expect((await fetch(await serve(make))).status).toBe(500);
      expect(log[0]!.err!.message).toMatch(
        new RegExp(`^(Streams.stream returned|new Response\\(\\) was given) a stream that ${state} already. Return `),
      );
    });

    it('is empty when there was nothing in it', async () => {
      const stream = new PassThrough();
      await once(stream.resume().end(), 'end');
      const response = await fetch(await serve(() => stream));
      expect([response.status, await response.text()]).toEqual([200, '']);
    });

    it('goes on where the other has stopped', async () => {
      const stream = ReadableStream.from(['head', 'rest']);
      const reader = stream.getReader();
      await reader.read();
      reader.releaseLock();
      expect(await (await fetch(await serve(() => stream))).text()).toBe('rest');
    });
  });

  it('does not run ahead of a slow client', async () => {
    let given = 0;
    const address = await serve(function* () {
      for (; given < 100_000; given++) yield 'x'.repeat(10_000);
    });
    const response = await open(address);
    response.pause();
    // What fits into the buffers between the two is sent; then nothing more.
    let before = -1;
    while (before !== given) {
      before = given;
      await wait(100);
    }
    expect(given).toBeLessThan(5_000);
    response.destroy();
  });
});
