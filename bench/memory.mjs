import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { verifiedRequests } from './endpoints.mjs';
import { sendAtRate } from './open-loop.mjs';
import { CLIENT_CORE, memory, start } from './servers.mjs';

// node bench/memory.mjs [--seconds=600]: whether memory grows under load.
//
// Fastify by hand, then Phial, each at half of the requests that Fastify by hand can answer, of four kinds in turn. Shown is what
// the process has in RAM, ten times, and what its heap holds before and after, without the garbage.

const KINDS = ['json', 'page', 'session', 'form'];
const PARTS = 10;
const WARM_UP = { perSecond: Infinity, seconds: 4 };

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const seconds = Number(values.seconds);
if (!(seconds >= PARTS)) {
  console.error(`--seconds is a number from ${PARTS} on, not '${values.seconds}'.`);
  process.exit(2);
}

execFileSync('npm', ['run', '--silent', 'build'], { cwd: import.meta.dirname, stdio: 'inherit' });
execFileSync('taskset', ['-cp', CLIENT_CORE, String(process.pid)], { stdio: 'ignore' });

let perSecond;
const table = {};
for (const name of ['fastify', 'phial']) table[name] = await measure(name);
console.log(`MiB in RAM, and of the heap without garbage, at ${perSecond} requests a second:`);
console.table(table);

async function measure(name) {
  // As a user runs it: V8 may give memory back.
  const server = await start([process.execPath, '--expose-gc', '--import', './heap.mjs', `build/${name}.js`]);
  const verified = await verifiedRequests(server.origin);
  const requests = KINDS.map((kind) => verified[kind]);
  await sendAtRate(server.origin, requests, WARM_UP);
  perSecond ??= await halfLoad(server.origin, requests);
  const row = { 'heap before': await heapOf(server.origin), '0 s': ramOf(server) };
  for (let part = 1; part <= PARTS; part++) {
    const { unanswered } = await sendAtRate(server.origin, requests, { perSecond, seconds: seconds / PARTS });
    const time = `${Math.round((seconds * part) / PARTS)} s`;
    row[time] = ramOf(server);
    console.error(`${name} after ${time}: ${row[time]} MiB${unanswered > 0 ? `, ${unanswered} unanswered` : ''}`);
  }
  row['heap after'] = await heapOf(server.origin);
  await server.stop();
  return row;
}

async function halfLoad(origin, requests) {
  const { times } = await sendAtRate(origin, requests, WARM_UP);
  return Math.round(times.length / WARM_UP.seconds / 2);
}

async function heapOf(origin) {
  const { hostname, port } = new URL(origin);
  return mebibytes(Number(await text(connect(Number(port) + 1000, hostname))));
}

function ramOf({ pid }) {
  return mebibytes(memory(pid));
}

function mebibytes(bytes) {
  return Number((bytes / 2 ** 20).toFixed(1));
}
