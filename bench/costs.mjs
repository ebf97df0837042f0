import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { APPS, REFERENCE } from './apps.mjs';
import { compile, fastifyApp, generate, nestApp, phialApp } from './generate.mjs';
import { send } from './load.mjs';
import { cpuTime, memory, start } from './servers.mjs';
import { median } from './statistics.mjs';

// What else costs, beside a request: start, many routes, import, types, size, growth, and memory as time goes by.
// node bench/costs.mjs [start routes import types size growth memory] [--runs=5]

const COSTS = {
  start: costOfStart,
  routes: costOfRoutes,
  import: costOfImport,
  types: costOfTypes,
  size: costOfSize,
  growth: costOfGrowth,
  memory: costInMemory,
};

const {
  values: { runs: RUNS },
  positionals,
} = parseArgs({ allowPositionals: true, options: { runs: { type: 'string', default: '5' } } });

const unknown = positionals.filter((name) => !Object.hasOwn(COSTS, name));
if (unknown.length > 0) {
  console.error(`There is no cost named ${unknown.join(', ')}. There are ${Object.keys(COSTS).join(', ')}.`);
  process.exit(2);
}

const here = import.meta.dirname;
const node = (file) => [process.execPath, file];
execFileSync('npm', ['run', '--silent', 'build'], { cwd: here, stdio: 'inherit' });
for (const name of positionals.length > 0 ? positionals : Object.keys(COSTS)) await COSTS[name]();

/** From the start of the process to its first answer. */
async function costOfStart() {
  const apps = [REFERENCE, ...APPS.filter(({ name }) => ['phial', 'nest', 'fastify-decorators'].includes(name))];
  printRatios(
    'Start to first response',
    await measureStarts(apps.map(({ name, command }) => ({ name, command, path: '/bare' }))),
  );
}

/** The same with 1,000 routes in 50 controllers, and the memory that they take. */
async function costOfRoutes() {
  const sources = { fastify: fastifyApp(50, 20), phial: phialApp(50, 20), nest: nestApp(50, 20) };
  for (const [name, source] of Object.entries(sources)) generate(`${name}-1000`, source);
  compile();
  const apps = Object.keys(sources).map((name) => ({
    name,
    command: node(`generated/build/${name}-1000.js`),
    path: '/c7/r2/42',
  }));
  printRatios('Boot with 1,000 routes', await measureStarts(apps));
}

/** In turn, so that all see the same moods of the machine. */
async function measureStarts(apps) {
  const results = apps.map(({ name }) => ({ name, milliseconds: [], cpu: [], memory: [] }));
  for (let run = 0; run < Number(RUNS); run++) {
    for (const [index, { command, path }] of apps.entries()) {
      const begin = performance.now();
      const server = await start(command);
      const response = await fetch(server.origin + path);
      if (response.status !== 200) throw new Error(`${command.join(' ')} answers ${response.status}`);
      results[index].milliseconds.push(performance.now() - begin);
      results[index].cpu.push(cpuTime(server.pid) / 1e6);
      results[index].memory.push(memory(server.pid) / 2 ** 20);
      await server.stop();
    }
  }
  return results;
}

function printRatios(title, results) {
  const [reference] = results;
  console.log(title);
  console.table(
    Object.fromEntries(
      results.map((result) => [
        result.name,
        {
          ms: Math.round(median(result.milliseconds)),
          ratio: ratio(result.milliseconds, reference.milliseconds),
          'CPU ms': Math.round(median(result.cpu)),
          'CPU ratio': ratio(result.cpu, reference.cpu),
          MiB: Math.round(median(result.memory)),
          'memory ratio': ratio(result.memory, reference.memory),
        },
      ]),
    ),
  );
}

function ratio(numbers, others) {
  return median(numbers.map((one, index) => one / others[index])).toFixed(2);
}

/** What `import 'phial'` loads, and how long it takes beside Fastify's own. */
function costOfImport() {
  const program = (name) => `
    import { Session } from 'node:inspector';
    const session = new Session();
    const urls = [];
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
    session.post('Debugger.enable');
    const begin = performance.now();
    await import('${name}');
    console.log(JSON.stringify({ milliseconds: performance.now() - begin, urls: urls.filter((url) => url.startsWith('file:')) }));`;
  const load = (name) =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program(name)], { cwd: here }));
  const both = Array.from({ length: Number(RUNS) }, () => ({ fastify: load('fastify'), phial: load('phial') }));
  const times = (name) => both.map((one) => one[name].milliseconds);
  const files = {};
  for (const url of both[0].phial.urls) {
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
    if (name !== undefined) files[name] = (files[name] ?? 0) + 1;
  }
  const counts = Object.entries(files)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`);
  console.log(
    `import 'phial': ${Math.round(median(times('phial')))} ms, ${ratio(times('phial'), times('fastify'))} times import 'fastify'; ${both[0].phial.urls.length} files, of Fastify's ${both[0].fastify.urls.length}.`,
  );
  console.log(`Files of each package: ${counts.join(', ')}.`);
}

/** `tsc --noEmit` on 1,000 routes, against the same file with `@Route` typed as any decorator. */
function costOfTypes() {
  const paths = {
    typed: generate('types', phialApp(50, 20)),
    loose: generate('types-loose', phialApp(50, 20, { loose: true })),
  };
  const check = (path) => {
    const flags = [
      '--noEmit',
      '--extendedDiagnostics',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--strict',
      '--experimentalDecorators',
      '--emitDecoratorMetadata',
      '--types',
      'node',
      '--ignoreConfig',
    ];
    const text = execFileSync('npx', ['tsc', ...flags, path], { cwd: here, encoding: 'utf8' });
    const of = (what) => Number(new RegExp(`${what}:\\s+([\\d.]+)`).exec(text)[1]);
    return { check: of('Check time'), total: of('Total time'), instantiations: of('Instantiations') };
  };
  check(paths.loose);
  const both = Array.from({ length: Number(RUNS) }, () => ({ typed: check(paths.typed), loose: check(paths.loose) }));
  const of = (kind, what) => both.map((one) => one[kind][what]);
  console.log(
    `tsc on 1,000 routes: ${median(of('typed', 'total')).toFixed(2)} s, ${ratio(of('typed', 'total'), of('loose', 'total'))} times as long as with loose types; its check alone ${ratio(of('typed', 'check'), of('loose', 'check'))}; ${both[0].typed.instantiations} instantiations of ${both[0].loose.instantiations}.`,
  );
}

/** What `npm install phial` brings. */
function costOfSize() {
  const packages = dependenciesOf('phial', new Map());
  const own = sizeOf(packages.get('phial'));
  const all = [...packages.values()].map(sizeOf).reduce((total, size) => total + size, 0);
  const fastify = dependenciesOf('fastify', new Map());
  console.log(
    `Installed: phial alone ${kilobytes(own)}; with its ${packages.size - 1} packages ${kilobytes(all)} (fastify brings ${fastify.size - 1}).`,
  );
  const heaviest = [...packages]
    .map(([name, path]) => [name, sizeOf(path)])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8);
  console.log(`The heaviest: ${heaviest.map(([name, size]) => `${name} ${kilobytes(size)}`).join(', ')}`);
}

function dependenciesOf(name, found, from = here) {
  const path = nearest(name, from);
  if (path === undefined || [...found.values()].includes(path)) return found;
  found.set(found.has(name) ? `${name} again` : name, path);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  for (const one of Object.keys({ ...dependencies, ...optionalDependencies })) dependenciesOf(one, found, path);
  return found;
}

/** Where Node finds a package; optional ones for other machines are nowhere. */
function nearest(name, from) {
  for (let folder = from; folder !== join(folder, '..'); folder = join(folder, '..')) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** Of a package's own files, without those of packages inside it. */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : statSync(path).size;
    })
    .reduce((total, size) => total + size, 0);
}

function kilobytes(bytes) {
  return `${Math.round(bytes / 1024).toLocaleString('en')} KiB`;
}

/** The same route in a small application and in a large one, whose other controllers have hooks and services. */
async function costOfGrowth() {
  generate('small', phialApp(1, 4, { hooked: true }));
  generate('large', phialApp(50, 20, { hooked: true }));
  compile();
  const [small, large] = [await start(node('generated/build/small.js')), await start(node('generated/build/large.js'))];
  const request = { path: '/c0/r0/42', method: 'GET', headers: {} };
  const cost = async (server) => {
    const before = cpuTime(server.pid);
    await send(server.origin, request, 3000);
    return cpuTime(server.pid) - before;
  };
  for (const server of [small, large]) await send(server.origin, request, 10_000);
  const ratios = [];
  for (let pass = 0; pass < 4 * Number(RUNS); pass++) {
    const usual = await cost(small);
    ratios.push((await cost(large)) / usual);
  }
  console.log(
    `The same route with 1,000 others, 147 hooks and 50 services beside it: ${median(ratios).toFixed(2)} times the CPU time.`,
  );
  for (const server of [small, large]) await server.stop();
}

/** Memory over a million requests, of all kinds, without the garbage that V8 has not collected yet. */
async function costInMemory() {
  const { verifiedRequests } = await import('./endpoints.mjs');
  const [program, ...words] = APPS.find(({ name }) => name === 'phial').command;
  const collect = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => globalThis.gc())")}`;
  const server = await start([program, '--expose-gc', '--import', collect, ...words]);
  const requests = Object.values(await verifiedRequests(server.origin));
  const sizes = [];
  for (let part = 0; part < 10; part++) {
    for (const request of requests) await send(server.origin, request, Math.ceil(100_000 / requests.length));
    process.kill(server.pid, 'SIGUSR2');
    await sleep(500);
    sizes.push(Math.round(memory(server.pid) / 2 ** 20));
  }
  console.log(`Memory after each 100,000 requests, MiB: ${sizes.join(' ')}`);
  await server.stop();
}
