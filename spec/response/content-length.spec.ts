import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { Controller, createApp, Request, Response, Route } from 'phial';

import { loggedBy, type Entry } from '../support/log-of.js';
import { connectTo } from '../support/raw-request.js';

const SOURCES: [string, (pieces: string[]) => unknown][] = [
  [
    'a Node stream',
    (pieces) =>
      Readable.from(
        pieces.map((piece) => Buffer.from(piece)),
        { objectMode: false },
      ),
  ],
  ['a Node stream of objects', (pieces) => Readable.from(pieces)],
  ['a web stream', (pieces) => ReadableStream.from(pieces.map((piece) => Buffer.from(piece)))],
  [
    'a generator',
    async function* (pieces) {
      for (const piece of pieces) {
        await new Promise(setImmediate);
        yield piece;
      }
    },
  ],
  [
    "the web's Response",
    (pieces) => new globalThis.Response(ReadableStream.from(pieces.map((one) => Buffer.from(one)))),
  ],
];

describe('A body with a Content-Length of its own', () => {
  let log: Entry[];

  /** What comes over one connection, on which the answer is asked for, and then another. */
  async function received(make: (request: Request) => unknown, method = 'GET'): Promise<string> {
    @Controller()
    class Bodies {
      @Route('/')
      body(request: Request): unknown {
        return make(request);
      }

      @Route('/next')
      next() {
        return 'the next answer';
      }
    }
    const { logger, entries } = loggedBy();
    log = entries;
    const app = createApp({ controllers: [Bodies], securityHeaders: false, fastify: { logger } });
    const socket = connectTo(await app.run({ port: 0 }));
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString('latin1')));
    socket.write(`${method} / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    socket.write('GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await once(socket, 'close');
    await app.close();
    return text;
  }

  const body = (value: unknown, length: number | string): Response =>
    value instanceof globalThis.Response
      ? new Response(value.body, { headers: { 'Content-Length': length } })
      : new Response(value, { headers: { 'Content-Length': length } });

  const NEXT = /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nthe next answer$/;

  describe.each(SOURCES)('%s', (_what, source) => {
    it('is sent when it has that length, and the connection is kept', async () => {
      const text = await received(() => body(source(['01234', '56789']), 10));
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 10\r\n/);
      expect(text).not.toContain('transfer-encoding');
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toMatch(/^0123456789HTTP/);
      expect(text.slice(text.indexOf('0123456789') + 10)).toMatch(NEXT);
      expect(log).toEqual([]);
    });

    it('closes the connection when it is shorter', async () => {
      const text = await received(() => body(source(['01234', '56']), 10));
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe('0123456');
      expect(log.map(({ msg, err }) => [msg, err!.message])).toEqual([
        [
          'Bodies.body failed while its response was sent: GET /',
          expect.stringContaining('The body of Bodies.body gave 7 bytes, and its Content-Length had announced 10.'),
        ],
      ]);
    });

    it('sends no more than was announced when it is longer, and closes the connection', async () => {
      const text = await received(() => body(source(['01234', '56789', 'abc']), 8));
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe('01234');
      expect(log[0]!.err!.message).toContain('gave 10 bytes or more, and its Content-Length had announced 8.');
    });

    it('is a 500 when that is seen before the first byte', async () => {
      for (const [pieces, length] of [
        [['0123456789'], 8],
        [[], 8],
      ] as [string[], number][]) {
        const text = await received(() => body(source(pieces), length));
        expect(text).toMatch(/^HTTP\/1\.1 500 /);
        expect(text.slice(text.indexOf('HTTP/1.1', 5))).toMatch(NEXT);
        expect(log[0]!.err!.message).toContain('had announced 8. Leave the header out');
      }
    });

    it('may be empty', async () => {
      const text = await received(() => body(source([]), 0));
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 0\r\n/);
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toMatch(NEXT);
    });
  });

  it.each([
    ['text', 'hello', 5],
    ['bytes', Buffer.from('hello'), 5],
    ['data', { a: 1 }, 7],
    ['nothing', null, 0],
  ])('has the length that it has: %s', async (_what, value, length) => {
    for (const wrong of [2, 20]) {
      const text = await received(() => body(value, wrong));
      expect(text).toContain(`content-length: ${length}\r\n`);
      const after = text.slice(text.indexOf('\r\n\r\n') + 4 + length);
      expect(after).toMatch(NEXT);
    }
  });

  it.each(['many', '-1', '1.5', ''])('has a length that is a number: not %p', async (length) => {
    const text = await received(() => body(Readable.from(['a']), length));
    expect(text).toMatch(/^HTTP\/1\.1 500 /);
    expect(log[0]!.err!.message).toContain("The header 'Content-Length' is a number of bytes");
  });

  it('is not read for HEAD', async () => {
    const text = await received(() => body(Readable.from(['a']), 10), 'HEAD');
    expect(text).toContain('content-length: 10\r\n');
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toMatch(NEXT);
  });

  describe.each([
    [
      'returned beside a header of the reply',
      ({ environ }: Request, value: unknown) => (environ.reply.header('content-length', '10'), value),
    ],
    [
      'sent through the reply',
      ({ environ }: Request, value: unknown) => environ.reply.header('content-length', '10').send(value),
    ],
    [
      "returned beside a header of Node's response",
      ({ environ }: Request, value: unknown) => (environ.reply.raw.setHeader('Content-Length', '10'), value),
    ],
  ])('a stream %s', (_how, give) => {
    const streams = SOURCES.filter(([what]) => what !== 'a generator');

    it.each(streams)('is sent when it has that length: %s', async (_what, source) => {
      const text = await received((request) => give(request, source(['01234', '56789'])));
      expect(text.slice(text.indexOf('0123456789') + 10)).toMatch(NEXT);
      expect(log).toEqual([]);
    });

    it.each(streams)('closes the connection when it is shorter: %s', async (_what, source) => {
      const text = await received((request) => give(request, source(['01234', '56'])));
      expect(text).toMatch(/content-length: 10\r\n/i);
      expect(text).not.toContain('the next answer');
      expect(log[0]!.msg).toBe('Bodies.body failed while its response was sent: GET /');
      expect(log[0]!.err!.message).toContain('gave 7 bytes, and its Content-Length had announced 10.');
    });

    it.each(streams)('is a 500 when it is longer: %s', async (_what, source) => {
      const text = await received((request) => give(request, source(['0123456789abc'])));
      expect(text).toMatch(/^HTTP\/1\.1 500 /);
      expect(text.slice(text.indexOf('HTTP/1.1', 5))).toMatch(NEXT);
    });
  });

  it('that is sent through the reply has a length that is a number', async () => {
    const text = await received(({ environ }) =>
      environ.reply.header('content-length', 'many').send(Readable.from([])),
    );
    expect(text).toMatch(/^HTTP\/1\.1 500 /);
    expect(log[0]!.err!.message).toContain("The header 'Content-Length' is a number of bytes");
  });

  it('is as long as it is when it was fetched, and is sent through the reply', async () => {
    const from = await serveZipped('0123456789'.repeat(100));
    const text = await received(async ({ environ }) => environ.reply.send(await fetch(from.url)));
    from.server.close();
    expect(text).not.toMatch(/content-encoding/i);
    expect(text).toContain('0123456789'.repeat(100));
    expect(text).toContain('the next answer');
    expect(log).toEqual([]);
  });
});

async function serveZipped(text: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    const body = gzipSync(text);
    response
      .writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length, connection: 'close' })
      .end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
