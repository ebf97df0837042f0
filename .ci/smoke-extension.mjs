// An app that logs people in by phial-login, once packed, once linked by its path and once copied: it works alike, and has one
// Phial.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const extension = join(root, 'extensions/phial-login');
const packs = mkdtempSync(join(tmpdir(), 'phial-packs-'));
const { devDependencies } = readJson(join(root, 'package.json'));
const { dependencies } = readJson(join(extension, 'package.json'));

const APP = `
import { Controller, Get, createApp, hashPassword } from 'phial';
import { CurrentUser, UserProvider, login, type User } from 'phial-login';

export interface Member extends User {
  id: number;
  name: string;
}

const ada = { id: 1, name: 'ada', passwordHash: await hashPassword('open sesame') };

export class Members extends UserProvider<Member> {
  find = (id: number) => (id === ada.id ? ada : undefined);
  named = (name: string) => (name === ada.name ? ada : undefined);
  passwordHash = () => ada.passwordHash;
  changePassword = (_member: Member, passwordHash: string) => void (ada.passwordHash = passwordHash);
  override create = ({ name }: { name: string }) => (name === ada.name ? undefined : { id: 2, name });
}

@Controller()
export class Pages {
  @Get('/')
  home({ user }: CurrentUser<Member>) {
    return 'Hello ' + user.name;
  }
}

export const app = createApp({ controllers: [Pages], blueprints: [login()], services: [new Members()], secretKey: 'a key that is long enough', fastify: { logger: false } });
if (process.argv[2] === 'serve') console.log(await app.run({ port: 0 }));
`;

const packed = [root, extension].map(pack);
const WAYS = {
  packed: (npm) => npm('install', ...packed),
  // As npm link makes it. Phial, too: of a package that is linked, the peers are those beside it.
  linked(_npm, folder) {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules/phial'));
    symlinkSync(extension, join(folder, 'node_modules/phial-login'));
  },
  copied(npm, folder) {
    npm('install', packed[0], `rate-limiter-flexible@${dependencies['rate-limiter-flexible']}`);
    for (const part of ['dist', 'templates', 'package.json'])
      cpSync(join(extension, part), join(folder, 'node_modules/phial-login', part), { recursive: true });
  },
};

for (const [way, install] of Object.entries(WAYS)) {
  const folder = mkdtempSync(join(tmpdir(), `phial-login-${way}-`));
  const npm = (...args) => execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  writeApp(folder);
  install(npm, folder);
  if (way !== 'linked' && existsSync(join(folder, 'node_modules/phial-login/node_modules/phial')))
    throw new Error('phial-login has a Phial of its own');
  compile(folder);
  await ask(folder);
  const output = execFileSync('node', ['node_modules/phial/dist/cli/index.js', 'login:create-user', 'bob'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (!output.startsWith('Added bob with the password ')) throw new Error(`login:create-user said ${output}`);
  rmSync(folder, { recursive: true });
  console.log(`smoke: phial-login works when it is ${way}`);
}
rmSync(packs, { recursive: true });

/** What has been built: prepack would build it anew. */
function pack(cwd) {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', packs];
  const [{ filename }] = JSON.parse(
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return join(packs, filename);
}

function writeApp(folder) {
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    declaration: true,
    outDir: 'dist',
    rootDir: '.',
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'smoke', private: true, type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['app.ts'] }));
  writeFileSync(join(folder, 'app.ts'), APP);
}

/** By both TypeScripts that users have. */
function compile(folder) {
  for (const name of Object.keys(devDependencies).filter((one) => /^typescript(-7)?$/.test(one)))
    execFileSync('node', [join(root, 'node_modules', name, 'bin/tsc'), '-p', '.'], { cwd: folder, stdio: 'inherit' });
}

async function ask(folder) {
  const app = spawn('node', ['dist/app.js', 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [text] = await once(app.stdout.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(20_000) });
    const url = text.trim();
    const stranger = await fetch(url, { redirect: 'manual' });
    expectThat(stranger.headers.get('location') === '/account/login?next=%2F', 'a stranger is sent to the login');
    const page = await fetch(`${url}/account/login`);
    expectThat((await page.text()).includes('name="username"'), 'the login has a form');
    const body = new URLSearchParams({ username: 'ada', password: 'open sesame' });
    const entry = await fetch(`${url}/account/login`, { method: 'POST', body, redirect: 'manual' });
    const cookie = entry.headers
      .getSetCookie()
      .map((one) => one.split(';', 1)[0])
      .join('; ');
    const home = await (await fetch(url, { headers: { cookie } })).text();
    expectThat(home === 'Hello ada', `ada is greeted, not ${home}`);
  } finally {
    app.kill();
    await once(app, 'exit');
  }
}

function expectThat(holds, what) {
  if (!holds) throw new Error(`It does not hold that ${what}.`);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
