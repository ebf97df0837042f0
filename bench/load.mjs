import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { CLIENT_CORE } from './servers.mjs';
import { exchange } from './sockets.mjs';

const run = promisify(execFile);

const CONNECTIONS = 32;

/** Whether there is what sends the requests. */
export function hasClient() {
  return spawnSync('taskset', ['-c', CLIENT_CORE, 'wrk', '-v']).stdout?.includes('wrk') === true;
}

/**
 * Sends a number of requests, as fast as they are answered.
 *
 * @param varied whether they have more headers, each others than the one before
 */
export async function send(origin, request, amount, varied = false) {
  if (request.isSocket === true) await exchange(origin, request, amount, CONNECTIONS);
  else await wrk(origin, request, '60s', { AMOUNT: amount, ...(varied && { VARIED: '1' }) });
}

/** Sends a number of requests, as `send()` does, and gives by how much more `read()` gives then. Sockets stay open meanwhile. */
export async function sendBetween(origin, request, amount, read) {
  if (request.isSocket === true) return exchange(origin, request, amount, CONNECTIONS, read);
  const before = read();
  await send(origin, request, amount);
  return read() - before;
}

/** Sends requests for a second: how many were answered, and the latencies `p50` and `p99` in microseconds. */
export async function sendForASecond(origin, request) {
  const { stdout } = await wrk(origin, request, '1s');
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  if (result.failed > 0) throw new Error(`${result.failed} requests to ${origin}${request.path} failed.`);
  return result;
}

/** wrk is a process of its own, on the client's core. */
function wrk(origin, { path, method, headers, body, connections = CONNECTIONS }, duration, env = {}) {
  const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const words = [
    '-c',
    CLIENT_CORE,
    'wrk',
    '-t1',
    `-c${connections}`,
    `-d${duration}`,
    '-s',
    'load.lua',
    ...flags,
    origin + path,
  ];
  return run('taskset', words, {
    cwd: import.meta.dirname,
    env: { ...process.env, METHOD: method, ...(body !== undefined && { BODY_FILE: fileWith(body) }), ...env },
  });
}

/** By body, each written once. In a variable it could have 128 kB at most, and no zeros. */
const files = new Map();

let folder;

function fileWith(body) {
  const known = files.get(body);
  if (known !== undefined) return known;
  folder ??= makeFolder();
  const file = join(folder, String(files.size));
  writeFileSync(file, body);
  files.set(body, file);
  return file;
}

function makeFolder() {
  const made = mkdtempSync(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
