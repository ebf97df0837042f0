import { CATALOGUE } from '../lib/doctor/catalogue.js';
import { PLACES, readMistakes, type Mistake, type Place } from './support/mistakes.js';
import { COMPILERS, Workshop, type Compiler, type Told } from './support/telling.js';

// What people do wrong, coming from elsewhere, and where they are told. How a program says what is expected of it stands in
// support/mistakes.ts.

const all = readMistakes();
const byName = new Map(all.map((one) => [one.name, one]));
const mistakes = all.filter(({ todo, isChecked }) => todo === undefined && !isChecked);
const curable = mistakes.filter(({ cured }) => cured !== undefined);

const wrong = new Workshop(new Map(mistakes.map((one) => [one.name, one.wrong])), byName);
const cured = new Workshop(new Map(curable.map((one) => [one.name, one.cured!])), byName);
const compiled: Record<string, Map<string, string[]>> = {};
const told: Record<string, Map<string, Told>> = {};

beforeAll(async () => {
  await Promise.all([compileAndRun('tsc 6', wrong), compileAndRun('tsc 7', wrong)]);
  await Promise.all([run('swc', wrong), run('oxc', wrong), compileAndRun('tsc 7', cured, 'cured')]);
}, 240_000);

afterAll(() => {
  wrong.remove();
  cured.remove();
});

async function compileAndRun(compiler: 'tsc 6' | 'tsc 7', workshop: Workshop, key: string = compiler): Promise<void> {
  compiled[key] = await workshop.compile(compiler);
  await run(compiler, workshop, key);
}

async function run(compiler: Compiler, workshop: Workshop, key: string = compiler): Promise<void> {
  told[key] = await workshop.run(compiler);
}

describe('A mistake', () => {
  it.each(mistakes.map((one) => [one.name, one] as const))('is told: %s', (_name, mistake) => {
    const problems = [
      ...(['tsc 6', 'tsc 7'] as const).flatMap((compiler) => problemsOfCompiler(mistake, compiler)),
      ...COMPILERS.flatMap((compiler) => problemsOfRun(mistake, compiler)),
    ];
    expect(problems).toEqual([]);
  });

  it.each(curable.map(({ name }) => [name]))('is cured: %s', (name) => {
    const { start, warning, request } = told['cured']!.get(name)!;
    expect([...(compiled['cured']!.get(name) ?? []), ...start, ...warning, ...request]).toEqual([]);
  });
});

describe('The catalogue of findings', () => {
  it('has a program, and its cure, for each number', () => {
    const shown = new Set(all.filter((one) => one.cured !== undefined).map(({ code }) => code));
    expect(Object.keys(CATALOGUE).filter((code) => !shown.has(code))).toEqual([]);
  });
});

function problemsOfCompiler({ name, places, compilerSays }: Mistake, compiler: string): string[] {
  const text = (compiled[compiler]!.get(name) ?? []).join('\n');
  if (!places.includes('compiler')) return text === '' ? [] : [`${compiler} refuses it: ${text}`];
  if (text === '') return [`${compiler} accepts it`];
  return missing(text, compilerSays).map((words) => `${compiler} does not say '${words}', but: ${text}`);
}

function problemsOfRun({ name, places, code, says, swcSays, untold }: Mistake, compiler: Compiler): string[] {
  const heard = told[compiler]!.get(name);
  if (heard === undefined) return [`${compiler}: it was not run`];
  const expected = places.find((place) => place !== 'compiler');
  if (expected === undefined) return untold === undefined ? [`it says neither where it is told nor why not`] : [];
  const first = PLACES.find((place) => heard[place].length > 0);
  const text = (Object.keys(heard) as Place[]).flatMap((place) => heard[place]).join('\n');
  if (first !== expected) return [`${compiler}: told at ${first ?? 'no place'}, not ${expected}: ${text}`];
  const usual = [...says, ...(code === undefined ? [] : [`(${code})`])];
  const words = missing(text, compiler === 'swc' && swcSays.length > 0 ? swcSays : usual);
  return words.map((one) => `${compiler} does not lead to '${one}', but: ${text}`);
}

function missing(text: string, words: readonly string[]): string[] {
  return words.filter((one) => !text.includes(one));
}
