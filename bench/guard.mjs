import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

// First: it decides how all the rest is run.
import { HOOKS, instancesOf, OBJECTS, perRequest, PROMISES } from './guard/count.mjs';

// Counts, without a clock, what a request of each kind does, and fails where that is more than guard.json says.

const { byHand, inPhial, KINDS } = await import('./guard/kinds.mjs');
const { inSource } = await import('./source.mjs');

const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    explain: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const EXPECTED = new URL('guard.json', import.meta.url);
const DIST = new URL('../dist/', import.meta.url);
/** Classes of Phial's whose instances are counted. */
const CLASSES = ['Request', 'Response', 'ResponseHeaders', 'MultiDict', 'Session'];
const INSTANCES = instancesOf(CLASSES);

const apps = { phial: await inPhial(), alone: await inPhial(true), hand: await byHand() };
if (options.explain !== undefined) await explain(options.explain);
else await guard();

async function guard() {
  const found = {};
  const rows = {};
  for (const kind of Object.keys(KINDS)) {
    const counts = await measure(kind);
    found[kind] = summary(counts);
    rows[kind] = { ...found[kind], 'promises by hand': sum(counts.promisesByHand) };
  }
  if (options.json) return console.log(JSON.stringify(found));
  console.table(rows);
  if (options.write)
    return writeFileSync(
      EXPECTED,
      `{\n${Object.entries(found)
        .map(([kind, counts]) => `  "${kind}": ${JSON.stringify(counts)}`)
        .join(',\n')}\n}\n`,
    );
  compare(found, JSON.parse(readFileSync(EXPECTED, 'utf8')));
}

/** What a request of a kind does, in Phial and by hand. */
async function measure(kind) {
  const phial = KINDS[kind].isAlone ? apps.alone : apps.phial;
  const [request, requestByHand] = [await requestOf(kind, phial), await requestOf(kind, apps.hand)];
  const [answer, answerByHand] = [await phial.inject(request), await apps.hand.inject(requestByHand)];
  assert.equal(answer.statusCode, answerByHand.statusCode, `${kind}: ${answer.body}`);
  return {
    hooks: await perRequest(phial, request, HOOKS),
    instances: await perRequest(phial, request, INSTANCES),
    objects: await perRequest(phial, request, OBJECTS),
    promises: await perRequest(phial, request, PROMISES),
    promisesByHand: await perRequest(apps.hand, requestByHand, PROMISES),
  };
}

/** With the cookie of the session that the app has given. */
async function requestOf(kind, app) {
  const { needsCookie = false, isAlone, ...request } = KINDS[kind];
  if (!needsCookie) return request;
  const {
    cookies: [{ name, value }],
  } = await app.inject(KINDS.written.url);
  return { ...request, headers: { cookie: `${name}=${value}` } };
}

function summary({ hooks, instances, objects, promises, promisesByHand }) {
  return {
    objects: sum(objects),
    promises: sum(promises) - sum(promisesByHand),
    hooks: sum(hooks, / bench\//),
    fastifyHooks: sum(hooks, / fastify\//),
    ...Object.fromEntries(CLASSES.map((name) => [name, sum(instances, new RegExp(`^${name} `))])),
  };
}

function sum(counts, pattern = /./) {
  return [...counts].filter(([place]) => pattern.test(place)).reduce((total, [, count]) => total + count, 0);
}

function compare(found, expected) {
  for (const [kind, counts] of Object.entries(found)) {
    for (const [what, count] of Object.entries(counts)) {
      const wanted = expected[kind]?.[what] ?? 0;
      if (count < wanted)
        console.log(`${kind} has ${count} ${what}, not ${wanted}. Keep it so: npm run bench:guard -- --write`);
      if (count <= wanted) continue;
      console.error(
        `${kind} has ${count} ${what}, and may have ${wanted}. See which: npm run bench:guard -- --explain=${kind}`,
      );
      process.exitCode = 1;
    }
  }
}

/** Shows what the counts of a kind are made of. */
async function explain(kind) {
  assert.ok(kind in KINDS, `There is no kind '${kind}'. There are ${Object.keys(KINDS).join(', ')}.`);
  const { hooks, objects, promises } = await measure(kind);
  show(`Objects that functions of Phial make in a request of the kind ${kind}`, [...objects]);
  show('Promises, whoever makes them', [...promises]);
  show("Hooks, the app's and those that Fastify calls", [...hooks]);
}

function show(title, counts) {
  console.log(`\n${title}: ${sum(counts)}`);
  for (const [place, count] of counts.sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(4)}  ${inSource(place, DIST)}`);
}
