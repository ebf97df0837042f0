import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { APPS, NOISE, REFERENCE } from './apps.mjs';
import { ENDPOINTS, verifiedRequests } from './endpoints.mjs';
import { send, sendForASecond } from './load.mjs';
import { printTable, SHOWN, writeReport } from './report.mjs';
import { cpuTime, memory, start } from './servers.mjs';

// Measures the CPU time that a request costs the server, in each application and, a moment before or after, in the
// reference. What is kept is their ratio: the machine's moods are in both.

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    passes: { type: 'string' },
    requests: { type: 'string' },
  },
});

/** Rounds of fresh processes, passes over each endpoint within one, requests in a pass. */
const usual = options.quick ? { rounds: 2, passes: 7, requests: 2500 } : { rounds: 3, passes: 4, requests: 2000 };
const rounds = Number(options.rounds ?? usual.rounds);
const passes = Number(options.passes ?? usual.passes);
const requests = Number(options.requests ?? usual.requests);

/** Requests until the code is compiled and the memory has its size. */
const WARM_UP = 3 * requests;

const named = options.only?.split(',') ?? (options.quick ? ['phial'] : undefined);
const apps = [NOISE, ...APPS.filter(({ name }) => named === undefined || named.includes(name))].filter(isInstalled);

execFileSync('npm', ['run', '--silent', 'build'], { cwd: import.meta.dirname, stdio: 'inherit' });
const results = apps.map((app) => ({ app, ratios: new Map(), speeds: new Map(), memory: [] }));
const reference = { app: REFERENCE, ratios: new Map(), costs: new Map(), speeds: new Map(), memory: [] };
for (let round = 1; round <= rounds; round++) await measureRound(round);
printTable(results, reference);
if (!options.quick && named === undefined) writeReport(results, reference, { rounds, passes, requests });

async function measureRound(round) {
  const one = await startVerified(REFERENCE);
  const others = [];
  for (const { app } of results) others.push(await startVerified(app, one.page));
  for (const server of [one, ...others]) for (const { name } of ENDPOINTS) await send(server.origin, server.requests[name], WARM_UP);

  for (const { name } of ENDPOINTS) {
    process.stderr.write(`round ${round} of ${rounds}: ${name}          \r`);
    for (let pass = 0; pass < passes; pass++) {
      for (const [index, server] of others.entries()) {
        const [cost, ofReference] = await costsOf(pass % 2 === 0 ? [server, one] : [one, server], name, server);
        add(results[index].ratios, name, cost / ofReference);
        add(reference.costs, name, ofReference);
      }
    }
    // Once is enough for what is only shown beside.
    if (round === 1 && SHOWN.includes(name)) for (const [index, server] of [...others, one].entries()) add((results[index] ?? reference).speeds, name, await sendForASecond(server.origin, server.requests[name]));
  }

  for (const [index, server] of [...others, one].entries()) (results[index] ?? reference).memory.push(memory(server.pid));
  for (const server of [one, ...others]) await server.stop();
}

async function startVerified(app, pageOfReference) {
  const server = await start(app.command);
  try {
    const requests = await verifiedRequests(server.origin, pageOfReference);
    const page = await (await fetch(`${server.origin}/page`)).text();
    return { ...server, requests, page };
  } catch (error) {
    throw new Error(`${app.name} answers something else.`, { cause: error });
  }
}

/** Nanoseconds of CPU for a request: of the application, and of the reference beside it. */
async function costsOf(inOrder, name, server) {
  const costs = [];
  for (const one of inOrder) {
    const before = cpuTime(one.pid);
    await send(one.origin, one.requests[name], requests);
    costs.push((cpuTime(one.pid) - before) / requests);
  }
  return inOrder[0] === server ? costs : costs.reverse();
}

function isInstalled(app) {
  if (app.isInstalled === undefined || app.isInstalled()) return true;
  console.log(`${app.name} is left out: ${app.hint}`);
  return false;
}

function add(map, key, value) {
  map.set(key, [...(map.get(key) ?? []), value]);
}
