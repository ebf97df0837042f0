import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CATALOGUE } from '../../lib/doctor/catalogue.js';

/** Each number that a file of lib/ gives, but for the catalogue itself. */
function numbersInUse(): Set<string> {
  const files = readdirSync('lib', { recursive: true }).map((name) => join('lib', String(name)));
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('catalogue.ts'));
  return new Set(sources.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=')PH\d+(?=')/g) ?? []));
}

describe('The catalogue of findings', () => {
  it('has each number that is in use, and no other', () => {
    expect(Object.keys(CATALOGUE).sort()).toEqual([...numbersInUse()].sort());
  });

  it('has a title of its own for each', () => {
    const titles = Object.values(CATALOGUE);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
