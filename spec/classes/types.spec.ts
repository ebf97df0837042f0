import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Mistake {
  line: number;
  text: string;
}

/** What a compiler says of spec/types, file by file. */
function compile(compiler: string): Map<string, Mistake[]> {
  const { stdout, stderr, error } = spawnSync(
    process.execPath,
    [compiler, '--project', 'spec/types', '--pretty', 'false'],
    { encoding: 'utf8' },
  );
  if (error !== undefined || stderr !== '') throw error ?? new Error(stderr);
  const mistakes = new Map<string, Mistake[]>();
  // One begins at the left margin, and its explanation is indented.
  for (const message of stdout.split(/\n(?=\S)/)) {
    const [, file, line, text] = /^(.+)\((\d+),\d+\): error (.*)$/s.exec(message) ?? [];
    if (file === undefined || line === undefined || text === undefined) continue;
    mistakes.set(file, [...(mistakes.get(file) ?? []), { line: Number(line), text }]);
  }
  return mistakes;
}

/** The comments `// refuses: ...` of a file: what must be wrong with the line below each. */
function expectations(file: string): Mistake[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const expected = /^\s*\/\/ refuses: (.+)$/.exec(text)?.[1];
      return expected === undefined ? [] : [{ line: index + 2, text: expected }];
    });
}

const COMPILERS = [
  ['TypeScript 6.0', 'node_modules/typescript/bin/tsc'],
  ['TypeScript 7', 'node_modules/typescript-7/bin/tsc'],
];

describe.each(COMPILERS)('The types, under %s', (_name, compiler) => {
  let mistakes: Map<string, Mistake[]>;

  beforeAll(() => {
    mistakes = compile(compiler);
  }, 120_000);

  it('accept must-compile.ts', () => {
    expect(mistakes.get('spec/types/must-compile.ts')).toBeUndefined();
  });

  it('refuse the lines of must-not-compile.ts that say so, and no others', () => {
    const file = 'spec/types/must-not-compile.ts';
    const expected = expectations(file).map(({ line, text }) => ({
      line,
      text: expect.stringContaining(text) as string,
    }));
    expect(mistakes.get(file)).toEqual(expected);
  });
});

/** A project of a user's in a folder of its own, which has the built package among its dependencies. */
function userProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phial-types-'));
  cpSync('spec/types/declared', folder, { recursive: true });
  const installed = join(folder, 'node_modules');
  mkdirSync(join(installed, 'phial'), { recursive: true });
  cpSync('package.json', join(installed, 'phial/package.json'));
  cpSync('dist', join(installed, 'phial/dist'), { recursive: true });
  // In the repository, workspaces find Phial by a link.
  for (const name of readdirSync('node_modules').filter((one) => one !== 'phial'))
    symlinkSync(resolve('node_modules', name), join(installed, name));
  return folder;
}

describe.each(COMPILERS)('A project that writes its types down, under %s', (_name, compiler) => {
  let folder: string;

  beforeAll(() => {
    folder = userProject();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('compiles with composite, and so with declaration', () => {
    // A type that is worked out for every path there might be takes all memory.
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--max-old-space-size=1500', resolve(compiler), '--pretty', 'false'],
      { cwd: folder, encoding: 'utf8', timeout: 280_000 },
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
    const written = readFileSync(join(folder, 'built/wrappers.d.ts'), 'utf8');
    expect(written).toContain('AdminGet: <const P extends string>(path: P) => import("phial").RouteDecorator<P>');
  }, 300_000);
});
