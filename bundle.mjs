// The second half of `npm run build`: puts the code of lib/ into few files. Node takes most of a millisecond to load a module:
// with all 85 of them in dist/, an app took 1.22 times the CPU time of Fastify by hand from its start to its first answer, and
// takes 1.08 times (bench/costs.mjs). What is loaded when it is used stays a file of its own, and what several files share is
// in one beside them, so that each module is there once. The types are tsc's.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { build } from 'esbuild';

process.chdir(import.meta.dirname);

// Of a CommonJS package that is imported, Node reads the source once more to find what it exports: for these, which every app
// loads, that is a fifth of the time from its start to its first answer. So dist/ imports one small file, which requires them:
// Node reads that one alone, and bundlers and tracers follow it, which they do not with createRequire().
const COMMONJS = `require('reflect-metadata');
const { fastify, LogController } = require('fastify');
exports.fastify = fastify;
exports.LogController = LogController;
exports.FindMyWay = require('find-my-way');
const { parseCookie, parseSetCookie, stringifyCookie, stringifySetCookie } = require('cookie');
exports.parseCookie = parseCookie;
exports.parseSetCookie = parseSetCookie;
exports.stringifyCookie = stringifyCookie;
exports.stringifySetCookie = stringifySetCookie;
exports.requireAcorn = () => require('acorn');
exports.requireNegotiator = () => require('negotiator');
exports.requireHandlebars = () => require('handlebars');
exports.requireSchemaController = () => require('fastify/lib/schema-controller');
`;

/** What is required when it is needed, by the functions above that do it. */
const LATE = {
  acorn: 'requireAcorn',
  'fastify/lib/schema-controller': 'requireSchemaController',
  negotiator: 'requireNegotiator',
  handlebars: 'requireHandlebars',
};

// What an app loads late has much in common with the index, each something else, and esbuild makes a file of each such part.
// When it imports the index, which is loaded by then, all of that is in one.
const OF_APPS = /lib\/(?:doctor\/further|errors\/debug-page|openapi\/openapi|templates\/compiled)\.ts$/;

const { outputFiles, metafile } = await build({
  entryPoints: [...new Set(['lib/index.ts', 'lib/register.ts', 'lib/cli/index.ts', ...loadedLater()])],
  outbase: 'lib',
  outdir: 'dist',
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  tsconfig: 'tsconfig.build.json',
  metafile: true,
  write: false,
  plugins: [{ name: 'with-index', setup: (esbuild) => esbuild.onLoad({ filter: OF_APPS }, withIndex) }],
});
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(named(path), path.endsWith('.js') ? code(path, text) : named(text));
}
writeFileSync('dist/commonjs.cjs', COMMONJS);
removeLeftovers();

function withIndex({ path }) {
  return { contents: `${readFileSync(path, 'utf8')}\nimport '../index.js';\n`, loader: 'ts' };
}

/** The modules that are imported with `await import()`, or registered as hooks of Node's. */
function loadedLater() {
  return readdirSync('lib', { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const imports = readFileSync(join('lib', name), 'utf8').matchAll(
        /\b(?:await import|module\.register)\('(\.[^']+)\.js'/g,
      );
      return [...imports].map(([, path]) => join('lib', dirname(name), `${path}.ts`));
    });
}

/** A module's code: `import FindMyWay from "find-my-way"` is `import { FindMyWay } from "./commonjs.cjs"` there. */
function code(path, text) {
  const folder = relative(dirname(path), 'dist') || '.';
  const plain = withClassNames(named(text))
    .replace(
      /^import (\w+) from "find-my-way";$/gm,
      (_, name) => `import { FindMyWay${name === 'FindMyWay' ? '' : ` as ${name}`} } from "${folder}/commonjs.cjs";`,
    )
    .replace(/^(import .*)"(?:cookie|fastify|reflect-metadata)";$/gm, `$1"${folder}/commonjs.cjs";`)
    .replace(/createRequire\w*\(import\.meta\.url\)\("([^"]+)"\)/g, (_, name) => `${lateOf(name)}()`);
  const late = Object.values(LATE).filter((name) => plain.includes(`${name}()`));
  return late.length === 0 ? plain : `import { ${late.join(', ')} } from "${folder}/commonjs.cjs";\n${plain}`;
}

function lateOf(name) {
  if (!Object.hasOwn(LATE, name)) throw new Error(`Nothing in LATE requires '${name}'.`);
  return LATE[name];
}

/** A shared file is named after the largest module in it: `response-SKAXFL74.js`. */
function named(text) {
  return text.replace(/shared(-\w+\.js)/g, (file, end) => {
    const modules = Object.entries(metafile.outputs[`dist/${file}`].inputs);
    const [[largest]] = modules.sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput);
    return basename(largest, '.ts') + end;
  });
}

/**
 * Of a class that names itself esbuild makes `var Response = class _Response`, or `var Response2 = ...`, and messages say what
 * a class is called.
 */
function withClassNames(text) {
  const own = [...text.matchAll(/^var \w+ = class _(\w+)\b/gm)].map(([, name]) => name);
  return own.length === 0 ? text : text.replace(new RegExp(`\\b_(${own.join('|')})\\b`, 'g'), '$1');
}

/** Removes what other builds have left, which would be packed, too. */
function removeLeftovers() {
  const written = new Set(outputFiles.map(({ path }) => named(relative('dist', path))));
  written.add('commonjs.cjs');
  const isType = (name) => existsSync(join('lib', name.replace(/\.d\.ts$/, '.ts')));
  for (const name of readdirSync('dist', { recursive: true })) {
    if (!written.has(name) && !isType(name)) rmSync(join('dist', name), { recursive: true, force: true });
  }
}
