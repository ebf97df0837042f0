import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { APP, PATIENCE, Project } from '../support/project.js';

const API = APP.replace('[Pages] }', "[Pages], openapi: { info: { title: 'Numbers', version: '1.0.0' } } }");
// What starts with the app must not start for its document.
const STARTING = API.replace(
  "@Get('/')",
  "@OnStart()\n  start() {\n    throw new Error('No database.');\n  }\n\n  @Get('/')",
).replace('Get }', 'Get, OnStart }');
const project = new Project({ 'app.ts': STARTING, 'none.ts': APP });

describe('phial openapi', () => {
  it(
    'prints the document, and starts nothing',
    async () => {
      const { code, stdout, stderr } = await project.phial(['openapi']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ openapi: '3.1.0', paths: { '/numbers/{number}': { get: {} } } });
    },
    PATIENCE,
  );

  it(
    'writes the same file each time, which --check accepts',
    async () => {
      const write = async (): Promise<string> => {
        await project.phial(['openapi', '--out', 'openapi.json']);
        return readFileSync(join(project.folder, 'openapi.json'), 'utf8');
      };
      expect(await write()).toBe(await write());
      const { code, stdout } = await project.phial(['openapi', '--check']);
      expect([code, stdout]).toEqual([0, 'phial: openapi.json is what the app says\n']);
    },
    PATIENCE,
  );

  it.each([
    [['--out', 'no/such.json'], 'no/such.json cannot be written: ENOENT'],
    [['--out', '.'], '. cannot be written: EISDIR'],
    [['--check', '--out', 'null.json'], 'null.json cannot be read: it holds no document'],
  ])(
    'says in a line what is wrong with the file: %j',
    async (args, message) => {
      project.write({ 'null.json': 'null' });
      const { code, stderr } = await project.phial(['openapi', ...args]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^phial: .*\n$/)]);
      expect(stderr).toContain(message);
    },
    PATIENCE,
  );

  it(
    'says in a line that a package.json cannot be read',
    async () => {
      const broken = new Project({ 'package.json': '{' });
      const { code, stderr } = await broken.phial(['run', 'dist/app.js']);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^phial: package\.json cannot be read: .*\n$/)]);
    },
    PATIENCE,
  );

  it(
    'says with --check what has changed, and whether that breaks clients',
    async () => {
      await project.phial(['openapi', '--out', 'api.json']);
      project.write({ 'app.ts': API.replace('/numbers/:number', '/numbers/of/:number') });
      const { code, stdout } = await project.phial(['openapi', '--out', 'api.json', '--check']);
      expect([code, stdout]).toEqual([
        1,
        [
          'breaks clients: GET /numbers/{number} is gone',
          'changed: GET /numbers/of/{number} is new',
          '',
          'phial: write it anew with: phial openapi --out api.json',
          '',
        ].join('\n'),
      ]);
    },
    PATIENCE,
  );

  it.each([
    ['an entry is named', ['app.ts', '--out', 'gone.json'], 'phial openapi app.ts --out gone.json'],
    ['a name has a space', ['--out', 'a b.json'], 'phial openapi --out "a b.json"'],
  ])(
    'says with --check what to type, as it was called: %s',
    async (_when, args, command) => {
      const missing = await project.phial(['openapi', ...args, '--check']);
      expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(new RegExp(`Write it: ${command}\n$`))]);
      project.write({ [args.at(-1)!]: '{}' });
      const differs = await project.phial(['openapi', ...args, '--check']);
      expect([differs.code, differs.stdout]).toEqual([
        1,
        expect.stringMatching(new RegExp(`anew with: ${command}\n$`)),
      ]);
    },
    PATIENCE,
  );

  it(
    'says what is missing: the option, or the file',
    async () => {
      expect((await project.phial(['openapi', 'none.ts'])).stderr).toMatch(/no document: pass openapi: \{ info/);
      const { code, stderr } = await project.phial(['openapi', '--out', 'other.json', '--check']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/other\.json cannot be read: .*Write it: phial openapi --out other\.json/),
      ]);
    },
    PATIENCE,
  );
});
