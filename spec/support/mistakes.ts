import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Reads spec/mistakes/, where each file is a smallest program with one mistake. Its first lines say:
//
//   // Flask: a variable of the path is written as <int:id>.   who makes it, and what it is
//   // told: compiler, start PH211      where it is told first; then where without a check of types; and the finding's number;
//                                       check: by phial check alone
//   // compiler: some words | others    what the compiler's message must have in it
//   // says: some words | others        the same of Phial's
//   // swc: some words                what it says instead as swc compiles it
//   // ask: GET /notes/3                a request, perhaps with {"json": 1}, form=fields or @https://its.origin
//   // env: NODE_ENV=production         a variable of its environment
//   // untold: why                      why nobody can tell it when types are not checked
//   // todo: why                        what is still to be mended: the spec skips it
//
// `// cure: code` stands behind a line that is wrong, and is what belongs there; or alone, where a line is missing. Files
// beside the program stand at its end, below `// file: templates/page.hbs`, as comments.

/** Where a mistake can be told, the earliest first. */
export const PLACES = ['compiler', 'start', 'warning', 'request'] as const;

/** Told by `phial check` alone: spec/cli/check.spec.ts has those. */
export const CHECKED = 'check';
export type Place = (typeof PLACES)[number];

/** A request to the program: its method, its path, and what it sends. */
export type Ask = [method: string, path: string, options: Record<string, unknown>];

/** One file of spec/mistakes/. */
export interface Mistake {
  name: string;
  title: string;
  places: Place[];
  /** Whether `phial check` alone tells it. */
  isChecked: boolean;
  code: string | undefined;
  compilerSays: string[];
  says: string[];
  swcSays: string[];
  asks: Ask[];
  env: Record<string, string>;
  untold: string | undefined;
  todo: string | undefined;
  /** The program, and the files beside it, with the mistake. */
  wrong: Record<string, string>;
  /** The same with both, each line behind a sign: `-` is wrong, `+` its cure. */
  changes: Record<string, string>;
  /** The same without it; undefined when no line is marked. */
  cured: Record<string, string> | undefined;
}

/** The name of the program among its files. */
export const PROGRAM = 'app.ts';

export function readMistakes(folder = 'spec/mistakes'): Mistake[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readMistake(file.replace(/\.ts$/, ''), readFileSync(join(folder, file), 'utf8')));
}

function readMistake(name: string, text: string): Mistake {
  const [, head = '', body = ''] = /^((?:\/\/.*\n)*)([^]*)$/.exec(text)!;
  const [title = '', ...lines] = head.trim().split('\n');
  const said = (key: string): string[] =>
    lines.flatMap((line) => (line.startsWith(`// ${key}: `) ? [line.slice(key.length + 5)] : []));
  const words = (key: string): string[] => said(key).flatMap((line) => line.split(' | '));
  const [, where = '', code] = /^([a-z, ]+?)(?: (PH\d+))?$/.exec(said('told')[0] ?? '') ?? [];
  return {
    name,
    title: title.replace('// ', ''),
    places: where.split(', ') as Place[],
    isChecked: where === CHECKED,
    code,
    compilerSays: words('compiler'),
    says: words('says'),
    swcSays: words('swc'),
    asks: said('ask').map(readAsk),
    env: Object.fromEntries(said('env').map((line) => line.split(/=(.*)/, 2) as [string, string])),
    untold: said('untold')[0],
    todo: said('todo')[0],
    wrong: filesOf(eachLine(body, WRONG)),
    changes: filesOf(eachLine(body, CHANGES, ' ')),
    cured: CURE.test(body) ? filesOf(eachLine(body, CURED)) : undefined,
  };
}

const CURE = /^( *)(.*?) *\/\/ cure: ?(.*)$/m;

/** What becomes of a line that is marked. */
type Change = (indent: string, wrong: string, cure: string) => string[];

const WRONG: Change = (indent, wrong) => (wrong === '' ? [] : [indent + wrong]);
const CURED: Change = (indent, _wrong, cure) => (cure === '' ? [] : [indent + cure]);
const CHANGES: Change = (indent, wrong, cure) => [
  ...WRONG(indent, wrong, cure).map((line) => `-${line}`),
  ...CURED(indent, wrong, cure).map((line) => `+${line}`),
];

/** @param sign stands before the lines that are not marked */
function eachLine(text: string, change: Change, sign = ''): string {
  const lines = text.split('\n').flatMap((line) => {
    const [, indent, wrong = '', cure = ''] = CURE.exec(line) ?? [];
    return indent === undefined ? [line.startsWith('// file: ') ? line : sign + line] : change(indent, wrong, cure);
  });
  return lines.join('\n');
}

function filesOf(text: string): Record<string, string> {
  const [program = '', ...others] = text.split(/^\/\/ file: /m);
  const beside = others.map((part) => {
    const [name = '', ...lines] = part.trimEnd().split('\n');
    return [name, lines.map((line) => line.replace(/^([-+ ]?)\/\/ ?/, '$1') + '\n').join('')];
  });
  return { [PROGRAM]: `${program.trimEnd()}\n`, ...Object.fromEntries(beside) } as Record<string, string>;
}

function readAsk(line: string): Ask {
  const [, method = '', path = '', , rest = ''] = /^(\S+) (\S+)( (.*))?$/.exec(line) ?? [];
  if (rest.startsWith('@'))
    return [method, path, { headers: { origin: rest.slice(1), 'sec-fetch-site': 'cross-site' } }];
  if (/^[{["]/.test(rest)) return [method, path, { json: JSON.parse(rest) as unknown }];
  return [method, path, rest === '' ? {} : { form: Object.fromEntries(new URLSearchParams(rest)) }];
}
