// docs/llms.txt, the list of the pages, and docs/llms-full.txt, all of them in one file. The package has both, and so does the site.
import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { PAGES, ROOT, SECTIONS, summaryOf, textOf, titleOf } from './pages.mjs';

/** Pages that the package has. The others tell of folders that it does not have. */
const PACKED = PAGES.filter((path) => /^(docs|bench)\/|^[A-Z]+\.md$/.test(path));

writeFileSync(join(ROOT, 'docs/llms.txt'), index());
writeFileSync(join(ROOT, 'docs/llms-full.txt'), PACKED.map(whole).join('\n'));

function index() {
  const sections = Object.entries(SECTIONS).map(([name, pages]) => [
    name,
    pages.filter((path) => PACKED.includes(path)),
  ]);
  const lists = sections
    .filter(([, pages]) => pages.length > 0)
    .map(([name, pages]) => `## ${name}\n\n${pages.map(line).join('')}`);
  return `# ${titleOf('README.md')}\n\n> ${summaryOf('README.md')}\n\n${lists.join('\n')}`;
}

function line(path) {
  const summary = summaryOf(path);
  return `- [${titleOf(path)}](${relative('docs', path)})${summary && `: ${summary}`}\n`;
}

/** A page under the name of its file, for its links are relative to that. */
function whole(path) {
  return `<!-- ${path}, links from ${dirname(path)}/ -->\n\n${textOf(path)}`;
}
