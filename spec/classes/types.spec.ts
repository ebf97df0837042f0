import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

describe.each([
  ['TypeScript 6.0', 'node_modules/typescript/bin/tsc'],
  ['TypeScript 7', 'node_modules/typescript-7/bin/tsc'],
])('The types, under %s', (_name, compiler) => {
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
