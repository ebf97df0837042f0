import { execFileSync, spawn } from 'node:child_process';
/** Milliseconds between an answer and the next save. */
const TYPING = 3000;
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { APPS, REFERENCE, ROAD_APPS } from './apps.mjs';
import { verifiedRequests } from './endpoints.mjs';
import { compile, generate, phialApp } from './generate.mjs';
import { percentile, sendAtRate } from './open-loop.mjs';
import { CLIENT_CORE, cpuTime, start } from './servers.mjs';
import { median } from './statistics.mjs';

// node bench/pressure.mjs [load slow workers routes debug] [--rounds=3] [--seconds=5]: what a user feels.
//
// load     how long requests take at half of what Fastify by hand can answer, at nearly all of it, and at twice as much
// slow     how long those of 100 fast clients take beside 20 that read slowly
// workers  requests per second of one process and of two; the client has to share the cores with them
// routes   the time of `phial routes` on 1,000 routes
// debug    under `phial run --debug`, from saving a file to the answer of the new code

/** Of what Fastify by hand can answer. */
const SHARES = { half: 0.5, 'nearly all': 0.95, twice: 2 };

const PARTS = { load, slow, workers, routes, debug };

const {
  values: { rounds, seconds },
  positionals,
} = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '5' } },
});
const [ROUNDS, SECONDS] = [Number(rounds), Number(seconds)];
if (!(ROUNDS > 0 && SECONDS > 0 && positionals.every((name) => Object.hasOwn(PARTS, name)))) {
  console.error(`node bench/pressure.mjs [${Object.keys(PARTS).join(' ')}] [--rounds=3] [--seconds=5]`);
  process.exit(2);
}

const here = import.meta.dirname;
const CLI = `${here}/node_modules/phial/dist/cli/index.js`;
execFileSync('npm', ['run', '--silent', 'build'], { cwd: here, stdio: 'inherit' });
execFileSync('taskset', ['-cp', CLIENT_CORE, String(process.pid)], { stdio: 'ignore' });
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) await PARTS[name]();
process.exit();

async function load() {
  const apps = [REFERENCE, APPS.find(({ name }) => name === 'phial')];
  const servers = [];
  for (const { name, command } of apps) {
    const { origin, stop } = await start(command);
    const { page } = await verifiedRequests(origin);
    await sendAtRate(origin, page, { perSecond: Infinity, seconds: 4 });
    servers.push({ name, origin, page, stop });
  }
  const fastest = await sendAtRate(servers[0].origin, servers[0].page, { perSecond: Infinity, seconds: SECONDS });
  const most = Math.round(fastest.times.length / SECONDS);
  const table = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [title, share] of Object.entries(SHARES))
      for (const { name, origin, page } of servers) {
        const rate = { perSecond: Math.round(most * share), seconds: SECONDS };
        (table[`${title}, ${name}`] ??= []).push(await sendAtRate(origin, page, rate));
      }
  for (const { stop } of servers) await stop();
  print(`A page at a rate, of ${most} a second that Fastify by hand answers at most to this client:`, table);
}

async function slow() {
  const table = {};
  const servers = [];
  for (const { name, command } of ROAD_APPS) servers.push({ name, ...(await start(command)) });
  for (const { name } of servers) for (const title of ['alone', 'beside slow ones']) table[`${name}, ${title}`] = [];
  const request = { path: '/one/two/three/four/7' };
  for (const { origin } of servers) await sendAtRate(origin, request, { perSecond: Infinity, seconds: 3 });
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, origin } of servers) {
      const rate = { perSecond: 4000, seconds: SECONDS };
      table[`${name}, alone`].push(await sendAtRate(origin, request, rate));
      const readers = Array.from({ length: 20 }, () => readSlowly(origin, '/large'));
      table[`${name}, beside slow ones`].push(await sendAtRate(origin, request, rate));
      for (const stop of readers) stop();
    }
  for (const { stop } of servers) await stop();
  print(
    '4,000 requests a second from 100 clients, alone and beside 20 that read 200 kB at 10 kB a second each:',
    table,
  );
}

/** A client that asks for something large again and again, and reads 1 kB of it ten times a second. */
function readSlowly(origin, path) {
  const { hostname, port, host } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), highWaterMark: 1024 });
  const ask = () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  socket.on('connect', ask).on('error', () => {});
  const timer = setInterval(() => socket.read(1024), 100);
  const again = setInterval(ask, 20_000);
  return () => {
    clearInterval(timer);
    clearInterval(again);
    socket.destroy();
  };
}

async function workers() {
  generate('exported', phialApp(1, 4, { exported: true }));
  compile();
  const table = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const count of ['1', '2']) {
      const command = [
        process.execPath,
        CLI,
        'run',
        'generated/build/exported.js',
        '--port',
        '$PORT',
        '--workers',
        count,
      ];
      // On all cores, as a user runs it.
      const server = await start(['taskset', '-c', '0-1023', ...command]);
      await untilAnswered(`${server.origin}/c0/r0/42`, '"id":42,');
      ask(server.origin, 2);
      const before = cpuTime(server.pid);
      const perSecond = ask(server.origin, SECONDS);
      const cpu = (cpuTime(server.pid) - before) / 1000 / (perSecond * SECONDS);
      (table[`${count} ${count === '1' ? 'process' : 'processes'}`] ??= []).push({ perSecond, cpu });
      await server.stop();
    }
  console.log('Requests of JSON per second, and microseconds of CPU for each; the client runs on the same two cores:');
  console.table(
    Object.fromEntries(
      Object.entries(table).map(([name, all]) => [
        name,
        {
          'per second': Math.round(median(all.map(({ perSecond }) => perSecond))),
          'µs of CPU': Number(median(all.map(({ cpu }) => cpu)).toFixed(1)),
        },
      ]),
    ),
  );
}

/** Requests per second, by wrk. */
function ask(origin, duration) {
  const words = ['-c', '0-1023', 'wrk', '-t1', '-c64', `-d${duration}`, `${origin}/c0/r0/42`];
  const text = execFileSync('taskset', words, { encoding: 'utf8' });
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]);
}

function routes() {
  useAllCores();
  generate('exported-1000', phialApp(50, 20, { exported: true }));
  compile();
  const medianOf = (words) => (median(Array.from({ length: 2 * ROUNDS }, () => timeOf(words))) / 1000).toFixed(2);
  const app = 'generated/build/exported-1000.js';
  console.log(
    `phial routes, 1,000 routes: ${medianOf([CLI, 'routes', app])} s; Node.js alone: ${medianOf(['-e', '0'])} s`,
  );
}

/** Whoever develops has all of them. */
function useAllCores() {
  execFileSync('taskset', ['-cp', `0-${cpus().length - 1}`, String(process.pid)], { stdio: 'ignore' });
}

function timeOf(words) {
  const begin = performance.now();
  execFileSync(process.execPath, words, { cwd: here, stdio: 'ignore' });
  return performance.now() - begin;
}

async function debug() {
  useAllCores();
  const path = generate('saved', phialApp(1, 4, { exported: true }));
  writeFileSync(`${here}/generated/tsconfig.json`, '{ "extends": "../tsconfig.json", "include": ["*.ts"] }');
  const source = readFileSync(path, 'utf8');
  const port = 5990;
  const url = `http://127.0.0.1:${port}/c0/r0/42`;
  const child = spawn(process.execPath, [CLI, 'run', path, '--debug', '--port', String(port)], {
    cwd: here,
    stdio: 'ignore',
  });
  const times = [];
  await untilAnswered(url, '"id":42,');
  for (let save = 1; save <= 4 * ROUNDS; save++) {
    // As long as one looks and types, so that what is kept ready is ready again.
    await sleep(TYPING);
    const begin = performance.now();
    writeFileSync(path, source.replaceAll('return { id,', `return { id: id + ${save},`));
    await untilAnswered(url, `"id":${42 + save},`);
    times.push(performance.now() - begin);
  }
  child.kill();
  times.sort((a, b) => a - b);
  console.log(
    `phial run --debug, from a save to the answer of the new code: ${(median(times) / 1000).toFixed(2)} s, ${(times[0] / 1000).toFixed(2)} to ${(times.at(-1) / 1000).toFixed(2)}`,
  );
}

/** Asks until the answer has a text. */
async function untilAnswered(url, part) {
  for (;;) {
    const text = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (text.includes(part)) return;
    await sleep(5);
  }
}

/** Medians over the rounds. */
function print(title, table) {
  console.log(title);
  console.table(
    Object.fromEntries(
      Object.entries(table).map(([name, all]) => [
        name,
        {
          ...Object.fromEntries(
            [
              ['p50', 0.5],
              ['p99', 0.99],
              ['p99.9', 0.999],
            ].map(([key, part]) => [`${key}, ms`, milliseconds(all.map(({ times }) => percentile(times, part)))]),
          ),
          unanswered: Math.round(median(all.map(({ unanswered }) => unanswered))),
        },
      ]),
    ),
  );
}

function milliseconds(times) {
  return Number(median(times).toFixed(1));
}
