// Packs the package, installs it into an empty folder as a user would, compiles a small app there, and asks it for a page.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'phial-smoke-'));
const npm = (...args) =>
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const APP = `
import { Controller, Request, Route, Session, abort, createApp } from 'phial';

class Greeter {
  greet(name: string): string {
    return 'Hello ' + name;
  }
}

@Controller('/hello')
class Hello {
  constructor(private readonly greeter: Greeter) {}

  @Route('/:name')
  show(name: string, request: Request, session: Session) {
    session.set('name', name);
    return name === 'nobody' ? abort(404) : { text: this.greeter.greet(name), path: request.path };
  }
}

console.log(await createApp({ controllers: [Hello], services: [new Greeter()], secretKey: 'a key that is long enough', fastify: { logger: false } }).run({ port: 0 }));
`;

const packed = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)[0];
const names = packed.files.map(({ path }) => path);
const unwanted = names.filter(
  (name) =>
    !/^(dist\/(commonjs\.cjs|.+\.(js|d\.ts|js\.map))|starter(-extension)?\/(?!.*(node_modules|dist\/)).+|docs\/(?!api\.report)[\w-]+\.md|docs\/llms(-full)?\.txt|package\.json|(bench\/)?README\.md|(CHANGELOG|CONTRIBUTING|SECURITY)\.md|LICENSE)$/.test(
      name,
    ),
);
if (unwanted.length > 0) throw new Error(`The package holds what no user needs: ${unwanted.join(', ')}`);

const missing = ['docs/llms.txt', 'docs/llms-full.txt', 'docs/routes.md'].filter((name) => !names.includes(name));
if (missing.length > 0) throw new Error(`The package is without ${missing.join(', ')}`);

writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'smoke', private: true, type: 'module' }));
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      strict: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      outDir: 'build',
      rootDir: '.',
      types: ['node'],
    },
    include: ['app.ts'],
  }),
);
writeFileSync(join(folder, 'app.ts'), APP);
npm('install', join(folder, packed.filename), `@types/node@${devDependencies['@types/node']}`);

// All that the repository's specs make of the starter has come along.
execFileSync(join(folder, 'node_modules/.bin/phial'), ['new', 'made'], { cwd: folder });
const made = readdirSync(join(folder, 'made'), { recursive: true }).sort().join(' ');
const expected = [
  ...readdirSync(join(root, 'starter'), { recursive: true }).filter((name) => name !== 'gitignore'),
  '.env',
  '.gitignore',
]
  .sort()
  .join(' ');
if (made !== expected) throw new Error(`phial new made ${made} instead of ${expected}`);

// Users have the newest TypeScript, and some the one before.
for (const typescript of [devDependencies.typescript, devDependencies['typescript-7'].replace('npm:typescript@', '')]) {
  npm('install', `typescript@${typescript}`);
  execFileSync('node', ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: folder, stdio: 'inherit' });
  const app = spawn('node', ['build/app.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [address] = await once(app.stdout.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(20_000) });
    const response = await fetch(`${address.trim()}/hello/Ada`);
    const text = await response.text();
    if (response.status !== 200 || text !== '{"text":"Hello Ada","path":"/hello/Ada"}')
      throw new Error(`The app answered ${response.status}: ${text}`);
    const missing = await fetch(`${address.trim()}/hello/nobody`);
    if (missing.status !== 404) throw new Error(`The app answered ${missing.status} instead of 404`);
  } finally {
    app.kill();
    await once(app, 'exit');
  }
  console.log(`smoke: the packed package works with TypeScript ${typescript}`);
}
rmSync(folder, { recursive: true });
