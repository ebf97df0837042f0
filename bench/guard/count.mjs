import { createHook } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Counts what happens while requests are served: exactly, so nothing may be left to chance or to the compiler.

// Optimised code leaves objects out, code that was not called for a while is thrown away and read again, and inline caches
// make objects of their own, by addresses that differ from run to run.
for (const flag of ['no-opt', 'no-maglev', 'no-lazy-feedback-allocation', 'no-flush-bytecode', 'no-use-ic'])
  setFlagsFromString(`--${flag}`);
// Every allocation is a sample, not one in so many bytes.
setFlagsFromString('--sampling-heap-profiler-suppress-randomness');
// A sealed cookie has the time and a nonce in it, and more work with some letters than with others.
Date.now = () => Date.UTC(2030, 0);
// Of the copy that dist/ uses: bench may have one of its own.
const { resolve } = createRequire(new URL('../../package.json', import.meta.url));
const require = createRequire(resolve('@fastify/secure-session'));
require('sodium-native').randombytes_buf = (bytes) => bytes.fill(7);

const ROOT = new URL('../..', import.meta.url).href;
const DIST = `${ROOT}dist/`;
const WARM_UP = 10;
const BATCHES = 3;
const REQUESTS = 5;

const inspector = new Session();
inspector.connect();
post('Profiler.enable');
post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
post('HeapProfiler.enable');

/** How often things happen in a request to an app, each by its place. */
export async function perRequest(fastify, request, { start, stop }) {
  const batches = [];
  for (let batch = 1; batch <= BATCHES; batch++) {
    // Each time: the end of a batch collects garbage, and with it the shapes of objects that the engine had learnt.
    await serve(fastify, request, WARM_UP);
    batches.push(await serve(fastify, request, REQUESTS, start, stop));
  }
  // The least of them: the engine itself makes an object now and then.
  const counts = [...batches[0].keys()].map((place) => [
    place,
    Math.floor(Math.min(...batches.map((batch) => batch.get(place) ?? 0)) / REQUESTS),
  ]);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** Sends requests one after the other, without a promise or a socket of its own. */
function serve(fastify, request, amount, start, stop) {
  return new Promise((resolve, reject) => {
    const next = (left) => {
      if (left === 0) return resolve(stop?.());
      // Teardown hooks run after the response.
      fastify.inject(request, (error) => (error === null ? setImmediate(next, left - 1) : reject(error)));
    };
    setImmediate(() => {
      start?.();
      next(amount);
    });
  });
}

/** Instances of classes of Phial's, by name. */
export function instancesOf(classes) {
  return runsOf((name, url) => url.startsWith(DIST) && classes.includes(name));
}

/** Functions that run the hooks of a place in Fastify. Those of a list of onSend hooks count as one. */
const HOOK_RUNNERS = ['hookIterator', 'onResponseHookIterator', 'onSendHookRunner', 'preParsingHookRunner'];

/** Hooks of the app in kinds.mjs, and those that Fastify calls. */
export const HOOKS = runsOf(
  (name, url) =>
    (url.endsWith('/guard/kinds.mjs') && ['before', 'after', 'teardown'].includes(name)) ||
    (url.endsWith('/fastify/lib/hooks.js') && HOOK_RUNNERS.includes(name)),
);

/** How often functions run that are looked for by name. How many others there are does not count. */
function runsOf(isMeant) {
  return {
    start: () => void post('Profiler.takePreciseCoverage'),
    stop: () =>
      sumUp(
        post('Profiler.takePreciseCoverage').result.flatMap(({ url, functions }) =>
          functions
            .filter(({ functionName }) => isMeant(functionName, url))
            .map(({ functionName, ranges: [{ startOffset, count }] }) => [
              placeOf(functionName, url, lineAt(url, startOffset)),
              count,
            ]),
        ),
      ),
  };
}

/** Objects, by the function of Phial that makes them, itself or through one of the language's own. */
export const OBJECTS = {
  start: () =>
    void post('HeapProfiler.startSampling', {
      samplingInterval: 1,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    }),
  stop() {
    const { profile } = post('HeapProfiler.stopSampling');
    const makers = new Map(makersBelow(profile.head));
    return sumUp(
      profile.samples.filter(({ nodeId }) => makers.has(nodeId)).map(({ nodeId }) => [makers.get(nodeId), 1]),
    );
  },
};

function* makersBelow({ id, callFrame: { functionName, url, lineNumber }, children }, caller) {
  const isBuiltIn = url === '' && lineNumber === -1;
  const maker = url.startsWith(DIST) ? placeOf(functionName, url, lineNumber + 1) : isBuiltIn ? caller : undefined;
  if (maker !== undefined) yield [id, maker];
  for (const child of children) yield* makersBelow(child, maker);
}

let promises;

/** Promises, whoever makes them, by the first function on the stack that is not Node's. */
export const PROMISES = {
  start() {
    promises = [];
    Error.stackTraceLimit = 30;
    hook.enable();
  },
  stop() {
    hook.disable();
    Error.stackTraceLimit = 10;
    return sumUp(promises.map((place) => [place, 1]));
  },
};

const hook = createHook({
  init(_id, type) {
    if (type === 'PROMISE') promises.push(callerOf(new Error().stack));
  },
});

function callerOf(stack) {
  const lines = stack
    .split('\n')
    .slice(2)
    .map((line) => /^\s+at (?:async )?(?:(.*) \()?(file:.*|\/.*):(\d+):\d+\)?$/.exec(line))
    .filter(Boolean);
  if (lines.length === 0) return 'Node';
  const [, name = '', url, line] = lines[0];
  return placeOf(name, url, line);
}

/** `dispatch dist/dispatch.js:12` */
function placeOf(name, url, line) {
  return `${name || '(anonymous)'} ${url.replace(ROOT, '').replace(/^(?:.*\/)?node_modules\//, '')}:${line}`;
}

const starts = new Map();

function lineAt(url, offset) {
  if (!starts.has(url)) starts.set(url, startsOfLines(readFileSync(new URL(url), 'utf8')));
  return starts.get(url).findLastIndex((start) => start <= offset) + 1;
}

function startsOfLines(text) {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function sumUp(pairs) {
  const sums = new Map();
  for (const [place, count] of pairs) sums.set(place, (sums.get(place) ?? 0) + count);
  return sums;
}

/** The inspector of this very process answers at once. */
function post(method, parameters) {
  let result;
  inspector.post(method, parameters, (error, value) => {
    if (error !== null) throw new Error(`${method}: ${error.message}`);
    result = value;
  });
  return result;
}
