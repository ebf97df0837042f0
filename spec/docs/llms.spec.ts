import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const pages = readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'api.report.md');

/** What the package would have. npm pack runs the build first; here only the part of it that is looked at. */
function packed(): string[] {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
  ) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

beforeAll(() => void execFileSync(process.execPath, ['site/llms.mjs']));

describe('llms.txt', () => {
  it('has a line for each page of the documentation, with its title and first sentence', () => {
    const text = readFileSync('docs/llms.txt', 'utf8');
    expect(pages.filter((name) => !new RegExp(`^- \\[.+\\]\\(${name}\\): \\S.+$`, 'm').test(text))).toEqual([]);
  });

  it('has beside it all pages in one file', () => {
    const text = readFileSync('docs/llms-full.txt', 'utf8');
    expect(pages.filter((name) => !text.includes(readFileSync(`docs/${name}`, 'utf8')))).toEqual([]);
  });

  it('travels in the package, with the pages that it names', () => {
    expect(packed()).toEqual(
      expect.arrayContaining(['llms.txt', 'llms-full.txt', ...pages].map((name) => `docs/${name}`)),
    );
  });
});
