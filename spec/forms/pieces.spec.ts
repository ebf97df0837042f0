import { jest } from '@jest/globals';

import { Controller, createApp, Request, Route, type App } from 'phial';

import { Pieces } from '../../lib/forms/pieces.js';
import { exchange, rawPost } from '../support/raw-request.js';

@Controller()
class Bodies {
  @Route('/', ['POST'])
  read(request: Request) {
    return [request.data.length, request.form.get('a', '').length];
  }
}

describe('a body that comes byte by byte', () => {
  let app: App;
  let address: string;
  beforeAll(async () => {
    app = createApp({ controllers: [Bodies], fastify: { logger: false, bodyLimit: 20_000 } });
    address = await app.run({ port: 0 });
  });
  afterAll(() => app.close());

  const letters = (count: number): string => 'a'.repeat(count);
  /** Each byte as a chunk of its own. */
  const chunked = (body: string): string => `${body.replace(/[^]/g, '1\r\n$&\r\n')}0\r\n\r\n`;
  const send = (type: string, body: string) =>
    exchange(
      address,
      rawPost('/', type, chunked(body), { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' }),
    );

  it('lies in memory as few pieces', () => {
    const pieces = new Pieces();
    for (let at = 0; at < 10_050; at++) pieces.add(Buffer.from([at % 256]));
    expect(pieces.count).toBe(150);
    expect(pieces.take()).toEqual(Buffer.from(Array.from({ length: 10_050 }, (_, at) => at % 256)));
    expect(pieces.take()).toHaveLength(0);
  });

  it.each([
    [10_000, 0, true],
    [9000, 0, false],
    [9000, 0.1, true],
    [8999, 0.1, false],
  ])(
    'is not copied when it comes in one piece that fills its memory but for a part: %i of 10,000, %d',
    (size, rest, isKept) => {
      const memory = Buffer.alloc(10_000, 'a');
      const pieces = new Pieces();
      pieces.add(memory.subarray(0, size));
      expect(pieces.take(rest).buffer === memory.buffer).toBe(isKept);
    },
  );

  it.each([
    ['text', 'text/plain', letters(5000), [5000, 0]],
    ['JSON', 'application/json', `"${letters(4998)}"`, [5000, 0]],
    ['a form', 'application/x-www-form-urlencoded', `a=${letters(5000)}`, [5002, 5000]],
    [
      'a multipart form',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name=a\r\n\r\n${letters(5000)}\r\n--b--`,
      [0, 5000],
    ],
  ])('is read as such: %s', async (_what, type, body, lengths) => {
    const add = jest.spyOn(Pieces.prototype, 'add');
    expect(JSON.parse((await send(type, body)).body)).toEqual(lengths);
    expect(add.mock.calls.length).toBeGreaterThan(4000);
    add.mockRestore();
  });

  it('has the limit of all bodies', async () => {
    expect((await send('text/plain', letters(20_000))).status).toBe(200);
    expect((await send('text/plain', letters(20_001))).status).toBe(413);
  });
});
