import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { APPS, NOISE, REFERENCE, ROAD_APPS } from './apps.mjs';
import { ENDPOINTS, verifiedRequests } from './endpoints.mjs';
import { hasClient, send, sendBetween, sendForASecond } from './load.mjs';
import { printRoads, printTable, SHOWN, writeReport, writeRoads } from './report.mjs';
import { startRedis } from './redis.mjs';
import { verifiedRoads } from './road-answers.mjs';
import { groupsOf, hasRedis, ROADS } from './roads.mjs';
import { cpuTime, memory, start } from './servers.mjs';

// Measures the CPU time that a request costs the server, in each application and, within the same second or two, in the
// reference. What is kept is their ratio: the machine's moods are in both.

const options = readOptions();

// Rounds of fresh processes, passes over all endpoints within one, requests in a pass. From process to process V8 compiles
// differently, so that rounds tell more than passes.
const usual = options.quick ? { rounds: 2, passes: 3, requests: 1500 } : { rounds: 5, passes: 4, requests: 2000 };
// The first passes only warm up, with so many requests of each endpoint in all, whatever --requests says: until then the
// code is compiled, for all endpoints, and the memory has its size. After a third of them V8 still compiles, the larger
// program for longer, which then looks up to a fifth dearer than it is.
const WARM_UP = { passes: 6, requests: options.quick ? 12_000 : 20_000, large: 300 };
const [rounds, passes, requests] = ['rounds', 'passes', 'requests'].map(numberOf);
/** Requests in a pass of what is a hundred times the work. */
const LARGE = 100;
/** An application that is far from the reference is in the first rounds alone, with a part of the requests. */
const far = { rounds: Math.min(rounds, 2), requests: Math.ceil(requests / 4) };

// The other roads are in two applications of their own.
const isOfRoads = options.roads !== undefined;
const [ROAD_REFERENCE, ...OTHERS] = ROAD_APPS;
const group = isOfRoads ? roadsNamed(options.roads) : ENDPOINTS;

const named = isOfRoads ? undefined : (options.only?.split(',') ?? (options.quick ? ['phial'] : undefined));
const unknown = named?.filter((name) => !APPS.some((app) => app.name === name)) ?? [];
if (unknown.length > 0)
  stop(`--only names ${unknown.join(', ')}. There are ${APPS.map(({ name }) => name).join(', ')}.`);
if (!hasClient())
  stop(
    'wrk or taskset is missing, which send the requests: apt-get install wrk util-linux. Linux is needed, too, which counts the CPU time.',
  );
const apps = isOfRoads
  ? OTHERS
  : APPS.filter(({ name }) => named === undefined || named.includes(name)).filter(isInstalled);
const noise = isOfRoads ? { ...ROAD_REFERENCE, name: NOISE.name } : NOISE;

execFileSync('npm', ['run', '--silent', 'build'], { cwd: import.meta.dirname, stdio: 'inherit' });
const [reference, ...results] = [isOfRoads ? ROAD_REFERENCE : REFERENCE, noise, ...apps].map((app) => ({
  app,
  costs: new Map(),
  speeds: new Map(),
  memory: [],
}));
// Not all of the other roads share their processes.
const redis = group.some(({ needsRedis }) => needsRedis) ? await startRedis() : undefined;
const shares = isOfRoads ? groupsOf(group, redis?.url) : [{ apps: 'command', env: {}, roads: group }];
for (let round = 1; round <= rounds; round++) for (const share of shares) await measureRound(round, share);
redis?.stop();
if (isOfRoads) printRoads(results, reference, group);
else printTable(results, reference);
if (isOfRoads && !options.quick && options.roads === '')
  writeRoads(results, reference, group, { rounds, passes, requests });
else if (!options.quick && !isOfRoads && named === undefined)
  writeReport(results, reference, { rounds, passes, requests, far });

function readOptions() {
  try {
    return parseArgs({
      // Alone, it means all of them.
      args: process.argv.slice(2).map((word) => (word === '--roads' ? '--roads=' : word)),
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        roads: { type: 'string' },
        rounds: { type: 'string' },
        passes: { type: 'string' },
        requests: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return stop(
      `${error.message.split('. ', 1)[0]}. There are --quick, --only=phial,nest, --roads or --roads=redirect,404, --rounds=6, --passes=4 and --requests=2000.`,
    );
  }
}

function roadsNamed(text) {
  const names = text === '' ? ROADS.map(({ name }) => name) : text.split(',');
  const strange = names.filter((name) => !ROADS.some((road) => road.name === name));
  if (strange.length > 0)
    stop(`--roads names ${strange.join(', ')}. There are ${ROADS.map(({ name }) => name).join(', ')}.`);
  const chosen = ROADS.filter(({ name }) => names.includes(name));
  if (hasRedis()) return chosen;
  for (const { name } of chosen.filter(({ needsRedis }) => needsRedis))
    console.log(`${name} is left out: apt-get install redis-server`);
  return chosen.filter(({ needsRedis }) => !needsRedis);
}

function numberOf(name) {
  const number = Number(options[name] ?? usual[name]);
  return Number.isInteger(number) && number > 0
    ? number
    : stop(`--${name} is a whole number from 1 on, not '${options[name]}'.`);
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

async function measureRound(round, share) {
  const runs = await startAll(
    results.filter(({ app }) => app.isFar !== true || round <= far.rounds),
    share,
  );
  for (let pass = 1 - WARM_UP.passes; pass <= passes; pass++) {
    process.stderr.write(
      `round ${round} of ${rounds}: ${pass < 1 ? 'warm-up' : `pass ${pass} of ${passes}`}          \r`,
    );
    for (const { name, isLarge = false } of share.roads) {
      for (const { server, result } of shuffled(runs)) {
        const isFar = result.app.isFar === true;
        if (pass < 1) await warmUp(server, name, warmUpAmount(isLarge, isFar));
        else add(result.costs, name, await costOf(server, name, isLarge ? LARGE : isFar ? far.requests : requests));
      }
    }
  }
  // Once is enough for what is only shown beside.
  if (round === 1 && !isOfRoads) for (const { server, result } of runs) await measureSpeeds(server, result);
  for (const { server, result } of runs) result.memory.push(memory(server.pid));
  for (const { server } of runs) await server.stop();
}

async function startAll(chosen, share) {
  const first = { server: await startVerified(reference.app, share), result: reference };
  const others = [];
  for (const result of chosen)
    others.push({ server: await startVerified(result.app, share, first.server.page), result });
  return [first, ...others];
}

/** In an order of chance: what ran just before makes up to a tenth of a difference. */
function shuffled(runs) {
  return runs
    .map((run) => ({ run, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ run }) => run);
}

async function measureSpeeds(server, { speeds }) {
  for (const name of SHOWN) speeds.set(name, await sendForASecond(server.origin, server.requests[name]));
}

async function startVerified(app, { apps: which, env, roads }, pageOfReference) {
  const server = await start(app[which], { ...app.env, ...env });
  try {
    if (isOfRoads) return { ...server, requests: await verifiedRoads(server.origin, roads) };
    const requests = await verifiedRequests(server.origin, pageOfReference);
    const page = await (await fetch(`${server.origin}/page`)).text();
    return { ...server, requests, page };
  } catch (error) {
    throw new Error(`${app.name} answers something else.`, { cause: error });
  }
}

/** Requests of one endpoint in a pass that warms up. */
function warmUpAmount(isLarge, isFar) {
  return isFar ? far.requests : Math.ceil((isLarge ? WARM_UP.large : WARM_UP.requests) / WARM_UP.passes);
}

/**
 * As if from different clients. Code that has seen the headers of one kind of client alone V8 throws away after a full
 * garbage collection, so that chance would decide how often it is compiled again while it is timed.
 */
async function warmUp(server, name, amount) {
  await send(server.origin, server.requests[name], amount, true);
}

/** Nanoseconds of the server's CPU for a request. */
async function costOf(server, name, amount) {
  const request = server.requests[name];
  return (await sendBetween(server.origin, request, amount, () => cpuTime(server.pid))) / amount;
}

function isInstalled(app) {
  if (app.isInstalled === undefined || app.isInstalled()) return true;
  console.log(`${app.name} is left out: ${app.hint}`);
  return false;
}

function add(map, key, value) {
  map.set(key, [...(map.get(key) ?? []), value]);
}
