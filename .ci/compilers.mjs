// Every compiler that users have, from the packed package: what each writes down of types, an app works with it, or says at
// its start what to do. And CommonJS.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'phial-compilers-'));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const TSC_7 = devDependencies['typescript-7'].replace('npm:', '');

const app = (imports, inject = '') => `
import { Controller, Route, createApp } from 'phial';
${imports}

class Greeter {
  greet(name: string): string {
    return 'Hello ' + name;
  }
}

@Controller('/hello')
class Hello {
  ${inject && 'static inject = [Greeter];'}
  constructor(private readonly greeter: Greeter) {}

  @Route('/:name', ['GET']${inject})
  show(name: string, request: Request) {
    return this.greeter.greet(name) + ' at ' + new URL(request.url).pathname;
  }
}

async function run(): Promise<string> {
  try {
    const client = createApp({ controllers: [Hello], services: [new Greeter()], fastify: { logger: false } }).testClient();
    return (await client.get('/hello/Ada')).text;
  } catch (error) {
    return (error as Error).message;
  }
}

export const output = await run();
console.log(output);
`;

const WORKS = 'Hello Ada at /hello/Ada';
const IMPORT_IT = "import { Request } from 'phial'";
const NO_METADATA = 'because the compiler wrote no metadata';

/** Each file, what it says where types are known, and where they are not. */
const FILES = {
  plain: { code: app("import { Request } from 'phial';"), known: WORKS, unknown: NO_METADATA },
  injected: {
    code: app("import { Request } from 'phial';", ', { inject: [String, Request] }'),
    known: WORKS,
    unknown: WORKS,
  },
  typed: { code: app("import type { Request } from 'phial';"), known: IMPORT_IT, unknown: NO_METADATA },
  global: { code: app(''), known: IMPORT_IT, unknown: NO_METADATA },
};
const names = Object.keys(FILES);

const node = (...args) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
const load = (name) => createRequire(join(folder, 'package.json'))(name);

const COMPILERS = {
  'TypeScript 6': {
    build: () => node('node_modules/typescript-6/bin/tsc', '--outDir', 'tsc-6'),
    file: (name) => [`tsc-6/${name}.js`],
    knows: true,
  },
  'TypeScript 7': {
    build: () => node('node_modules/typescript-7/bin/tsc', '--outDir', 'tsc-7'),
    file: (name) => [`tsc-7/${name}.js`],
    knows: true,
  },
  swc: { build: compileWithSwc, file: (name) => [`swc/${name}.js`], knows: true },
  'oxc (phial/register)': { file: (name) => ['--import', 'phial/register', `${name}.ts`], knows: true },
  'oxc (phial run)': { file: (name) => ['node_modules/.bin/phial', 'routes', `${name}.ts`], knows: true },
  esbuild: { build: compileWithEsbuild, file: (name) => [`esbuild/${name}.js`], knows: false },
  tsx: { file: (name) => ['--import', 'tsx', `${name}.ts`], knows: false },
};

install();
for (const [compiler, { build, file, knows }] of Object.entries(COMPILERS)) {
  build?.();
  for (const name of names)
    check(`${compiler}, ${name}`, node(...file(name)), FILES[name][knows ? 'known' : 'unknown']);
  console.log(
    `compilers: ${compiler} ${knows ? 'works, and lost types are found' : 'is found out, and { inject } works'}`,
  );
}
check('Vitest', node('node_modules/vitest/vitest.mjs', 'run'), '4 passed');
console.log('compilers: Vitest works, and lost types are found');
check('CommonJS', node('common.cjs'), WORKS);
console.log('compilers: CommonJS can require() the package');
rmSync(folder, { recursive: true });

function install() {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )[0];
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write('package.json', JSON.stringify({ name: 'compilers', private: true, type: 'module' }));
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'NodeNext',
        strict: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        types: ['node'],
        rootDir: '.',
        skipLibCheck: true,
      },
      include: names.map((name) => `${name}.ts`),
    }),
  );
  for (const [name, { code }] of Object.entries(FILES)) write(`${name}.ts`, code);
  write(
    'all.spec.ts',
    `import { expect, it } from 'vitest';\n${Object.entries(FILES)
      .map(
        ([name, { known }]) =>
          `it(${JSON.stringify(name)}, async () => {\n  expect((await import('./${name}.js')).output).toContain(${JSON.stringify(known)});\n});`,
      )
      .join('\n')}\n`,
  );
  write(
    'common.cjs',
    "const { createApp, App } = require('phial');\nconsole.log(createApp({ fastify: { logger: false } }) instanceof App ? 'Hello Ada at /hello/Ada' : 'no');\n",
  );
  execFileSync(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      join(folder, packed.filename),
      `typescript-6@npm:typescript@${devDependencies.typescript}`,
      `typescript-7@npm:${TSC_7}`,
      ...['@types/node', '@swc/core', 'esbuild'].map((name) => `${name}@${devDependencies[name]}`),
      'tsx@4',
      'vitest@4',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

function compileWithSwc() {
  const { transformFileSync } = load('@swc/core');
  mkdirSync(join(folder, 'swc'));
  for (const name of names) {
    const { code } = transformFileSync(join(folder, `${name}.ts`), {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'es6' },
    });
    writeFileSync(join(folder, 'swc', `${name}.js`), code);
  }
}

function compileWithEsbuild() {
  load('esbuild').buildSync({
    absWorkingDir: folder,
    entryPoints: names.map((name) => `${name}.ts`),
    outdir: 'esbuild',
    format: 'esm',
  });
}

function check(what, { stdout, stderr }, expected) {
  if (!`${stdout}${stderr}`.includes(expected))
    throw new Error(`${what}: the output lacks ${JSON.stringify(expected)}:\n${stdout}${stderr}`);
}
