import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { APPS, REFERENCE } from './apps.mjs';
import { ENDPOINTS, verifiedRequests } from './endpoints.mjs';
import { start } from './servers.mjs';

// node bench/instructions.mjs [json,form] [phial,fastify]: how many instructions a request takes, the kernel's left out.
//
// valgrind counts them, on any machine, however busy. V8 compiles in step with the program here, and by the same seeds, so
// that two runs differ by a few hundred: a change of lib/ shows that a clock would not. But it is no time: what waits for
// memory is not seen.

const ALL = ENDPOINTS.map(({ name }) => name);
const endpoints = process.argv[2]?.split(',') ?? ALL;
const names = process.argv[3]?.split(',') ?? ['fastify', 'phial'];
const apps = [REFERENCE, ...APPS].filter(({ name }) => names.includes(name));
if (apps.length < names.length || !endpoints.every((name) => ALL.includes(name))) stop(`node bench/instructions.mjs [${ALL.join(',')}] [fastify,phial]`);
if (spawnSync('valgrind', ['--version']).status !== 0) stop('valgrind is missing, which counts the instructions: apt-get install valgrind.');

/** Requests in a window, of which the one with the fewest instructions counts: in the others something was compiled, or memory freed. */
const WINDOW = 300;
const WINDOWS = 6;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
execFileSync('npm', ['run', '--silent', 'build'], { cwd: import.meta.dirname, stdio: 'inherit' });
const table = {};
for (const app of apps) table[app.name] = await countsOf(app);
rmSync(folder, { recursive: true });
console.log('Instructions per request:');
console.table(table);
process.exit();

async function countsOf({ name, command: [node, ...words] }) {
  const counter = ['valgrind', '--quiet', '--tool=callgrind', '--smc-check=all-non-file', `--callgrind-out-file=${join(folder, name)}`];
  const server = await start([...counter, node, '--predictable', '--random-seed=1', '--hash-seed=1', ...words]);
  const requests = await verifiedRequests(server.origin);
  // All of them, as often as in real use each meets code that others have run through.
  for (let round = 0; round < 8; round++) for (const one of ALL) await sendOneByOne(server, requests[one], 200);
  const counts = {};
  for (const endpoint of endpoints) {
    await sendOneByOne(server, requests[endpoint], 9000);
    counts[endpoint] = Math.min(...await windowsOf(server, requests[endpoint]));
  }
  await server.stop();
  return counts;
}

async function windowsOf(server, one) {
  const counts = [];
  for (let window = 0; window < WINDOWS; window++) {
    control('--zero', server.pid);
    await sendOneByOne(server, one, WINDOW);
    control('--dump', server.pid);
    counts.push(Math.round(takeCount() / WINDOW));
  }
  return counts;
}

function control(command, pid) {
  execFileSync('callgrind_control', [command, String(pid)], { stdio: 'ignore' });
}

/** Of the newest dump; all are deleted. */
function takeCount() {
  const dumps = readdirSync(folder).filter((file) => /\.\d+$/.test(file)).sort((a, b) => numberOf(a) - numberOf(b));
  const text = readFileSync(join(folder, dumps.at(-1)), 'utf8');
  for (const dump of dumps) rmSync(join(folder, dump));
  return Number(/^(?:summary|totals): (\d+)/m.exec(text)[1]);
}

function numberOf(dump) {
  return Number(dump.split('.').at(-1));
}

/** Each when the one before it is answered, so that they meet the server the same way in each run. */
async function sendOneByOne({ origin }, one, amount) {
  for (let sent = 0; sent < amount; sent++) await sendOne(origin, one);
}

function sendOne(origin, { path, method, headers, body }) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    request(origin + path, { method, headers: { ...headers, ...length }, agent }, (response) => response.resume().on('end', resolve)).on('error', reject).end(body);
  });
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
