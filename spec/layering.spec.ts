import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const lib = fileURLToPath(new URL('../lib', import.meta.url));
const files = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

/** Imports and re-exports of values, also those that are awaited: a list of `import { a, type B }` is one of values. */
const VALUE_IMPORTS =
  /^\s*(?:import|export)\s+(?!type\b)[^'"]*?from\s+'(\.[^']+)'|^\s*import\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;

function valueImports(file: string): string[] {
  return [...readFileSync(join(lib, file), 'utf8').matchAll(VALUE_IMPORTS)].map(([, from, bare, dynamic]) =>
    normalize(join(dirname(file), (from ?? bare ?? dynamic)!))
      .replaceAll('\\', '/')
      .replace(/\.js$/, '.ts'),
  );
}

const graph = new Map(files.map((file) => [file, valueImports(file)]));

/** The circles that can be walked from a file on. */
function circlesFrom(file: string, path: readonly string[], done: Set<string>): string[] {
  const start = path.indexOf(file);
  if (start !== -1) return [[...path.slice(start), file].join(' -> ')];
  if (done.has(file)) return [];
  const circles = (graph.get(file) ?? []).flatMap((next) => circlesFrom(next, [...path, file], done));
  done.add(file);
  return circles;
}

describe('lib/', () => {
  it('has no circles of imports', () => {
    const done = new Set<string>();
    expect(files.flatMap((file) => circlesFrom(file, [], done))).toEqual([]);
  });

  it('imports nothing from its index, which is for users', () => {
    expect(files.filter((file) => graph.get(file)!.includes('index.ts'))).toEqual([]);
  });

  it('imports only what is there', () => {
    expect(
      [...graph].flatMap(([file, targets]) =>
        targets.filter((target) => !files.includes(target)).map((target) => `${file} imports ${target}`),
      ),
    ).toEqual([]);
  });

  it('is read by this test at all', () => {
    expect(graph.get('index.ts')).toEqual(expect.arrayContaining(['app.ts', 'session/session.ts']));
  });

  it('has its command line imported by nothing else', () => {
    expect(
      files.filter((file) => !file.startsWith('cli/') && graph.get(file)!.some((target) => target.startsWith('cli/'))),
    ).toEqual([]);
  });
});
