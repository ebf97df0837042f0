import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { buildIfNeeded } from '../support/project.js';

/** What a request of a kind does: bench/guard/kinds.mjs has the kinds, bench/README.md tells of the counts. */
interface Counts {
  calls: number;
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

describe('what a request costs', () => {
  // To see where more comes from: npm run bench:guard -- --explain=text. To keep what is fewer, --write.
  it.each(kinds)('is what bench/guard.json says: %s', (kind) => {
    expect(found[kind]).toEqual(expected[kind]);
  });

  it('is written down for every kind', () => {
    expect(Object.keys(found)).toEqual(kinds);
  });
});

describe('you pay for what you declare:', () => {
  it('a synchronous handler makes no promise, also one that throws or has hooks', () => {
    for (const kind of kinds.filter((one) => one !== 'async')) expect(found[kind]).toMatchObject({ promises: 0 });
  });

  it('an asynchronous handler makes no promise more than in Fastify', () => {
    expect(found['async']!.promises).toBe(0);
  });

  it('a route without hooks runs none', () => {
    for (const kind of kinds.filter((one) => one !== 'hooks')) expect(found[kind]).toMatchObject({ hooks: 0 });
    expect(found['hooks']!.hooks).toBe(3);
  });

  it("only what has a body runs a hook of Fastify's, which refuses other sites", () => {
    const withBody = ['form', 'json'];
    expect(kinds.filter((kind) => found[kind]!.fastifyHooks > 0)).toEqual(withBody);
    for (const kind of withBody) expect(found[kind]!.fastifyHooks).toBe(1);
  });

  it('text, data and pages need no Response and no ResponseHeaders', () => {
    for (const kind of ['text', 'data', 'schema', 'page', 'head'])
      expect(found[kind]).toMatchObject({ Response: 0, ResponseHeaders: 0 });
  });

  it('a route that declares no session opens none', () => {
    expect(kinds.filter((kind) => found[kind]!.Session > 0)).toEqual(['read', 'written']);
  });

  it('a route that reads no query, form or headers makes no dictionary', () => {
    for (const kind of ['text', 'data', 'schema', 'variable', 'page', 'json', 'read', 'written', 'bare'])
      expect(found[kind]).toMatchObject({ MultiDict: 0 });
  });

  it('a request is one Request', () => {
    for (const kind of kinds) expect(found[kind]!.Request).toBe(1);
  });

  it('a route costs the same beside hooks, sessions and forms of other routes as in an app of its own', () => {
    expect(found['bare']).toEqual(found['alone']);
  });

  it('HEAD costs what GET does', () => {
    expect(found['head']).toEqual(found['text']);
  });
});
