import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { PassThrough, type Readable } from 'node:stream';

import { jest } from '@jest/globals';
import { Controller, Request, Route, type App } from 'phial';
import { quietApp } from '../support/quiet-app.js';

import { connectTo, exchange, rawPost } from '../support/raw-request.js';

const MULTIPART = 'multipart/form-data; boundary=b';
const FILE = '--b\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n';
const FIELD = '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n';
const END = '\r\n--b--';

const fields = (count: number): string => `${`${FIELD}x\r\n`.repeat(count)}--b--`;

describe('the limits of a multipart form', () => {
  @Controller()
  class Uploads {
    @Route('/', ['POST'])
    read(request: Request) {
      return {
        fields: request.form.getAll('a').map((value) => value.length),
        files: request.files.getAll('a').map(({ size }) => size),
      };
    }

    @Route('/small', ['POST'], { limits: { multipart: 1000, field: 10, parts: 2 } })
    small(request: Request) {
      return this.read(request);
    }

    @Route('/large', ['POST'], { limits: { multipart: 20 * 1024 * 1024, field: 600_000, parts: 2000 } })
    large(request: Request) {
      return this.read(request);
    }
  }

  let app: App;
  let address: string;
  beforeAll(async () => {
    app = quietApp([Uploads]);
    address = await app.run({ port: 0 });
  });
  afterAll(() => app.close());

  const send = (path: string, body: string | Buffer) => exchange(address, rawPost(path, MULTIPART, body));

  /** The answer to a form that the client never ends: it must come early. */
  const answerToEndless = (path: string, start: string, chunk = '') =>
    new Promise<string>((done) => {
      const socket = connectTo(address);
      const length = { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' };
      const frame = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
      socket.write(rawPost(path, MULTIPART, frame(start), length));
      const more = (): void => {
        while (chunk !== '' && !socket.destroyed && socket.write(frame(chunk)));
      };
      socket.on('drain', more).once('data', (data) => {
        socket.destroy();
        done(data.toString());
      });
      more();
    });

  describe('multipart', () => {
    const sized = (size: number): string => FILE + 'x'.repeat(size - FILE.length - END.length) + END;

    it('is the largest body that is served', async () => {
      expect((await send('/small', sized(1000))).status).toBe(200);
      const { status, body } = await send('/small', sized(1001));
      expect([status, body]).toEqual([413, expect.stringContaining('The form has more than 1000 bytes.')]);
    });

    it('holds for a body without a length', async () => {
      const chunked = (body: string) =>
        exchange(
          address,
          rawPost('/small', MULTIPART, `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`, {
            'Content-Length': undefined,
            'Transfer-Encoding': 'chunked',
          }),
        );
      expect((await chunked(sized(1000))).status).toBe(200);
      expect((await chunked(sized(1001))).status).toBe(413);
    });

    it('holds for what stands before and behind the parts, too', async () => {
      expect((await send('/small', `${'x'.repeat(1000)}\r\n${fields(1)}`)).status).toBe(413);
      expect((await send('/small', `${fields(1)}\r\n${'x'.repeat(1000)}`)).status).toBe(413);
    });

    it.each([
      ['/', 16 * 1024 * 1024],
      ['/large', 20 * 1024 * 1024],
    ])('of %s is %d bytes', async (path, limit) => {
      expect((await send(path, sized(limit))).status).toBe(200);
      expect((await send(path, sized(limit + 1))).status).toBe(413);
    });

    it('refuses a body by its length, before any of it has come', async () => {
      const head = rawPost('/', MULTIPART, '', { 'Content-Length': 16 * 1024 * 1024 + 1, Connection: 'keep-alive' });
      const socket = connectTo(address);
      socket.write(head);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      expect(answer.toString()).toContain('HTTP/1.1 413');
    });

    it('refuses a body that has no length and no end', async () => {
      expect(await answerToEndless('/', FILE, 'x'.repeat(65_536))).toContain('HTTP/1.1 413');
    });
  });

  describe('field', () => {
    it.each([
      ['/', 500_000],
      ['/small', 10],
      ['/large', 600_000],
    ])('of %s lets %d bytes pass', async (path, limit) => {
      const largest = await send(path, FIELD + 'x'.repeat(limit) + END);
      expect([largest.status, JSON.parse(largest.body).fields]).toEqual([200, [limit]]);
      const { status, body } = await send(path, FIELD + 'x'.repeat(limit + 1) + END);
      expect([status, body]).toEqual([413, expect.stringContaining(`has more than ${limit} bytes.`)]);
    });

    it('counts bytes, not characters', async () => {
      expect((await send('/small', `${FIELD}${'é'.repeat(5)}${END}`)).status).toBe(200);
      expect((await send('/small', `${FIELD}${'é'.repeat(6)}${END}`)).status).toBe(413);
    });

    it('refuses a body of one huge field before it has ended', async () => {
      expect(await answerToEndless('/', FIELD + 'x'.repeat(500_001))).toContain('HTTP/1.1 413');
    });

    it('does not hold for files', async () => {
      expect(JSON.parse((await send('/small', `${FILE}${'x'.repeat(500)}${END}`)).body).files).toEqual([500]);
    });
  });

  describe('parts', () => {
    it.each([
      ['/', 1000],
      ['/small', 2],
      ['/large', 2000],
    ])('of %s lets %d pass', async (path, limit) => {
      const most = await send(path, fields(limit));
      expect([most.status, JSON.parse(most.body).fields.length]).toEqual([200, limit]);
      const { status, body } = await send(path, fields(limit + 1));
      expect([status, body]).toEqual([413, expect.stringContaining(`The form has more than ${limit} parts.`)]);
    });

    it('counts files, too', async () => {
      expect((await send('/small', `${FILE}x\r\n`.repeat(2) + fields(1))).status).toBe(413);
    });

    it('refuses 10,000 fields before they have ended', async () => {
      expect(await answerToEndless('/', `${FIELD}x\r\n`.repeat(10_000))).toContain('HTTP/1.1 413');
    });
  });

  it('may be set for the app', async () => {
    const client = quietApp([Uploads], { limits: { multipart: 500 } }).testClient();
    const status = async (size: number, path: string) =>
      (await client.post(path, { files: { a: { filename: 'a', content: 'x'.repeat(size) } } })).status;
    expect([await status(100, '/'), await status(500, '/'), await status(500, '/small')]).toEqual([200, 413, 200]);
  });

  it('hold over HTTP/2, too', async () => {
    const server = quietApp([Uploads], { fastify: { http2: true } });
    const session = connectHttp2(await server.run({ port: 0 }));
    try {
      const statuses = [900, 1001].map(async (size) => {
        const stream = session.request({ ':method': 'POST', ':path': '/small', 'content-type': MULTIPART });
        stream.write(FILE + 'x'.repeat(size - FILE.length));
        if (size < 1000) stream.end(END);
        const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
        return headers[':status'];
      });
      expect(await Promise.all(statuses)).toEqual([200, 413]);
    } finally {
      session.destroy();
      await server.close();
    }
  });

  it('are no limits of a body that is no form', async () => {
    expect((await exchange(address, rawPost('/', 'text/plain', 'x'.repeat(1024 * 1024 + 1)))).status).toBe(413);
  });
});

describe('a client that sends more than it may', () => {
  @Controller()
  class Uploads {
    @Route('/', ['POST'])
    read(request: Request) {
      return request.files.size;
    }
  }

  let app: App;
  let address: string;
  beforeEach(async () => {
    app = quietApp([Uploads], { limits: { multipart: 1000 } });
    address = await app.run({ port: 0 });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await app.close();
  });

  it.each([
    ['may send the rest, and then the next request', undefined],
    [
      'may do so through a stream that a hook of Fastify puts before the form',
      async (_request: unknown, _reply: unknown, payload: Readable) => payload.pipe(new PassThrough()),
    ],
  ])('%s', async (_what, preParsing) => {
    if (preParsing !== undefined) {
      await app.close();
      app = quietApp([Uploads], { limits: { multipart: 1000 } });
      app.fastify.addHook('preParsing', preParsing);
      address = await app.run({ port: 0 });
    }
    const body = FILE + 'x'.repeat(3_000_000) + END;
    const { headers, body: rest } = await exchange(
      address,
      rawPost('/', MULTIPART, body, { Connection: 'keep-alive' }),
      rawPost('/', MULTIPART, FILE + END),
    );
    expect(headers).toContain('HTTP/1.1 413');
    expect(rest).toContain('HTTP/1.1 200');
  });

  it('is cut off when it does not come to an end for five seconds after the answer', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    const socket = connectTo(address);
    socket.write(rawPost('/', MULTIPART, FILE, { 'Content-Length': 5000, Connection: 'keep-alive' }));
    await once(socket, 'data');
    await new Promise(setImmediate);
    jest.advanceTimersByTime(4_900);
    const closed = new Promise((done) => socket.once('close', () => done('closed')));
    jest.advanceTimersByTime(200);
    expect(await closed).toBe('closed');
  });
});
