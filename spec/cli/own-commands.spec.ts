import { APP, PATIENCE, Project } from '../support/project.js';

const COMMANDS = `
import { Abort, App, Command, Controller, createApp, Get } from 'phial';

class Store {
  close() {
    console.log('closed');
  }

  @Command('seed [count]', 'Fills the database')
  async *seed(app: App, count: number = 10) {
    for (let at = 1; at <= count; at++) yield \`note \${at}\`;
  }

  @Command('count', 'Counts')
  *count() {
    yield 'one';
    console.log('counted');
    yield 'two';
  }

  @Command('partly [reason]', 'Does a part of it')
  partly(reason: string = '') {
    process.exitCode = 3;
    if (reason !== '') throw new Abort(400, reason);
  }

  @Command('picture', 'Prints bytes')
  picture() {
    return new Uint8Array([137, 80, 78, 71, 0, 255]);
  }

  @Command('refuse', 'Says no')
  refuse() {
    throw new Abort(404, 'There is nothing here.');
  }
}

setInterval(() => undefined, 1000);
export const app = createApp({ services: [new Store()], fastify: { logger: false } });
await app.run();
`;

const project = new Project({
  'app.ts': COMMANDS,
  'stuck.ts': `
import { Command, createApp, OnStart, OnStop } from 'phial';

class Store {
  @OnStart()
  open() {
    console.log('opened');
  }

  @OnStop()
  stop() {
    console.log('stopped');
  }

  @Command('wait')
  async wait() {
    await new Promise(() => undefined);
  }
}

export const app = createApp({ services: [new Store()], fastify: { logger: false } });
`,
  'src/plain.ts': APP,
  'broken.ts': 'throw new Error("no database");',
  'mistaken.ts': `${COMMANDS}\nclass Empty {}\ncreateApp({ controllers: [Empty] });`,
  'unready.ts': COMMANDS.replace(
    'close()',
    '@OnStart() open() { throw new Error("The database is away."); }\n\n  close()',
  )
    .replace('Get }', 'Get, OnStart }')
    .replace('await app.run();', ''),
  'unclosed.ts': COMMANDS.replace(
    'close()',
    '@OnStart() open() { throw new Error("The database is away."); }\n\n  close() { throw new Error("Nothing to close."); }\n\n  other()',
  )
    .replace('Get }', 'Get, OnStart }')
    .replace('await app.run();', ''),
});

describe("A command of an app's own", () => {
  it(
    'is run by its name, after which the app is closed',
    async () => {
      const { code, stdout, stderr } = await project.phial(['seed', '2']);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'note 1\nnote 2\nclosed\n', stderr: '' });
    },
    PATIENCE,
  );

  it(
    'prints each line when it is yielded',
    async () => {
      expect((await project.phial(['count'])).stdout).toBe('one\ncounted\ntwo\nclosed\n');
    },
    PATIENCE,
  );

  it(
    'that aborts says why on the error output, with exit code 1',
    async () => {
      const { code, stdout, stderr } = await project.phial(['refuse']);
      expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: 'closed\n', stderr: 'There is nothing here.\n' });
    },
    PATIENCE,
  );

  it(
    'that ends well has the exit code that it set itself, and 1 when it threw',
    async () => {
      expect((await project.phial(['partly'])).code).toBe(3);
      expect((await project.phial(['partly', 'It broke.'])).code).toBe(1);
    },
    PATIENCE,
  );

  it(
    'prints bytes as they are, and nothing more',
    async () => {
      const line = `'${process.execPath}' node_modules/phial/dist/cli/index.js picture | od -An -tx1`;
      const { stdout } = await project.phial(['-c', line], { executable: 'sh', program: [] });
      expect(stdout.replace(/\s+/g, ' ').trim()).toBe('89 50 4e 47 00 ff 63 6c 6f 73 65 64 0a');
    },
    PATIENCE,
  );

  it(
    'is told where its entry is named when that is not there',
    async () => {
      const { code, stderr } = await project.phial(['--entry', 'nope.ts', 'seed']);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'phial: There is no file nope.ts. Name the file that exports the app: --entry src/app.ts\n',
      });
    },
    PATIENCE,
  );

  it(
    'that awaits what nothing is left to settle says so, with exit code 1, and the app is closed',
    async () => {
      const { code, stdout, stderr } = await project.phial(['wait', '--entry', 'stuck.ts']);
      expect({ code, stdout }).toEqual({ code: 1, stdout: 'opened\nstopped\n' });
      expect(stderr).toMatch(/^phial: The command wait does not end: it awaits a promise [^\n]*\n$/);
    },
    PATIENCE,
  );

  it(
    'that is called in a wrong way says so, with exit code 2',
    async () => {
      const { code, stderr } = await project.phial(['seed', '--cout', '2']);
      expect(code).toBe(2);
      expect(stderr).toContain("error: unknown option '--cout'");
    },
    PATIENCE,
  );

  it(
    "is listed by phial --help beside Phial's own",
    async () => {
      const { code, stdout } = await project.phial(['--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ {2}seed \[count\] +Fills the database$/m);
      expect(stdout).toMatch(/^ {2}secret +make a secret key$/m);
    },
    PATIENCE,
  );

  it(
    'tells how it is called',
    async () => {
      for (const args of [
        ['seed', '--help'],
        ['help', 'seed'],
      ]) {
        const { code, stdout } = await project.phial(args);
        expect(code).toBe(0);
        expect(stdout).toContain('Usage: phial seed [options] [count]');
      }
    },
    PATIENCE,
  );

  it(
    "is not asked for the help of Phial's own commands",
    async () => {
      const { code, stdout, stderr } = await project.phial(['help', 'run', '--entry', 'broken.ts']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Usage: phial run [options] [entry]');
    },
    PATIENCE,
  );

  it(
    'is of the entry that is named',
    async () => {
      expect((await project.phial(['seed', '1', '--entry', 'app.ts'])).stdout).toBe('note 1\nclosed\n');
      const { code, stderr } = await project.phial(['--entry=src/plain.ts', 'seed']);
      expect(code).toBe(2);
      expect(stderr).toContain("unknown command 'seed'");
    },
    PATIENCE,
  );

  it(
    'is not listed when the app does not load, and the help says why',
    async () => {
      const { code, stdout } = await project.phial(['--help', '--entry', 'broken.ts']);
      expect(code).toBe(0);
      expect(stdout).toContain("The app's commands are not listed: Error: no database");
    },
    PATIENCE,
  );

  it.each([
    ['broken.ts', 'no database'],
    ['mistaken.ts', 'Empty: it has no route, hook or error handler'],
    ['unready.ts', 'The database is away.'],
  ])(
    'of an app that does not start says why, with exit code 1: %s',
    async (entry, cause) => {
      const { code, stdout, stderr } = await project.phial(['seed', '2', '--entry', entry]);
      expect({ code, stdout: stdout.replace('closed\n', '') }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(cause);
    },
    PATIENCE,
  );

  it(
    'says what it could not do, and exits as it would, when the app cannot be closed either',
    async () => {
      const failed = await project.phial(['seed', '2', '--entry', 'unclosed.ts']);
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain('The database is away.');
      expect((await project.phial(['seed', '1', '2', '--entry', 'unclosed.ts'])).code).toBe(2);
      expect((await project.phial(['seed', '--help', '--entry', 'unclosed.ts'])).code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'exits with 2 when it was given more than it takes',
    async () => {
      const { code, stderr } = await project.phial(['seed', '1', '2']);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('too many arguments') });
    },
    PATIENCE,
  );

  it(
    'that nobody has is told with the nearest',
    async () => {
      const { code, stderr } = await project.phial(['sed']);
      expect(code).toBe(2);
      expect(stderr).toContain("error: unknown command 'sed'\n(Did you mean seed?)");
    },
    PATIENCE,
  );
});
