import { cpSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { PATIENCE, Project } from '../support/project.js';

const project = new Project();
const read = (name: string): string => readFileSync(join(project.folder, name), 'utf8');

describe('phial new', () => {
  it(
    'makes an app in a new folder, and says what to do next',
    async () => {
      const { code, stdout } = await project.phial(['new', 'Guest Book']);
      expect(code).toBe(0);
      expect(stdout).toBe(
        `There is a new app in ${join(project.folder, 'Guest Book')}. Now:\n\n  cd "Guest Book"\n  npm install\n  npm run dev\n\n`,
      );
      expect(JSON.parse(read('Guest Book/package.json'))).toMatchObject({
        name: 'guest-book',
        type: 'module',
        // It lies in no node_modules folder here.
        dependencies: { phial: `file:${process.cwd()}` },
      });
      expect(read('Guest Book/README.md')).toContain('# guest-book\n');
    },
    PATIENCE,
  );

  it(
    'makes a secret key that git does not see and others cannot read',
    async () => {
      await project.phial(['new', 'one']);
      await project.phial(['new', 'other']);
      expect(read('one/.env')).toMatch(/^PHIAL_SECRET_KEY=[0-9a-f]{64}$/m);
      expect(read('one/.env')).not.toBe(read('other/.env'));
      expect(read('one/.gitignore').split('\n')).toContain('.env');
      expect(statSync(join(project.folder, 'one/.env')).mode & 0o077).toBe(0);
    },
    PATIENCE,
  );

  it(
    'fills an empty folder, the working one too',
    async () => {
      project.write({ 'empty/.keep': '' });
      await project.start(['-e', "fs.rmSync('empty/.keep')"], { program: [] }).ended;
      const { stdout } = await project.phial(['new', '.'], { below: 'empty' });
      expect(stdout).toMatch(/Now:\n\n {2}npm install/);
      expect(JSON.parse(read('empty/package.json'))).toMatchObject({ name: 'empty' });
    },
    PATIENCE,
  );

  it.each(['full', 'full/notes.txt'])(
    'refuses what is no empty folder: %s',
    async (name) => {
      project.write({ 'full/notes.txt': '' });
      const { code, stderr } = await project.phial(['new', name]);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `phial: ${join(project.folder, name)} is not an empty folder. Name a new one: phial new my-app\n`,
      });
    },
    PATIENCE,
  );
});

describe('phial new below a file', () => {
  it(
    'says that there can be no folder, and no stack',
    async () => {
      project.write({ 'notes.txt': '' });
      const folder = join(project.folder, 'notes.txt/app');
      for (const [args, example] of [
        [['new'], 'phial new my-app'],
        [['new', '--extension'], 'phial new --extension phial-my-extension'],
      ] as const) {
        const { code, stderr } = await project.phial([...args, 'notes.txt/app']);
        expect([code, stderr]).toEqual([1, expect.stringMatching(/^phial: .* cannot be made: ENOTDIR.*\n$/)]);
        expect(stderr).toContain(`${folder} cannot be made: `);
        expect(stderr).toContain(`Name another one: ${example}\n`);
      }
    },
    PATIENCE,
  );
});

describe('The Phial that a new app depends on', () => {
  const installed = join(project.folder, 'tool/node_modules/phial');

  beforeAll(() => {
    for (const name of ['dist', 'starter', 'package.json'])
      cpSync(name, join(installed, name), {
        recursive: true,
        filter: (path) => !path.endsWith('starter/node_modules'),
      });
    symlinkSync(join(process.cwd(), 'node_modules'), join(installed, 'node_modules'));
  });

  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const git = 'git+ssh://git@example.com/phial.git#12ab';
  let count = 0;

  it.each([
    [
      'the file that it was installed from',
      'file:../phial-0.1.0.tgz',
      `file:${join(project.folder, 'phial-0.1.0.tgz')}`,
    ],
    ['the one of the registry', 'https://registry.npmjs.org/phial/-/phial-0.1.0.tgz', `^${version}`],
    ['the repository that it was installed from', git, git],
    ['its own folder when npm has written down nothing', undefined, `file:${installed}`],
  ])(
    'is %s',
    async (_what, resolved, expected) => {
      project.write({
        'tool/node_modules/.package-lock.json': JSON.stringify({ packages: { 'node_modules/phial': { resolved } } }),
      });
      const name = `depends-${count++}`;
      await project.phial(['new', name], { program: [join(installed, 'dist/cli/index.js')] });
      expect(JSON.parse(read(`${name}/package.json`))).toMatchObject({ dependencies: { phial: expected } });
    },
    PATIENCE,
  );
});

describe('A new app', () => {
  beforeAll(async () => {
    await project.phial(['new', 'my-app']);
    project.install('my-app', 'zod');
  }, PATIENCE);

  const { scripts } = JSON.parse(readFileSync('starter/package.json', 'utf8')) as { scripts: Record<string, string> };

  /** The commands of a script of its package.json. */
  const commandsOf = (script: string): string[] => scripts[script]!.split(' && ');

  /** Runs a command of its package.json, without npm. */
  function run(command: string, ...args: string[]) {
    const [program, ...words] = command.split(' ');
    const programs: Record<string, string[]> = {
      phial: ['node_modules/.bin/phial'],
      tsc: ['node_modules/.bin/tsc'],
      node: [],
    };
    return project.start([...words.map((word) => word.replace('*', 'app')), ...args], {
      below: 'my-app',
      program: programs[program!]!,
    });
  }

  it(
    'is checked, its spec included, and passes it: npm test',
    async () => {
      let output = '';
      for (const command of commandsOf('test').map((text) => run(text))) {
        const code = await command.ended;
        output += command.stdout;
        expect({ code, output }).toEqual({ code: 0, output });
      }
      expect(output).toMatch(/^# pass 5$/m);
    },
    PATIENCE,
  );

  it(
    'is told of its mistakes by npm test, those in its spec included',
    async () => {
      const mistake = 'export const count: number = "one";\n';
      project.write({ 'my-app/mistake.ts': mistake, 'my-app/spec/mistake.ts': mistake });
      const command = run(commandsOf('test')[0]!);
      expect(await command.ended).not.toBe(0);
      expect(command.stdout.match(/^.*mistake\.ts:1/gm)).toEqual(['mistake.ts:1', 'spec/mistake.ts:1']);
      for (const name of ['mistake.ts', 'spec/mistake.ts']) rmSync(join(project.folder, 'my-app', name));
    },
    PATIENCE,
  );

  it(
    'shows a page, takes a form and answers JSON in production: npm run build && npm start',
    async () => {
      const build = run(commandsOf('build')[0]!);
      expect({ code: await build.ended, output: build.stdout }).toEqual({ code: 0, output: '' });
      const command = run(commandsOf('start')[0]!, '--port', '0');
      const address = await command.address();

      const page = await fetch(address);
      expect(await page.text()).toContain('<h1>Hello</h1>');
      const style = /href="(\/static\/style\.css[^"]+)"/
        .exec(await (await fetch(address)).text())![1]!
        .replace('&#x3D;', '=');
      expect((await fetch(address + style)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');

      const icon = await fetch(`${address}/favicon.ico`);
      expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/vnd.microsoft.icon']);
      expect((await fetch(`${address}/docs`)).status).toBe(200);

      const refused = await fetch(`${address}/sign`, { method: 'POST', body: new URLSearchParams({ name: ' ' }) });
      expect(await refused.text()).toContain('Please write your name.');

      const signed = await fetch(`${address}/sign`, {
        method: 'POST',
        body: new URLSearchParams({ name: 'Ada <3' }),
        redirect: 'manual',
      });
      expect([signed.status, signed.headers.get('location')]).toEqual([302, '/']);
      const cookie = signed.headers.get('set-cookie')!.split(';')[0]!;
      const next = await (await fetch(address, { headers: { cookie } })).text();
      expect(next).toContain('Thank you, Ada &lt;3.');
      expect(next).toContain('Welcome back, Ada &lt;3');

      expect(await (await fetch(`${address}/api/names`)).json()).toEqual({ names: ['Ada <3'] });
      expect(await (await fetch(`${address}/api/names/1`)).json()).toEqual({ name: 'Ada <3' });
      expect((await fetch(`${address}/api/names/2`)).status).toBe(404);
    },
    PATIENCE,
  );

  it(
    'starts in debug mode: npm run dev',
    async () => {
      const command = run(commandsOf('dev')[0]!, '--port', '0');
      const [, address] = await command.says(/Listening at (\S+), in debug mode/);
      expect((await fetch(address!)).status).toBe(200);
      command.interrupt();
      expect(await command.ended).toBe(0);
    },
    PATIENCE,
  );
});

describe('A new extension', () => {
  const below = 'phial-news-letter';
  const bin = (name: string) => ({ below, program: [`node_modules/.bin/${name}`] });

  beforeAll(async () => {
    await project.phial(['new', '--extension', below]);
    project.install(below);
  }, PATIENCE);

  it('is named after its folder, in its code, too', () => {
    expect(JSON.parse(read(`${below}/package.json`))).toMatchObject({
      name: below,
      peerDependencies: { phial: '^0.1.0' },
      devDependencies: { phial: `file:${process.cwd()}` },
    });
    expect(read(`${below}/src/blueprint.ts`)).toContain('export function newsLetter(options: NewsLetterOptions');
    expect(read(`${below}/README.md`)).not.toContain('my-extension');
  });

  it(
    'is checked, and passes its specs: npm test',
    async () => {
      const checked = project.start(['check', 'demo.ts'], bin('phial'));
      expect({ code: await checked.ended, output: checked.stdout }).toMatchObject({ code: 0 });
      const specs = project.start(['--import', 'phial/register', '--test', 'spec/news-letter.spec.ts'], {
        below,
        program: [],
      });
      expect(await specs.ended).toBe(0);
      expect(specs.stdout).toMatch(/^# pass 2$/m);
    },
    PATIENCE,
  );

  it('packs its folders, and the sources that its source maps lead to, which lists of routes and debug pages name', () => {
    expect(JSON.parse(read(`${below}/tsconfig.json`))).toMatchObject({ compilerOptions: { sourceMap: true } });
    expect(JSON.parse(read(`${below}/package.json`))).toMatchObject({ files: ['dist', 'src', 'templates', 'static'] });
  });

  it(
    'is built with its types, and found by its name: npm run build',
    async () => {
      const build = project.start(['-p', 'tsconfig.build.json'], bin('tsc'));
      expect({ code: await build.ended, output: build.stdout }).toEqual({ code: 0, output: '' });
      expect(read(`${below}/dist/blueprint.d.ts`)).toContain('newsLetter(options?: NewsLetterOptions): Blueprint');
      project.write({
        [`${below}/use.mjs`]: `
          import { createApp } from 'phial';
          import { newsLetter } from 'phial-news-letter';
          const app = createApp({ blueprints: [newsLetter()], fastify: { logger: false } });
          console.log((await app.testClient().get('/news-letter/Ada')).status);`,
      });
      const use = project.start(['use.mjs'], { below, program: [] });
      await use.ended;
      expect(use.stdout).toBe('200\n');
    },
    PATIENCE,
  );
});

describe('The name of a new extension', () => {
  it.each([
    ['phial-new', 'phial-new', 'phialNew'],
    ['phial-default', 'phial-default', 'phialDefault'],
    ['phial-app', 'phial-app', 'phialApp'],
    ['phial-settings', 'phial-settings', 'settings'],
    ['phial-news', 'phial-news', 'news'],
    ['greetings', 'phial-greetings', 'greetings'],
    ['pages', 'phial-pages', 'pages'],
  ])(
    'is a function of its own, in a package for Phial, whatever the folder is called: %s',
    async (folder, name, code) => {
      await project.phial(['new', '--extension', folder]);
      expect(JSON.parse(read(`${folder}/package.json`))).toMatchObject({ name });
      expect(read(`${folder}/src/blueprint.ts`)).toContain(`export function ${code}(options`);
      expect(read(`${folder}/README.md`)).toContain(`import { ${code} } from '${name}';`);
    },
    PATIENCE,
  );

  // All that the extension's files import or declare beside its function, as a folder's name would be written.
  const others = readdirSync('starter-extension', { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[^/]*\.ts$|^(?:src|spec)\/.*\.ts$/.test(name))
    .map((name) => readFileSync(join('starter-extension', name), 'utf8'))
    .filter((text) => text.includes('myExtension('))
    .flatMap((text) => [
      ...[...text.matchAll(/^import (?:type )?(?:\{ (.*) \}|(\w+)) from/gm)].flatMap(
        ([, names, name]) => name ?? names!.split(', '),
      ),
      ...[...text.matchAll(/(?:const|let) (?:\{ (.*) \}|(\w+)) =/g)].flatMap(
        ([, names, name]) => name ?? names!.split(', '),
      ),
    ])
    .filter((name) => /^[a-z]\w*$/.test(name) && name !== 'myExtension');

  it.each([...new Set(others)])(
    'in code is none that its files have for something else: %s',
    async (name) => {
      const folder = `phial-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      await project.phial(['new', '--extension', folder]);
      expect(read(`${folder}/src/blueprint.ts`)).toContain(
        `export function phial${name[0]!.toUpperCase()}${name.slice(1)}(`,
      );
    },
    PATIENCE,
  );

  it(
    'keeps the letters that have marks',
    async () => {
      await project.phial(['new', '--extension', 'phial-hällo']);
      expect(JSON.parse(read('phial-hällo/package.json'))).toMatchObject({ name: 'phial-hallo' });
      expect(read('phial-hällo/src/blueprint.ts')).toContain('export function hallo(options');
      await project.phial(['new', 'Ærøs Straße']);
      expect(JSON.parse(read('Ærøs Straße/package.json'))).toMatchObject({ name: 'aeros-strasse' });
    },
    PATIENCE,
  );

  it(
    'is not phial, which npm could not install in it',
    async () => {
      await project.phial(['new', '--extension', 'phial']);
      expect(JSON.parse(read('phial/package.json'))).toMatchObject({ name: 'phial-my-extension' });
      await project.phial(['new', 'below/phial']);
      expect(JSON.parse(read('below/phial/package.json'))).toMatchObject({ name: 'my-app' });
    },
    PATIENCE,
  );

  it(
    'has a .gitignore that leaves out what npm pack makes',
    async () => {
      await project.phial(['new', '--extension', 'phial-packed']);
      expect(read('phial-packed/.gitignore').split('\n')).toContain('*.tgz');
    },
    PATIENCE,
  );
});
