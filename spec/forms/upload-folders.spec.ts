import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { connectTo, exchange, rawPost } from '../support/raw-request.js';

const MULTIPART = 'multipart/form-data; boundary=b';
const LARGE = `--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n${'x'.repeat(600_000)}\r\n`;

describe('the temporary folder of a process that ends in the middle of an upload', () => {
  let folder: string;
  const servers: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'phial-spec-'));
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const start = async (): Promise<{ server: ChildProcess; address: string }> => {
    const server = spawn(process.execPath, ['--import', '@oxc-node/core/register', 'spec/support/upload-server.ts'], {
      env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    servers.push(server);
    const { value } = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
    return { server, address: value as string };
  };

  const endInUpload = async (signal: NodeJS.Signals): Promise<void> => {
    const { server, address } = await start();
    const before = readdirSync(folder).length;
    const socket = connectTo(address).on('error', () => {});
    socket.write(rawPost('/', MULTIPART, LARGE, { 'Content-Length': 1_500_000 }));
    while (readdirSync(folder).length === before) await sleep(5);
    server.kill(signal);
    await once(server, 'exit');
    socket.destroy();
  };

  it('is removed when it is told to stop', async () => {
    await endInUpload('SIGTERM');
    expect(readdirSync(folder)).toEqual([]);
  }, 30_000);

  it('is removed by the next process when it was killed', async () => {
    await endInUpload('SIGKILL');
    expect(readdirSync(folder)).toHaveLength(1);
    const { address } = await start();
    // Counts the files of its own upload alone.
    expect((await exchange(address, rawPost('/', MULTIPART, `${LARGE}--b--`))).body).toBe('1');
    for (let patience = 100; patience > 0 && readdirSync(folder).length > 0; patience--) await sleep(20);
    expect(readdirSync(folder)).toEqual([]);
  }, 30_000);

  it('stays when its process lives, or it is a link, or of something else', async () => {
    const host = hostname().replace(/[^\w.]/g, '_');
    const names = [`phial-upload-${host}-${process.pid}-abcdef`, 'phial-upload-other-1-abcdef', 'mine'];
    for (const name of names) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'mine', 'file'), '');
    symlinkSync(join(folder, 'mine'), join(folder, `phial-upload-${host}-999999999-abcdef`));
    const { address } = await start();
    await exchange(address, rawPost('/', MULTIPART, `${LARGE}--b--`));
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(names));
    expect(readdirSync(join(folder, 'mine'))).toEqual(['file']);
  }, 30_000);
});
