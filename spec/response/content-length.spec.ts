import { once } from 'node:events';
import { Readable } from 'node:stream';

import { Controller, createApp, Response, Route } from 'phial';

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
  async function received(make: () => unknown, method = 'GET'): Promise<string> {
    @Controller()
    class Bodies {
      @Route('/')
      body(): unknown {
        return make();
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
});
