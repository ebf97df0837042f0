import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { ChildApp } from '../support/child-app.js';
import { until } from '../support/until.js';

const form = Buffer.concat([
  Buffer.from('--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'),
  Buffer.alloc(2_000_000),
  Buffer.from('\r\n--x--\r\n'),
]);

// Linux alone lets a running process have fewer.
const describeHere = process.platform === 'linux' ? describe : describe.skip;

describeHere('An app without descriptors', () => {
  const root = mkdtempSync(join(tmpdir(), 'phial-short-'));
  let child: ChildApp;
  let address: string;
  let pid: string;
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });

  beforeAll(async () => {
    writeFileSync(join(root, 'small.txt'), 'small');
    writeFileSync(join(root, 'large.txt'), '');
    truncateSync(join(root, 'large.txt'), 1_000_000);
    child = new ChildApp('short-of-files.ts', { SHORT_ROOT: root, TMPDIR: root });
    address = await child.address();
    pid = (await child.line('listens')).split(' ')[0]!;
  }, 60_000);

  afterAll(async () => {
    agent.destroy();
    child.kill('SIGKILL');
    await child.exit;
    rmSync(root, { recursive: true });
  });

  /** The status of an answer, over one of the connections that are open already. */
  async function statusOf(path: string, body?: Buffer): Promise<number> {
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': body?.length ?? 0 };
    const sent = request(address + path, { agent, headers, method: body === undefined ? 'GET' : 'POST' }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await buffer(response);
    return response.statusCode!;
  }

  function askAll(): Promise<number[]> {
    const files = ['/static/small.txt', '/static/large.txt', '/file', '/session'].map((path) => statusOf(path));
    return Promise.all([...files, statusOf('/upload', form), statusOf('/still')]);
  }

  /** How many descriptors a process may have; it may be more again. */
  function limit(most: number): void {
    execFileSync('prlimit', ['--pid', pid, `--nofile=${most}:`]);
  }

  function errors(): string[] {
    return child.said.filter((line) => line.startsWith('{"level":50'));
  }

  it('answers what needs none, and 500 or 503 to all else, with one error each in the log', async () => {
    await Promise.all(Array.from({ length: 6 }, () => statusOf('/still')));
    expect(await askAll()).toEqual([200, 200, 200, 200, 200, 200]);
    limit(10);
    expect(await askAll()).toEqual([500, 500, 500, 503, 500, 200]);
    expect(await askAll()).toEqual([500, 500, 500, 503, 500, 200]);
    await until(() => errors().length >= 10);
    expect(errors()).toHaveLength(10);
    expect(errors().every((line) => line.includes('EMFILE'))).toBe(true);
  });

  it('goes on when there are some again, and has left nothing behind', async () => {
    limit(1000);
    expect(await askAll()).toEqual([200, 200, 200, 200, 200, 200]);
    await until(() => uploads().length === 0);
    expect(uploads()).toEqual([]);
  });

  function uploads(): string[] {
    return readdirSync(root).filter((name) => name.startsWith('phial-upload-'));
  }
});
