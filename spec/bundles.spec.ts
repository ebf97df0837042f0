import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';

const PACKAGE = resolve('.');
const PAGE = readFileSync('docs/deploy.md', 'utf8');
const PATIENCE = 300_000;

/** The code block of the page that has a text in it. */
function block(text: string): string {
  return [...PAGE.matchAll(/^```\w+.*\n([^]*?)^```/gm)].map(([, code]) => code!).find((code) => code.includes(text))!;
}

/** A package of Phial's with all that it depends on. */
function closure(name: string, found = new Set<string>()): Set<string> {
  const folder = join(PACKAGE, 'node_modules', name);
  if (found.has(name) || !existsSync(folder)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const one of Object.keys(dependencies)) closure(one, found);
  return found;
}

/** The files that @vercel/nft finds: in a process of its own, where nothing is transformed. */
function traced(entry: string, folders: readonly string[]): string[] {
  // Nothing of the machine around: what reads folders by name is taken for reading any.
  const program = `
    import { nodeFileTrace } from '@vercel/nft';
    const isOurs = (path) => ${JSON.stringify(folders)}.some((folder) => ('/' + path).startsWith(folder));
    const { fileList } = await nodeFileTrace([${JSON.stringify(entry)}], { base: '/', ignore: (path) => !isOurs(path) });
    console.log(JSON.stringify([...fileList]));`;
  const args = ['--input-type=module', '--eval', program];
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: PACKAGE, encoding: 'utf8', maxBuffer: 1e8 }),
  ) as string[];
}

describe('A bundle', () => {
  let root: string;
  /** What `phial new` makes, with an OpenAPI document, and the page's main.ts. */
  let app: string;
  /** Where nothing is but what is copied there. */
  let target: string;
  let server: ChildProcessByStdio<null, Readable, Readable> | undefined;

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'phial-bundles-')));
    app = join(root, 'app');
    cpSync('starter', app, { recursive: true });
    writeFileSync(join(app, 'main.ts'), block('await app.run()'));
    const code = readFileSync(join(app, 'app.ts'), 'utf8');
    writeFileSync(
      join(app, 'app.ts'),
      code.replace(' });', ", openapi: { info: { title: 'Names', version: '1' } } });"),
    );
    mkdirSync(join(app, 'node_modules'));
    for (const name of readdirSync('node_modules').filter((one) => !['.bin', 'phial'].includes(one)))
      symlinkSync(join(PACKAGE, 'node_modules', name), join(app, 'node_modules', name));
    symlinkSync(PACKAGE, join(app, 'node_modules/phial'));
  }, PATIENCE);

  beforeEach(() => {
    target = mkdtempSync(join(root, 'target-'));
  });

  afterEach(async () => {
    if (server?.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Runs the page's commands as they stand there, with the programs that lie here. */
  function shell(commands: string): void {
    const PATH = [join(PACKAGE, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    execFileSync('sh', ['-ec', commands.replaceAll('npx ', '')], { cwd: app, env: { ...process.env, PATH } });
  }

  function copy(from: string, to: string): void {
    cpSync(from, join(target, to), { recursive: true });
  }

  function copyFolders(): void {
    for (const folder of ['templates', 'static']) copy(join(app, folder), folder);
  }

  /** Starts it, and gives its address. */
  async function start(...args: string[]): Promise<string> {
    server = spawn(process.execPath, args, {
      cwd: target,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PHIAL_PORT: '0', PHIAL_SECRET_KEY: 'a key that is long enough' },
    });
    let output = '';
    for await (const piece of server.stdout.setEncoding('utf8')) {
      output += piece;
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (address !== undefined) {
        server.stderr.resume();
        return address;
      }
    }
    const errors = (await server.stderr.toArray()).join('');
    throw new Error(`It did not start: ${output}${errors}`);
  }

  /** What it answers: a page, a form with a session, an upload, a static file, an error, and the documentation. */
  async function answers(origin: string): Promise<object> {
    const body = new FormData();
    body.append('name', 'Ada');
    body.append('photo', new Blob(['bytes']), 'photo.png');
    const signed = await fetch(`${origin}/sign`, { method: 'POST', body, redirect: 'manual' });
    const cookie = signed.headers.get('set-cookie')!.split(';')[0]!;
    const page = await (await fetch(origin, { headers: { cookie } })).text();
    const style = /href="(\/static\/[^"]+)"/.exec(page)![1]!.replaceAll('&#x3D;', '=');
    const status = async (path: string): Promise<number> => (await fetch(origin + path)).status;
    return {
      signed: signed.status,
      page: /Welcome back, \w+/.exec(page)?.[0],
      names: await (await fetch(`${origin}/api/names`)).json(),
      style: await status(style),
      missing: await status('/api/names/9'),
      docs: await status('/docs'),
      script: await status('/docs/static/swagger-ui-bundle.js'),
    };
  }

  const ANSWERS = {
    signed: 302,
    page: 'Welcome back, Ada',
    names: { names: ['Ada'] },
    style: 200,
    missing: 404,
    docs: 200,
    script: 200,
  };

  it.each(['esbuild', 'rolldown'])(
    'of %s is one file, which runs in another folder',
    async (bundler) => {
      const commands = block(`npx ${bundler} `);
      rmSync(join(app, 'out'), { recursive: true, force: true });
      shell(commands);
      expect(readdirSync(join(app, 'out')).sort()).toEqual(['main.mjs', 'main.mjs.map']);
      copy(join(app, 'out'), '.');
      copyFolders();
      const external = [...commands.matchAll(/--external[: ](\S+)/g)].flatMap(([, name]) => [...closure(name!)]);
      for (const name of new Set(external)) copy(join(PACKAGE, 'node_modules', name), `node_modules/${name}`);
      const [, ...args] = block('node --enable-source-maps').trim().split(' ');
      expect(await answers(await start(...args))).toEqual(ANSWERS);
    },
    PATIENCE,
  );

  it(
    'is not needed where @vercel/nft traces the files',
    async () => {
      shell('npx tsc -p tsconfig.build.json');
      const fileList = traced(join(app, 'dist/main.js'), [app, PACKAGE]);
      for (const file of fileList) {
        const path = join('/', file);
        // These are links to what lies in PACKAGE.
        if (path.startsWith(join(app, 'node_modules'))) continue;
        if (path.startsWith(app)) copy(path, path.slice(app.length));
        else if (path.startsWith(join(PACKAGE, 'node_modules'))) copy(path, path.slice(PACKAGE.length));
        else if (path.startsWith(PACKAGE)) copy(path, join('node_modules/phial', path.slice(PACKAGE.length)));
      }
      copy(join(PACKAGE, 'node_modules/sodium-native'), 'node_modules/sodium-native');
      copyFolders();
      expect(await answers(await start('dist/main.js'))).toEqual(ANSWERS);
    },
    PATIENCE,
  );
});
