import { once } from 'node:events';
import { createServer } from 'node:net';

import { freePort } from '../support/free-port.js';
import { APP, PATIENCE, Project } from '../support/project.js';

const withSession = APP.replace('Get }', 'Get, Session }')
  .replace('index()', 'index(session: Session)')
  .replace("'Hello'", "session.get('name', 'Hello')");

describe('phial run', () => {
  it(
    'serves the app that an entry exports, until it is told to stop',
    async () => {
      const command = new Project({ 'app.ts': APP }).start(['run', '--port', '0']);
      const address = await command.address();
      expect(await (await fetch(`${address}/numbers/3`)).json()).toEqual({ number: 3 });
      command.child.kill();
      expect(await command.ended).toBe(0);
    },
    PATIENCE,
  );

  it.each([
    ['src/app.ts', APP],
    ['app.js', "import { createApp } from 'phial'; export const app = createApp();"],
    ['dist/app.js', "import { createApp } from 'phial'; export const app = createApp();"],
  ])(
    'finds the entry %s by itself',
    async (entry, code) => {
      await new Project({ [entry]: code }).start(['run', '--port', '0']).address();
    },
    PATIENCE,
  );

  it(
    'calls the function createApp that an entry exports, async or not',
    async () => {
      const code =
        "import * as phial from 'phial';\nexport async function createApp() {\n  return phial.createApp();\n}\n";
      await new Project({ 'app.ts': code }).start(['run', '--port', '0']).address();
    },
    PATIENCE,
  );

  it(
    "takes over the entry's own app.run(), and its options where the command line has others",
    async () => {
      const command = new Project({
        'app.ts': `${APP}\nconsole.log(await app.run({ host: '0.0.0.0', port: 1 }));`,
      }).start(['run', '--host', '127.0.0.1', '--port', '0']);
      const [, address] = await command.says(/^(http:\/\/127\.0\.0\.1:\d+)$/m);
      expect((await fetch(address!)).status).toBe(200);
    },
    PATIENCE,
  );

  it.each([['in production'], ['--debug']])(
    'gives host and port to the exported app alone, %s',
    async (mode) => {
      const port = await freePort();
      const command = new Project({
        'app.ts': `${APP}\nvoid createApp().run({ port: ${await freePort()} }).then((at) => console.log('other at', at, '.'));`,
      }).start(['run', '--port', String(port), ...(mode === '--debug' ? [mode, '--no-check'] : [])]);
      const [, other] = await command.says(/other at (\S+) \./);
      expect(other).not.toContain(`:${port}`);
      await command.says(new RegExp(`Listening at http://127.0.0.1:${port}`));
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      expect((await fetch(other!)).status).toBe(404);
    },
    PATIENCE,
  );

  it(
    'closes the services when it is told to stop while the app starts',
    async () => {
      const starting = APP.replace('Get }', 'Get, OnStart, OnStop }').replace(
        "@Get('/')",
        `@OnStart()
  async start() {
    console.log('it starts');
    await new Promise((done) => setTimeout(done, 1000));
  }

  @OnStop()
  stop() {
    console.log('it stops');
  }

  @Get('/')`,
      );
      const command = new Project({ 'app.ts': starting }).start(['run', '--port', '0']);
      await command.says('it starts');
      command.child.kill();
      expect(await command.ended).toBe(0);
      expect(command.stdout).toContain('it stops');
      expect(command.stdout + command.stderr).not.toContain('Listening');
    },
    PATIENCE,
  );

  it(
    'waits no longer than seconds for a start that it is told to stop in',
    async () => {
      const starting = APP.replace('Get }', 'Get, OnStart }').replace(
        "@Get('/')",
        `@OnStart()
  async start() {
    console.log('it starts');
    await new Promise((done) => setTimeout(done, 60_000));
  }

  @Get('/')`,
      );
      const command = new Project({ 'app.ts': starting }).start(['run', '--port', '0']);
      await command.says('it starts');
      const begun = performance.now();
      command.child.kill();
      expect(await command.ended).toBe(1);
      expect(performance.now() - begun).toBeLessThan(9000);
      expect(command.stdout).toContain('services are not closed');
    },
    PATIENCE,
  );

  it(
    'writes nothing but JSON to its output in production',
    async () => {
      const command = new Project({ 'app.ts': APP }).start(
        ['run', '--port', '0', '--host', '0.0.0.0', '--workers', '2'],
        { env: { NODE_ENV: 'production' } },
      );
      await command.says('phial: 2 workers of process');
      command.child.kill();
      await command.ended;
      expect(
        command.stdout
          .trim()
          .split('\n')
          .filter((line) => !line.startsWith('{')),
      ).toEqual([]);
      expect(command.stderr).not.toContain('whoever reaches this machine');
    },
    PATIENCE,
  );

  it(
    'takes the debug mode that an app chose itself',
    async () => {
      const command = new Project({ 'app.ts': APP.replace('controllers:', 'debug: true, controllers:') }).start([
        'run',
        '--port',
        '0',
      ]);
      await command.says(/Listening at \S+, in debug mode/);
    },
    PATIENCE,
  );

  it(
    'reads host and port from the environment and from .env, which the command line overrides',
    async () => {
      const project = new Project({ 'app.ts': APP, '.env': 'PHIAL_HOST=127.0.0.2\nPHIAL_PORT=1\n' });
      const command = project.start(['run'], { env: { PHIAL_PORT: '0' } });
      expect(await command.address()).toMatch(/^http:\/\/127\.0\.0\.2:\d{4,}$/);
    },
    PATIENCE,
  );

  it(
    'says who can reach an app that listens on all networks',
    async () => {
      const command = new Project({ 'app.ts': APP }).start(['run', '--host', '0.0.0.0', '--port', '0']);
      await command.says(
        'whoever reaches this machine over a network can reach the app. For this machine alone: phial run app.ts --host 127.0.0.1',
      );
    },
    PATIENCE,
  );

  it(
    'logs each request as a line of JSON, without its headers',
    async () => {
      const command = new Project({ 'app.ts': APP }).start(['run', '--port', '0']);
      await fetch(`${await command.address()}/numbers/x?page=2`, {
        headers: { cookie: 'session=secret', authorization: 'Bearer secret' },
      });
      const [line] = await command.says(/^.*numbers.*$/m);
      expect(JSON.parse(line)).toMatchObject({
        level: 30,
        method: 'GET',
        url: '/numbers/x',
        status: 404,
        milliseconds: expect.any(Number),
        reqId: expect.any(String),
      });
      expect(line).not.toContain('secret');
    },
    PATIENCE,
  );

  it(
    'fails with one line when its port is in use',
    async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const { code, stderr } = await new Project({ 'app.ts': APP }).phial(['run', '--port', String(port)]);
      server.close();
      expect(code).toBe(1);
      expect(stderr).toBe(
        `phial: Port ${port} on 127.0.0.1 is in use: another program, or another run of this app, listens there. Choose another with --port; 0 picks a free one.\n`,
      );
    },
    PATIENCE,
  );

  it.each([
    ['the command line', ['--host', '192.0.2.1'], '', {}, '--host'],
    ["the entry's own app.run()", [], "void app.run({ host: '192.0.2.1' });", {}, 'app.run({ host })'],
    ['the environment', [], '', { PHIAL_HOST: '192.0.2.1' }, 'PHIAL_HOST'],
  ])(
    'names the place alone that its host comes from: %s',
    async (_place, more, code, env, choice) => {
      const project = new Project({ 'app.ts': `${APP}\n${code}` });
      const { stderr } = await project.phial(['run', '--port', '0', ...more], { env });
      expect(stderr).toContain(
        `The host 192.0.2.1 is no address of this machine. Choose another with ${choice}: 127.0.0.1, or 0.0.0.0 for all.`,
      );
    },
    PATIENCE,
  );

  it(
    'fails with one line when PHIAL_PORT is no port',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': APP }).phial(['run'], { env: { PHIAL_PORT: 'http' } });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'phial: PHIAL_PORT is "http"; it must be a whole number from 0 to 65535.\n',
      });
    },
    PATIENCE,
  );

  it(
    'refuses debug mode in production',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': APP }).phial(['run', '--debug'], {
        env: { NODE_ENV: 'production' },
      });
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^phial: Debug mode shows source code .*\n$/),
      });
    },
    PATIENCE,
  );
});

describe('An entry that cannot be run', () => {
  it(
    'is looked for in four places',
    async () => {
      const project = new Project();
      const { code, stderr } = await project.phial(['run']);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `phial: No app was found in ${project.folder}: looked for app.ts, src/app.ts, app.js, dist/app.js. Name the file that exports it: phial run src/main.ts\n`,
      });
    },
    PATIENCE,
  );

  it(
    'may not be built yet',
    async () => {
      const built = { 'package.json': '{ "type": "module", "scripts": { "build": "tsc" } }', 'app.ts': APP };
      const { code, stderr } = await new Project(built).phial(['run', 'dist/app.js']);
      expect({ code, stderr }).toEqual({ code: 1, stderr: 'phial: There is no dist/app.js: run npm run build.\n' });
    },
    PATIENCE,
  );

  it(
    'is shown the circle of imports that keeps it from being loaded',
    async () => {
      const { code, stderr } = await new Project({
        'app.ts': "import './a.js';",
        'a.ts': "import { B } from './b.js';\n\nexport class A {}\nconsole.log(B);",
        'b.ts': "import { A } from './a.js';\n\nexport class B extends A {}",
      }).phial(['run']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^phial: b\.ts:3: 'A' is used before .+: b\.ts → a\.ts → b\.ts\. Move .+ \(PH902\)\n$/);
    },
    PATIENCE,
  );

  it(
    'is asked for as the command at hand wants it',
    async () => {
      const { code, stderr } = await new Project().phial(['routes', 'main.ts']);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'phial: There is no file main.ts. Name the file that exports the app: phial routes src/app.ts\n',
      });
    },
    PATIENCE,
  );

  it.each([
    ['main.ts', 'There is no file main.ts.'],
    ['src', 'src is a folder.'],
  ])(
    'may not be there: %s',
    async (entry, message) => {
      const { code, stderr } = await new Project({ 'src/app.ts': APP }).phial(['run', entry]);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `phial: ${message} Name the file that exports the app: phial run src/app.ts\n`,
      });
    },
    PATIENCE,
  );

  it.each([
    ['', 'exports nothing'],
    ['export const server = 1;\nexport default 2;', 'exports default, server'],
    ['export function createApp() {}', 'exports createApp'],
  ])(
    'may export no app: %p',
    async (code, what) => {
      const { stderr } = await new Project({ 'app.ts': code }).phial(['run']);
      expect(stderr).toBe(
        `phial: app.ts ${what}, and no app. Write: export const app = createApp({ controllers: [...] });\n`,
      );
    },
    PATIENCE,
  );

  it(
    'may have what the doctor finds: its list is shown, and no stack',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': withSession.replace("'/'", "'index'") }).phial(['run']);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^phial: The app has 2 mistakes:\n {2}1\. Pages\.index: .*\n {5}.*\n {2}2\. Pages\.index: it declares a Session, and there is no secret key.*\n {5}Set PHIAL_SECRET_KEY.*\n$/,
      );
    },
    PATIENCE,
  );

  it(
    'may have a template that does not compile',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': APP, 'templates/index.hbs': '{{#if}}' }).phial([
        'run',
        '--port',
        '0',
      ]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^phial: The app has one mistake:\n {2}1\. .*index\.hbs/);
      expect(stderr).not.toContain('    at ');
    },
    PATIENCE,
  );

  it(
    'may not parse: each line is named when the project has a compiler',
    async () => {
      const { code, stderr } = await new Project({
        'app.ts': "import './pages.js';",
        'pages.ts': 'export const pages = [\n  (,\n];\n',
        'tsconfig.json': '{}',
      }).phial(['run']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^phial: pages\.ts does not parse: .+\n {2}pages\.ts:2:4: Expression expected\.\n/);
    },
    PATIENCE,
  );

  it(
    'says which line of tsconfig.json is missing where parameters have no types',
    async () => {
      const files = { 'app.ts': APP, 'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }' };
      const command = new Project(files).start(['run', 'app.ts', '--port', '0']);
      expect(await command.ended).toBe(1);
      expect(command.stderr).toContain(
        'Set "emitDecoratorMetadata" to true in tsconfig.json, beside "experimentalDecorators".',
      );
      expect(command.stderr).not.toContain('phial/register');
    },
    PATIENCE,
  );

  it(
    'may have a tsconfig.json without decorators',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': APP, 'tsconfig.json': '{}' }).phial(['run']);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^phial: app\.ts: it has decorators\. Set "experimentalDecorators" and "emitDecoratorMetadata" to true in tsconfig\.json\.\n$/,
      );
    },
    PATIENCE,
  );

  it(
    'may import a controller that its tsconfig.json does not include',
    async () => {
      const files = {
        'app.ts': "import './pages/notes.js';\n",
        'pages/notes.ts': "import { Get } from 'phial';\n\nexport class Notes {\n  @Get('/')\n  index() {}\n}\n",
        'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true }, "include": ["*.ts"] }',
      };
      const { code, stderr } = await new Project(files).phial(['run']);
      expect([code, stderr]).toEqual([
        1,
        'phial: pages/notes.ts: it has decorators, and tsconfig.json, which says how they are compiled, does not include it. Write "include": ["**/*.ts"] there, or add its folder.\n',
      ]);
    },
    PATIENCE,
  );

  it(
    'may throw something that nobody foresaw: its stack names the line in TypeScript',
    async () => {
      const { code, stderr } = await new Project({
        'app.ts': "interface Much {\n  more: string;\n}\n\nthrow new Error('no database');\n",
      }).phial(['run']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Error: no database\n {4}at .*app\.ts:5:7/);
    },
    PATIENCE,
  );
});
