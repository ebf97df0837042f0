import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lib = join(root, 'lib');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const files = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'));

interface Import {
  from: string;
  to: string;
  isType: boolean;
  /** What is imported: `{ App }`. */
  names: string;
}

/** Imports and re-exports, also those that are awaited: a list of `import { a, type B }` is one of values. */
const IMPORTS =
  /^\s*(?:import|export)\s+(?<type>type\s+)?(?<names>[^'"]*?)from\s+'(?<from>\.[^']+)'|^\s*import\s+'(?<bare>\.[^']+)'|\bimport\('(?<late>\.[^']+)'\)/gm;

function importsOf(file: string): Import[] {
  return [...readFileSync(join(lib, file), 'utf8').matchAll(IMPORTS)].map(({ groups = {} }) => ({
    from: file,
    to: normalize(join(dirname(file), (groups['from'] ?? groups['bare'] ?? groups['late'])!))
      .replaceAll('\\', '/')
      .replace(/\.js$/, '.ts'),
    isType: groups['type'] !== undefined,
    names: groups['names']?.trim() ?? '',
  }));
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));
const all = [...imports.values()].flat();

/** The rooms in the order that the page writes down: after its table, with arrows between. */
const order = [.../^`plain` → [^]*?`cli`$/m.exec(page)![0].matchAll(/`([\w-]+)`/g)].map(([, room]) => room!);

/** The files of the root but the index are the app. */
function roomOf(file: string): string {
  return file.includes('/') ? file.split('/', 1)[0]! : 'app';
}

/** The circles of values that can be walked from a file on. */
function circlesFrom(file: string, path: readonly string[], done: Set<string>): string[] {
  const start = path.indexOf(file);
  if (start !== -1) return [[...path.slice(start), file].join(' -> ')];
  if (done.has(file)) return [];
  const targets = (imports.get(file) ?? []).filter(({ isType }) => !isType).map(({ to }) => to);
  const circles = targets.flatMap((next) => circlesFrom(next, [...path, file], done));
  done.add(file);
  return circles;
}

describe('lib/', () => {
  it('has each of its rooms in the order of docs/architecture.md', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual([...order].sort());
  });

  it('imports, values and types, from rooms that stand before alone', () => {
    const isException = ({ to, isType, names }: Import): boolean => to === 'app.ts' && isType && names === '{ App }';
    const wrong = all.filter(
      (one) => order.indexOf(roomOf(one.to)) > order.indexOf(roomOf(one.from)) && !isException(one),
    );
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('has no circles of imports', () => {
    const done = new Set<string>();
    expect(files.flatMap((file) => circlesFrom(file, [], done))).toEqual([]);
  });

  it('imports nothing from its index, which is for users', () => {
    expect(all.filter(({ to }) => to === 'index.ts')).toEqual([]);
  });

  it('imports only what is there', () => {
    expect(all.filter(({ to }) => !files.includes(to)).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('is read by this test at all', () => {
    expect(imports.get('index.ts')!.map(({ to }) => to)).toEqual(
      expect.arrayContaining(['app.ts', 'session/session.ts']),
    );
    expect(order.length).toBeGreaterThan(15);
  });

  it('has four files in its root', () => {
    expect(files.filter((file) => !file.includes('/')).sort()).toEqual([
      'app.ts',
      'create-app.ts',
      'index.ts',
      'register.ts',
    ]);
  });
});

describe('docs/architecture.md', () => {
  it('names files and rooms that are there', () => {
    const named = [...page.matchAll(/(?<![\w/.-])((?:[\w-]+\/)?[\w-]+\.ts|[\w-]+\/)(?=[\s`,)|:])/g)].map(
      ([, name]) => name!,
    );
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !existsSync(join(lib, name)) && !existsSync(join(root, name)))).toEqual([]);
  });

  it('names functions where they are', () => {
    const answers = [...page.matchAll(/`(\w+)` in `([\w-]+\/[\w-]+\.ts)`/g)];
    expect(answers.length).toBeGreaterThan(5);
    const isThere = (name: string, file: string): boolean =>
      new RegExp(`\\b(?:function|class) ${name}\\b`).test(readFileSync(join(lib, file), 'utf8'));
    expect(answers.filter(([, name, file]) => !isThere(name!, file!)).map(([text]) => text)).toEqual([]);
  });

  it('tells every stage of a request, and no other', () => {
    const type = /export type Stage = ([^;]+);/.exec(readFileSync(join(lib, 'request/stage.ts'), 'utf8'))![1]!;
    const stages = [...type.matchAll(/'([\w ]+)'/g)].map(([, stage]) => stage);
    const rows = [...page.matchAll(/^\| `([\w ]+)` +\| [^|]+ \| [^|]+ \|$/gm)].map(([, stage]) => stage);
    expect(rows).toEqual(stages);
  });
});
