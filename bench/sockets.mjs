import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { CLIENT_CORE } from './servers.mjs';

/**
 * Sends messages over WebSockets, which wrk does not know, by echo.mjs in a process on the clients' core.
 *
 * @returns by how much more `read()` gives when all have come back than when the sockets were open
 */
export async function exchange(origin, { path }, amount, connections, read = () => 0) {
  const words = [process.execPath, 'echo.mjs', origin.replace('http', 'ws') + path, amount, connections].map(String);
  const client = spawn('taskset', ['-c', CLIENT_CORE, ...words], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(client, 'exit');
  const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  await said(lines, 'open');
  const before = read();
  client.stdin.write('send\n');
  await said(lines, 'done');
  const difference = read() - before;
  client.stdin.end();
  await ended;
  return difference;
}

async function said(lines, word) {
  const { value } = await lines.next();
  if (value !== word) throw new Error(`echo.mjs has ended before it said '${word}'.`);
}
