import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { APPS, REFERENCE, ROAD_APPS } from './apps.mjs';
import { ENDPOINTS, verifiedRequests } from './endpoints.mjs';
import { send } from './load.mjs';
import { startRedis } from './redis.mjs';
import { verifiedRoads } from './road-answers.mjs';
import { groupsOf, ROADS } from './roads.mjs';
import { start } from './servers.mjs';
import { inSource } from './source.mjs';

// node bench/profile.mjs phial session: where an application's time goes for one endpoint, or for one of the other roads, in
// microseconds per request.

const DIST = new URL('node_modules/phial/dist/', import.meta.url);

const [appName = 'phial', endpoint = 'json'] = process.argv.slice(2);
const road = ROADS.find(({ name }) => name === endpoint);
const apps = road === undefined ? [REFERENCE, ...APPS] : ROAD_APPS;
const app = apps.find(({ name }) => name === appName);
if (app === undefined || (road === undefined && !ENDPOINTS.some(({ name }) => name === endpoint)))
  throw new Error('node bench/profile.mjs <app> <endpoint or road>');
const AMOUNT = road?.isLarge ? 1000 : 20_000;

const redis = road?.needsRedis ? await startRedis() : undefined;
const [share] = road === undefined ? [{ apps: 'command' }] : groupsOf([road], redis?.url);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const [node, ...words] = app[share.apps];
// A profile is written when the process ends by itself; it begins when the code is warm.
const control = `data:text/javascript,${encodeURIComponent(`
  import { Session } from 'node:inspector';
  import { writeFileSync } from 'node:fs';
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 200 });
  process.on('SIGUSR2', () => session.post('Profiler.start'));
  process.on('SIGHUP', () => session.post('Profiler.stop', (error, { profile }) => {
    writeFileSync(${JSON.stringify(join(folder, 'profile'))}, JSON.stringify(profile));
    process.exit(0);
  }));
`)}`;
const server = await start([node, '--import', control, ...words], { ...app.env, ...share.env });
const requests = await (road === undefined ? verifiedRequests(server.origin) : verifiedRoads(server.origin, [road]));
const request = requests[endpoint];
await send(server.origin, request, AMOUNT);
process.kill(server.pid, 'SIGUSR2');
await send(server.origin, request, AMOUNT);
process.kill(server.pid, 'SIGHUP');
await server.ended;
redis?.stop();

const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), 'utf8'));
rmSync(folder, { recursive: true });
print(selfTimes());

/** Microseconds that each function took itself, by its name and place. */
function selfTimes() {
  const byId = new Map(nodes.map((one) => [one.id, one]));
  const times = new Map();
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    const place = url === '' ? functionName : `${functionName || '(anonymous)'} ${shorten(url)}:${lineNumber + 1}`;
    times.set(place, (times.get(place) ?? 0) + timeDeltas[index]);
  }
  times.delete('(idle)');
  return [...times].sort((a, b) => b[1] - a[1]);
}

function print(times) {
  const total = times.reduce((sum, [, time]) => sum + time, 0);
  console.log(`${appName} ${endpoint}: ${(total / AMOUNT).toFixed(2)} microseconds`);
  const packages = new Map();
  for (const [place, time] of times) packages.set(packageOf(place), (packages.get(packageOf(place)) ?? 0) + time);
  console.log(
    [...packages]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 10)
      .map(([name, time]) => `${name} ${(time / AMOUNT).toFixed(2)}`)
      .join('   '),
  );
  for (const [place, time] of times.slice(0, 45))
    console.log(`${(time / AMOUNT).toFixed(3).padStart(8)}  ${inSource(place, DIST)}`);
}

/** `fastify`, `@fastify/cookie`, `node`, or what runs inside V8 and Node without a place in JavaScript. */
function packageOf(place) {
  const [, path = ''] = place.split(/ (?=\S+$)/);
  return path === '' ? '(native)' : /^(?:node:|@[^/]+\/[^/]+|[^/]*)/.exec(path)[0] || 'the app';
}

function shorten(url) {
  return url.replace(/^file:\/\//, '').replace(/^.*\/node_modules\//, '');
}
