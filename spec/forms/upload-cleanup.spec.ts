import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { connectTo, exchange, rawPost } from '../support/raw-request.js';

const MULTIPART = 'multipart/form-data; boundary=b';
const part = (content: string, name = 'file'): string =>
  `--b\r\nContent-Disposition: form-data; name=${name}; filename=a\r\n\r\n${content}\r\n`;
const LARGE = part('x'.repeat(600_000));

describe('the temporary folder of uploads', () => {
  let folder: string;
  let server: ChildProcess;
  let lines: AsyncIterator<string>;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'phial-spec-'));
    server = spawn(process.execPath, ['--import', '@oxc-node/core/register', 'spec/support/upload-server.ts'], {
      env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    lines = createInterface(server.stdout!)[Symbol.asyncIterator]();
    address = (await lines.next()).value as string;
  }, 30_000);
  afterAll(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  });

  const send = async (path: string, body: string, headers = {}) =>
    exchange(address, rawPost(path, MULTIPART, body, headers));

  /** The server may be about to remove what it has. */
  const leftovers = async (): Promise<string[]> => {
    for (let patience = 250; patience > 0 && readdirSync(folder).length > 0; patience--) await sleep(20);
    return readdirSync(folder);
  };

  afterEach(async () => expect(await leftovers()).toEqual([]));

  /** Sends the beginnings of forms, waits until the server spools them, and hangs up. */
  const abort = async (...bodies: string[]): Promise<void> => {
    const sockets = bodies.map((body) => {
      const socket = connectTo(address);
      socket.write(rawPost('/', MULTIPART, body, { 'Content-Length': 1_500_000 }));
      return socket;
    });
    while (readdirSync(folder).length < bodies.length) await sleep(1);
    await Promise.all(
      sockets.map(async (socket) => {
        socket.resetAndDestroy();
        await once(socket, 'close');
      }),
    );
    expect(await leftovers()).toEqual([]);
  };

  it('has one file for each large upload, and none for a small one', async () => {
    expect((await send('/', `${LARGE}${part('small')}${LARGE}--b--`)).body).toBe('2');
    expect(await leftovers()).toEqual([]);
    expect((await send('/', `${part('small')}--b--`)).body).toBe('0');
  });

  it('has small files, too, when together they take more than 8 MiB', async () => {
    expect((await send('/refused/', `${part('x'.repeat(500_000)).repeat(16)}--b--`)).body).toBe('0');
    expect((await send('/refused/', `${part('x'.repeat(500_000)).repeat(20)}--b--`)).body).toBe('4');
    expect(await leftovers()).toEqual([]);
    // Large ones leave the memory when they are written, which may be a little later.
    expect((await send('/refused/', `${LARGE.repeat(10)}${part('x'.repeat(500_000)).repeat(13)}--b--`)).body).toBe(
      '10',
    );
  });

  it.each([
    ['the response', '/', 200, /^1$/],
    ['a handler that throws', '/throw', 500, /Internal Server Error/],
    ['a save that fails', '/save', 500, /Internal Server Error/],
    ['a hook that answers instead of the handler', '/refused/', 200, /^1$/],
    ['an after-hook that throws', '/broken/', 500, /Internal Server Error/],
    ['a path that takes no uploads', '/nowhere', 404, /Not Found/],
  ])('is gone after %s', async (_what, path, status, text) => {
    const answer = await send(path, `${LARGE}--b--`);
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(text)]);
    expect(await leftovers()).toEqual([]);
  });

  it('is gone after a response that streamed a file of it, whole', async () => {
    const { body } = await send('/stream', `${LARGE}--b--`);
    expect(body.replace(/^[\da-f]+\r\n|\r\n[\da-f]*\r?\n?/gm, '')).toBe('x'.repeat(600_000));
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['the size of the form', LARGE.repeat(4)],
    ['the size of a field', `${LARGE}--b\r\nContent-Disposition: form-data; name=a\r\n\r\n${'x'.repeat(101)}\r\n--b--`],
    ['the number of parts', LARGE + part('').repeat(20)],
  ])('is gone when a limit strikes: %s', async (_what, body) => {
    const length = { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' };
    const { status } = await send('/', `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`, length);
    expect(status).toBe(413);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['ends too early', LARGE],
    ['has a part without a name', `${LARGE}--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--`],
    ['has a part that is cut off', LARGE.slice(0, -2)],
  ])('is gone when the form %s', async (_what, body) => {
    expect((await send('/', body)).status).toBe(400);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is the server's business: when it cannot be written to, that is a 500", async () => {
    renameSync(folder, `${folder}-away`);
    try {
      expect((await send('/', `${LARGE}--b--`)).status).toBe(500);
    } finally {
      renameSync(`${folder}-away`, folder);
    }
    expect((await send('/', `${LARGE}--b--`)).body).toBe('1');
  });

  it('takes a large upload, and memory does not', async () => {
    const [start, end] = part('|').split('|') as [string, string];
    const sizes = Array<Buffer>(300).fill(Buffer.alloc(1024 * 1024));
    const length = start.length + sizes.length * sizes[0]!.length + end.length + 5;
    const before = Number((await send('/memory', `${LARGE}--b--`)).body);
    const { body: after } = await exchange(
      address,
      rawPost('/memory', MULTIPART, start, { 'Content-Length': length }),
      ...sizes,
      Buffer.from(`${end}--b--`),
    );
    expect(Number(after)).toBeLessThan(before + 100);
  }, 30_000);

  it('is gone when the client hangs up while the handler runs', async () => {
    const socket = connectTo(address);
    socket.write(rawPost('/wait', MULTIPART, `${LARGE}--b--`));
    expect((await lines.next()).value).toBe('waiting');
    expect(readdirSync(folder)).toHaveLength(1);
    socket.destroy();
    expect(await leftovers()).toEqual([]);
  });

  it('is empty after 100 uploads that were given up in the middle of a part', async () => {
    for (let round = 0; round < 10; round++) {
      await abort(...Array.from({ length: 10 }, (_, index) => LARGE.slice(0, 510_000 + index * 5000)));
    }
    const { body } = await exchange(
      address,
      Buffer.from('GET /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    );
    expect(body).toBe('0');
  });

  it.each([
    ['a field', '--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx'],
    ['the header of a part', '--b\r\nContent-Disp'],
    ['a boundary', '--'],
    ['a second file', part('x'.repeat(800_000)).slice(0, 700_000)],
  ])('is empty after an upload that was given up in %s', async (_where, end) => {
    await abort(LARGE + end);
    expect(readdirSync(folder)).toEqual([]);
  });
});
