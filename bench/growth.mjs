import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startRedis } from './redis.mjs';
import { cpuTime, start } from './servers.mjs';
import { median } from './statistics.mjs';

// node bench/growth.mjs [100 10000 100000] [--stores=memory,file,redis] [--passes=20] [--requests=1000]: the CPU time of the server's
// process for a request that reads a session of 1,000 bytes, and for one that changes it, beside so many others. Needs a built Phial, and
// redis-server. What Redis itself takes is not in it.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stores: { type: 'string', default: 'memory,file,redis' },
    passes: { type: 'string', default: '20' },
    requests: { type: 'string', default: '1000' },
  },
});
const SIZES = positionals.length > 0 ? positionals.map(Number) : [100, 10_000, 100_000];
const [PASSES, REQUESTS] = [Number(values.passes), Number(values.requests)];
if (![...SIZES, PASSES, REQUESTS].every((number) => number > 0)) {
  console.error(
    'node bench/growth.mjs [how many sessions ...] [--stores=memory,file,redis] [--passes=20] [--requests=1000]',
  );
  process.exit(2);
}

/** Passes that only compile the code. */
const WARMING = Math.ceil(3000 / REQUESTS);

/** Sessions that requests ask for, in turn. */
const VISITORS = 100;

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'phial-growth-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

const table = {};
for (const store of values.stores.split(',')) Object.assign(table, await costsOf(store));
console.log(
  `Microseconds of CPU for a request, Node.js ${process.version}, the median of ${PASSES} passes of ${REQUESTS}:`,
);
console.table(table);
process.exit();

/** One process for each number of sessions; they take turns, so that what else the machine does is the same to all. */
async function costsOf(store) {
  const servers = [];
  for (const size of SIZES) servers.push(await filled(store, size));
  const rows = {};
  for (const [kind, method] of [
    ['read', 'GET'],
    ['write', 'POST'],
  ]) {
    const times = SIZES.map(() => []);
    for (let pass = -WARMING; pass < PASSES; pass++)
      for (const [index, server] of shuffled([...servers.entries()])) {
        const time = await cost(server, method, `/${kind}`);
        if (pass >= 0) times[index].push(time);
      }
    rows[`${store}, ${kind}`] = Object.fromEntries(SIZES.map((size, index) => [size, round(median(times[index]))]));
  }
  for (const { server, stop } of servers) {
    await server.stop();
    await stop?.();
  }
  return rows;
}

async function filled(store, size) {
  const redis = store === 'redis' ? await startRedis() : undefined;
  const env = {
    STORE: store,
    REDIS_URL: redis?.url ?? '',
    SESSIONS: join(folder, `${store}-${size}`),
    LOG_LEVEL: 'silent',
  };
  const app = ['run', join(root, 'spec/scale/fixtures/growth.ts'), '--port', '$PORT'];
  const server = await start([process.execPath, join(root, 'dist/cli/index.js'), ...app], env);
  await send(server.origin, 'POST', `/fill/${Math.max(0, size - VISITORS)}`);
  const cookies = [];
  while (cookies.length < Math.min(VISITORS, size)) cookies.push(await send(server.origin, 'POST', '/begin'));
  return { server, cookies, stop: redis?.stop };
}

/** Microseconds for a request. */
async function cost({ server, cookies }, method, path) {
  const before = cpuTime(server.pid);
  for (let sent = 0; sent < REQUESTS; sent += 16) {
    const some = Array.from(
      { length: Math.min(16, REQUESTS - sent) },
      (_none, index) => cookies[(sent + index) % cookies.length],
    );
    await Promise.all(some.map((cookie) => send(server.origin, method, path, cookie)));
  }
  return (cpuTime(server.pid) - before) / REQUESTS / 1000;
}

/** Gives the cookie of the answer, as the next request sends it. */
function send(origin, method, path, cookie) {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(cookie !== undefined && { Cookie: cookie }),
      ...(method === 'POST' && { 'Content-Length': 0 }),
    };
    const sent = request(origin + path, { method, agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${method} ${path} was answered ${response.statusCode}.`));
      response.resume().once('end', () => resolve(response.headers['set-cookie']?.[0].split(';', 1)[0]));
    });
    sent.once('error', reject).end();
  });
}

function shuffled(list) {
  return list
    .map((one) => [Math.random(), one])
    .sort(([one], [other]) => one - other)
    .map(([, one]) => one);
}

function round(number) {
  return Math.round(number * 10) / 10;
}
