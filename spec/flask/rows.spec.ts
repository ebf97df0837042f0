import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ROWS, type Row } from './rows.js';

const FOLDER = 'spec/flask';

const rows = Object.entries(ROWS).flatMap(([table, list]) => list.map((row) => ({ table, ...row })));
const isMissing = ({ held }: Row): boolean => held === 'missing';

/** The titles of the specs of a file. */
function titlesOf(path: string): string[] {
  const source = readFileSync(path, 'utf8');
  const calls = source.matchAll(/(?:\bit|\))\(\s*(?:'((?:\\.|[^'\\])+)'|"((?:\\.|[^"\\])+)")/g);
  return [...calls].map(([, single, double]) => (single ?? double)!.replaceAll("\\'", "'"));
}

/** What the page lists as missing: the names in the first column. */
function listed(): string[] {
  const page = readFileSync('docs/coming-from-flask.md', 'utf8');
  const part = /^## Missing features$([^]*?)^## /m.exec(page)![1]!;
  return [...part.matchAll(/^\| (.+?) +\|/gm)].map(([, name]) => name!.replaceAll('`', '')).slice(2);
}

describe("Flask's list", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.spec.ts'));
  const here = files.flatMap((name) => titlesOf(join(FOLDER, name)));

  it.each(rows.filter((row) => !isMissing(row)))('$table, $row: is held by a spec', ({ held, spec }) => {
    expect(spec === undefined ? here : titlesOf(`spec/${spec}.spec.ts`)).toContain(held);
  });

  it('has all that is missing in "Coming from Flask", and nothing else', () => {
    expect(listed().sort()).toEqual(rows.filter(isMissing).map(({ row }) => row).sort()); // prettier-ignore
  });

  it('has each row once', () => {
    const names = rows.map(({ table, row }) => `${table}: ${row}`);
    expect(names).toEqual([...new Set(names)]);
  });
});
