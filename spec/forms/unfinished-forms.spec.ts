import { once } from 'node:events';
import type { Socket } from 'node:net';

import { Controller, createApp, Request, Route, type App } from 'phial';

import { connectTo, exchange, rawPost } from '../support/raw-request.js';

const MULTIPART = 'multipart/form-data; boundary=b';
const MIB = 1024 * 1024;
const part = (content: string, file = ''): string =>
  `--b\r\nContent-Disposition: form-data; name=a${file}\r\n\r\n${content}\r\n`;
const FIELDS = part('x'.repeat(499_000)).repeat(2);

@Controller()
class Forms {
  @Route('/', ['POST'])
  read(request: Request) {
    return { sizes: request.form.getAll('a').map(({ length }) => length), files: request.files.getAll('a').length };
  }

  @Route('/large', ['POST'], { limits: { body: 80 * MIB, multipart: 80 * MIB, field: 80 * MIB } })
  large(request: Request) {
    return request.form.require('a').length;
  }
}

describe('the fields of a multipart form', () => {
  let app: App;
  let address: string;
  beforeAll(async () => {
    app = createApp({ controllers: [Forms], fastify: { logger: false } });
    address = await app.run({ port: 0 });
  });
  afterAll(() => app.close());

  const send = (path: string, body: string) => exchange(address, rawPost(path, MULTIPART, body));

  it('have the limit of a body together', async () => {
    const rest = MIB - 998_000 - 3;
    expect((await send('/', `${FIELDS}${part('x'.repeat(rest))}--b--`)).status).toBe(200);
    const { status, body } = await send('/', `${FIELDS}${part('x'.repeat(rest + 1))}--b--`);
    expect([status, body]).toEqual([413, expect.stringContaining('more than 1048576 bytes together')]);
  });

  it('may be files of any size', async () => {
    const { body } = await send('/', `${part('x'.repeat(400_000), '; filename=a').repeat(4)}--b--`);
    expect(JSON.parse(body)).toEqual({ sizes: [], files: 4 });
  });

  it('have the names and types of files among them', async () => {
    const type = `text/${'x'.repeat(15_000)}`;
    const file = `--b\r\nContent-Disposition: form-data; name=a; filename=a\r\nContent-Type: ${type}\r\n\r\n\r\n`;
    const { status, body } = await send('/', `${file.repeat(100)}--b--`);
    expect([status, body]).toEqual([413, expect.stringContaining('more than 1048576 bytes together')]);
  });

  it('may be larger than all memory for forms where a route says so', async () => {
    expect((await send('/large', `${part('x'.repeat(70 * MIB))}--b--`)).body).toBe(String(70 * MIB));
  });

  it('are given up when they do not end and memory is short, the oldest first', async () => {
    const answered: number[] = [];
    const sockets: Socket[] = [];
    while (answered.length === 0 && sockets.length < 100) {
      const [socket, index] = [connectTo(address), sockets.length];
      sockets.push(socket);
      socket.once('data', (answer) => {
        expect(String(answer)).toContain('HTTP/1.1 503');
        answered.push(index);
      });
      socket.write(rawPost('/', MULTIPART, FIELDS, { 'Content-Length': 2 * MIB }));
      await Promise.race([once(socket, 'data'), new Promise((done) => setTimeout(done, 50))]);
    }
    const { status } = await send('/', `${part('x')}--b--`);
    for (const socket of sockets) socket.destroy();
    expect([answered[0], status]).toEqual([0, 200]);
    expect(sockets.length).toBeGreaterThan(60);
  });
});
