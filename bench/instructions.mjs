import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { APPS, REFERENCE, ROAD_APPS } from './apps.mjs';
import { ENDPOINTS, verifiedRequests } from './endpoints.mjs';
import { verifiedRoads } from './road-answers.mjs';
import { groupsOf, ROADS } from './roads.mjs';
import { start } from './servers.mjs';

// node bench/instructions.mjs [json,form] [phial,fastify]: how many instructions a request takes, the kernel's left out;
// of the other roads with --roads, or when one of them is named: node bench/instructions.mjs redirect,404. --quick warms up
// less, and with the named ones alone: then only ratios of the same run tell, and those roughly.
//
// valgrind counts them, on any machine, however busy. V8 compiles in step with the program here, and by the same seeds, so
// that two runs differ by a few hundred: a change of lib/ shows that a clock would not. But it is no time: what waits for
// memory is not seen.

const said = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isQuick = process.argv.includes('--quick');
const wanted = said[0]?.split(',');
const isOfRoads = process.argv.includes('--roads') || ROADS.some(({ name }) => wanted?.includes(name));
// A WebSocket's messages are not requests, and through valgrind a Redis may answer later than Phial waits for it.
const group = isOfRoads ? ROADS.filter(({ isSocket, needsRedis }) => !isSocket && !needsRedis) : ENDPOINTS;
const ALL = group.map(({ name }) => name);
const endpoints = wanted ?? ALL;
const names = said[1]?.split(',') ?? ['fastify', 'phial'];
const known = (isOfRoads ? ROAD_APPS : [REFERENCE, ...APPS]).filter(
  ({ command: [program] }) => program === process.execPath,
);
const apps = known.filter(({ name }) => names.includes(name));
if (apps.length < names.length || !endpoints.every((name) => ALL.includes(name))) {
  stop(
    `node bench/instructions.mjs [--roads] [endpoints] [applications]. There are ${ALL.join(',')} and ${known.map(({ name }) => name).join(',')}.`,
  );
}
const chosen = group.filter(({ name }) => endpoints.includes(name));
if (spawnSync('valgrind', ['--version']).status !== 0)
  stop('valgrind is missing, which counts the instructions: apt-get install valgrind.');

/** So many requests of each endpoint in turn, so often, and then of one alone warm the code up, until nearly all of it is compiled. */
const WARM_UP = isQuick ? { rounds: 4, each: 200, alone: 2000 } : { rounds: 8, each: 200, alone: 9000 };
/** Requests that are counted together. Of some such windows the cheapest tells: in others code was compiled, or memory freed. */
const WINDOW = 300;
const WINDOWS = isQuick ? 3 : 6;
/** What is a hundred times the work is warm after fewer. */
const LARGE = 0.02;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
execFileSync('npm', ['run', '--silent', 'build'], { cwd: import.meta.dirname, stdio: 'inherit' });
const shares = (isOfRoads ? groupsOf(group) : [{ apps: 'command', roads: group }]).filter(({ roads }) =>
  roads.some((one) => chosen.includes(one)),
);
const table = {};
for (const app of apps) table[app.name] = await countsOf(app);
console.log('Instructions per request:');
console.table(byRoad());
process.exit();

/** A line for each, with the ratio to the reference's, when both were counted. */
function byRoad() {
  return Object.fromEntries(
    endpoints.map((name) => {
      const counts = Object.fromEntries(apps.map((app) => [app.name, table[app.name][name]]));
      const { fastify, phial } = counts;
      return [name, { ...counts, ...(fastify && phial && { ratio: (phial / fastify).toFixed(3) }) }];
    }),
  );
}

async function countsOf(app) {
  const counts = {};
  for (const share of shares) Object.assign(counts, await countsOfShare(app, share));
  return counts;
}

async function countsOfShare({ name, env, ...commands }, { apps: which, roads }) {
  const counter = [
    'valgrind',
    '--quiet',
    '--tool=callgrind',
    '--smc-check=all-non-file',
    `--callgrind-out-file=${join(folder, name)}`,
  ];
  const [node, ...words] = commands[which];
  const seeds = ['--predictable', '--random-seed=1', '--hash-seed=1'];
  const server = await start([...counter, node, ...seeds, ...words], env);
  const requests = await (isOfRoads ? verifiedRoads(server.origin, roads) : verifiedRequests(server.origin));
  const counted = roads.filter((one) => chosen.includes(one));
  // All of them: in real use, too, each meets code that others have run through.
  for (let round = 0; round < WARM_UP.rounds; round++)
    for (const one of isQuick ? counted : roads)
      await sendOneByOne(server, requests[one.name], amountOf(one, WARM_UP.each));
  const counts = {};
  for (const one of counted) {
    await sendOneByOne(server, requests[one.name], amountOf(one, WARM_UP.alone));
    counts[one.name] = Math.min(...(await windowsOf(server, requests[one.name], amountOf(one, WINDOW))));
  }
  await server.stop();
  return counts;
}

function amountOf({ isLarge = false }, amount) {
  return isLarge ? Math.ceil(amount * LARGE) : amount;
}

async function windowsOf(server, one, amount) {
  const counts = [];
  for (let window = 0; window < WINDOWS; window++) {
    control('--zero', server.pid);
    await sendOneByOne(server, one, amount);
    control('--dump', server.pid);
    counts.push(Math.round(takeCount() / amount));
  }
  return counts;
}

function control(command, pid) {
  execFileSync('callgrind_control', [command, String(pid)], { stdio: 'ignore' });
}

/** Of the newest dump; all are deleted. */
function takeCount() {
  const dumps = readdirSync(folder)
    .filter((file) => /\.\d+$/.test(file))
    .sort((a, b) => numberOf(a) - numberOf(b));
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
    request(origin + path, { method, headers: { ...headers, ...length }, agent }, (response) =>
      response.resume().on('end', resolve),
    )
      .on('error', reject)
      .end(body);
  });
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
