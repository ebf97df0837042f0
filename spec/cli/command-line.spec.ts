import { readFileSync } from 'node:fs';

import { PATIENCE, Project } from '../support/project.js';

const project = new Project();

describe('phial', () => {
  it(
    'tells what there is with --help',
    async () => {
      const { code, stdout } = await project.phial(['--help']);
      expect(code).toBe(0);
      for (const command of [
        'new [options] <folder>',
        'run [options] [entry]',
        'routes [options] [entry]',
        'shell [entry]',
        'secret',
      ])
        expect(stdout).toContain(command);
      expect(stdout).toContain('app.ts, src/app.ts, app.js and dist/app.js');
    },
    PATIENCE,
  );

  it.each([
    ['run', ['--host', '--port', '--debug', '--workers', 'PHIAL_HOST', 'PHIAL_PORT', 'PHIAL_DEBUG']],
    ['routes', ['[entry]', '--json']],
    ['new', ['<folder>']],
  ])(
    'explains %s with --help',
    async (name, words) => {
      const { code, stdout } = await project.phial([name, '--help']);
      expect(code).toBe(0);
      for (const word of words) expect(stdout).toContain(word);
    },
    PATIENCE,
  );

  it(
    'tells its version',
    async () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(await project.phial(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    },
    PATIENCE,
  );

  it(
    'shows its help, and fails, without a command',
    async () => {
      expect(await project.phial([])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('Usage: phial'),
      });
    },
    PATIENCE,
  );

  it.each([
    [['rout'], "unknown command 'rout'\n(Did you mean one of routes, run?)"],
    [['run', '--prot', '1'], "unknown option '--prot'\n(Did you mean --port?)"],
    [['run', '--port', 'http'], "'http' is invalid. It is a whole number from 0 to 65535."],
    [['run', '--port', '65536'], "'65536' is invalid. It is a whole number from 0 to 65535."],
    [['run', '--port'], "option '-p, --port <port>' argument missing"],
    [['run', '--workers', '0'], "'0' is invalid. It is a whole number from 1 on, or 'auto'."],
    [['run', '--workers', 'many'], "'many' is invalid. It is a whole number from 1 on, or 'auto'."],
    [['run', 'a.ts', 'b.ts'], 'too many arguments'],
    [['secret', 'more'], 'too many arguments'],
    [['seed', '--entry'], '--entry needs a file'],
    [['new'], "missing required argument 'folder'"],
  ])(
    'refuses %p, and exits with 2',
    async (args, message) => {
      expect(await project.phial(args)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(message),
      });
    },
    PATIENCE,
  );
});

describe('phial secret', () => {
  it(
    'makes a new key of 32 random bytes each time',
    async () => {
      const { stdout: one } = await project.phial(['secret']);
      const { stdout: other } = await project.phial(['secret']);
      expect(one).toMatch(/^[0-9a-f]{64}\n$/);
      expect(other).not.toBe(one);
    },
    PATIENCE,
  );
});
