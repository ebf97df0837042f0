import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { PATIENCE, Project } from '../support/project.js';

// The files that docs/testing.md shows, run as it says. Vitest is tried in .ci/compilers.mjs.

const documentation = readFileSync('docs/testing.md', 'utf8');
const files = Object.fromEntries(
  [...documentation.matchAll(/```[tj]s\n\/\/ (\S+)\n([^]+?)```/g)].map(([, name, code]) => [name!, code!]),
);
const project = new Project({ ...files, 'tsconfig.json': readFileSync('starter/tsconfig.json', 'utf8') });

describe('The documentation of test runners', () => {
  it('shows a file for each, and the app that they test', () => {
    expect(Object.keys(files)).toEqual([
      'notes.ts',
      'spec/notes.spec.ts',
      'app.ts',
      'spec/node.spec.ts',
      'spec/vitest.spec.ts',
      'jest.config.js',
      'spec/jest.spec.ts',
    ]);
  });

  it(
    'is right about node:test',
    async () => {
      const command = project.start(
        ['--import', 'phial/register', '--test', 'spec/notes.spec.ts', 'spec/node.spec.ts'],
        { program: [] },
      );
      expect({ code: await command.ended, output: command.stdout }).toEqual({
        code: 0,
        output: expect.stringMatching(/^# pass 2$/m),
      });
    },
    PATIENCE,
  );

  it(
    'is right about Jest',
    async () => {
      symlinkSync(join(process.cwd(), 'node_modules/@swc'), join(project.folder, 'node_modules/@swc'));
      const command = project.start(['spec/jest.spec.ts'], {
        program: ['--experimental-vm-modules', join(process.cwd(), 'node_modules/jest/bin/jest.js')],
      });
      expect({ code: await command.ended, output: command.stderr }).toEqual({
        code: 0,
        output: expect.stringContaining('1 passed, 1 total'),
      });
    },
    PATIENCE,
  );
});
