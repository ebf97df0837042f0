import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { buildIfNeeded } from '../support/project.js';

/** What a request of a kind does: bench/guard/kinds.mjs has the kinds, bench/README.md tells of the counts. */
interface Counts {
  objects: number;
  promises: number;
  hooks: number;
  fastifyHooks: number;
  Request: number;
  Response: number;
  ResponseHeaders: number;
  MultiDict: number;
  Session: number;
}

const expected = JSON.parse(readFileSync('bench/guard.json', 'utf8')) as Record<string, Counts>;
const kinds = Object.keys(expected);
let found: Record<string, Counts>;

beforeAll(async () => {
  buildIfNeeded();
  const { stdout } = await promisify(execFile)(process.execPath, ['bench/guard.mjs', '--json']);
  found = JSON.parse(stdout) as Record<string, Counts>;
});

/** What is more than it may be. Fewer is always well. */
function excess(kind: string, most: Partial<Counts>): string[] {
  const counts = found[kind]!;
  return Object.entries(most)
    .filter(([what, count]) => counts[what as keyof Counts] > count)
    .map(([what, count]) => `${kind}: ${counts[what as keyof Counts]} ${what}, not ${count}`);
}

/** The same for several kinds. */
function excessIn(some: readonly string[], most: Partial<Counts>): string[] {
  return some.flatMap((kind) => excess(kind, most));
}

function except(...some: string[]): string[] {
  return kinds.filter((kind) => !some.includes(kind));
}

describe('what a request costs', () => {
  // To see where more comes from: npm run bench:guard -- --explain=text. To keep what is fewer, --write.
  it.each(kinds)('is at most what bench/guard.json says: %s', (kind) => {
    expect(excess(kind, expected[kind]!)).toEqual([]);
  });

  it('is written down for every kind', () => {
    expect(Object.keys(found)).toEqual(kinds);
  });

  it('is counted: a request is one Request, and an app with three hooks runs them', () => {
    for (const kind of kinds) expect(found[kind]).toMatchObject({ Request: 1 });
    expect(found['hooks']!.hooks).toBe(3);
    expect(kinds.filter((kind) => found[kind]!.objects < 1)).toEqual([]);
  });
});

describe('you pay for what you declare:', () => {
  it('a handler makes no promise more than in Fastify, also one that throws or has hooks', () => {
    expect(excessIn(kinds, { promises: 0 })).toEqual([]);
  });

  it('a route without hooks runs none', () => {
    expect(excessIn(except('hooks'), { hooks: 0 })).toEqual([]);
  });

  it("only what has a body runs a hook of Fastify's, which refuses other sites", () => {
    expect(excessIn(except('form', 'json'), { fastifyHooks: 0 })).toEqual([]);
    expect(excessIn(['form', 'json'], { fastifyHooks: 1 })).toEqual([]);
  });

  it('text, data and pages need no Response and no ResponseHeaders', () => {
    expect(excessIn(['text', 'data', 'schema', 'page', 'head'], { Response: 0, ResponseHeaders: 0 })).toEqual([]);
  });

  it('a route that declares no session opens none', () => {
    expect(excessIn(except('read', 'written'), { Session: 0 })).toEqual([]);
  });

  it('a route that reads no query, form or headers makes no dictionary', () => {
    const withoutDictionary = ['text', 'data', 'schema', 'variable', 'page', 'json', 'read', 'written', 'bare'];
    expect(excessIn(withoutDictionary, { MultiDict: 0 })).toEqual([]);
  });

  it('a route costs no more beside hooks, sessions and forms of other routes than in an app of its own', () => {
    expect(excess('bare', found['alone']!)).toEqual([]);
  });

  it('HEAD costs no more than GET', () => {
    expect(excess('head', found['text']!)).toEqual([]);
  });
});
