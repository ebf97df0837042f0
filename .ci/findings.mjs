// docs/findings.md: what Phial finds, number by number, with the program of spec/mistakes/ that shows it, and what Phial says of
// that. Run by npm run findings; with --check it writes nothing, and fails when the page is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CATALOGUE } from '../lib/doctor/catalogue.ts';
import { PROGRAM, readMistakes } from '../spec/support/mistakes.ts';
import { Workshop } from '../spec/support/telling.ts';

const PAGE = 'docs/findings.md';

const HEAD = `# Error numbers: what Phial finds

<!-- Written by npm run findings. Change lib/doctor/catalogue.ts or spec/mistakes/ instead. -->

\`createApp()\` looks at every class before the first request, and lists all that is wrong in one error, a \`SetupError\`. What
may be meant is a warning in the log. Each ends with a number: this page has a section for each, with the smallest program that
shows it. A line with \`-\` is the mistake, those with \`+\` are its cure. The page is in the package, too:
\`node_modules/phial/docs/findings.md\`.
`;

/** In text, the site would take them for its own. */
const MUSTACHES = /\{\{.*?\}\}+/g;

/** The hundreds of the numbers. */
const GROUPS = {
  1: 'Parameters',
  2: 'Routes',
  3: 'Controllers and services',
  4: 'Options and settings',
  5: 'Schemas and the API',
  6: 'Templates',
  7: 'Code of methods',
  9: 'Loading, types and production',
};

const shown = new Map();
for (const mistake of readMistakes()) {
  if (
    mistake.code !== undefined &&
    mistake.cured !== undefined &&
    mistake.todo === undefined &&
    !shown.has(mistake.code)
  )
    shown.set(mistake.code, mistake);
}
const run = [...shown.values()].filter(({ isChecked }) => !isChecked);
const programs = new Map(run.map((one) => [one.name, one.wrong]));
const workshop = new Workshop(programs, new Map(run.map((one) => [one.name, one])));
try {
  const [refusals, told] = await Promise.all([workshop.compile('tsc 6'), workshop.run('oxc')]);
  report(page(refusals, told));
} finally {
  workshop.remove();
}

function page(refusals, told) {
  const parts = [HEAD];
  let group;
  for (const [code, title] of Object.entries(CATALOGUE)) {
    const name = GROUPS[code[2]];
    if (name !== group) parts.push(`## ${(group = name)}\n`);
    const mistake = shown.get(code);
    if (mistake === undefined) throw new Error(`No program of spec/mistakes/ is told ${code} and has a cure.`);
    parts.push(section(code, title, mistake, refusals.get(mistake.name) ?? [], told.get(mistake.name)));
  }
  return parts.join('\n');
}

function section(code, title, mistake, refusals, { start, warning } = {}) {
  const { name, title: sentence, changes, places, isChecked, says: words } = mistake;
  const files = Object.entries(changes).map(([file, text]) =>
    file === PROGRAM ? block('diff', inOrder(text)) : `\`${file}\`:\n\n${block('diff', inOrder(text))}`,
  );
  const head = [`### ${code}\n`, `**${title}.** ${sentence.replace(MUSTACHES, '`$&`')}\n`, ...files];
  if (isChecked) return [...head, '`phial check` says:\n', block('text', words.join('\n'))].join('\n');
  const isRefused = places.includes('compiler');
  const says = withoutPlace([...start, ...warning].join('\n'), name).replace(/^SetupError: /, '');
  const verb = start.length > 0 ? 'does not start' : 'warns';
  return [
    ...head,
    ...(isRefused ? ['The compiler says:\n', block('text', withoutPlace(refusals.join('\n'), name))] : []),
    `${isRefused ? 'Where types are not checked, ' : ''}Phial ${verb}:\n`,
    block('text', says),
  ].join('\n');
}

/** Lines that are wrong stand before their cures, as in any list of changes. */
function inOrder(text) {
  const changed = text.replace(/(?:^[-+].*\n)+/gm, (lines) => {
    const each = lines.trimEnd().split('\n');
    return `${[...each.filter((line) => line[0] === '-'), ...each.filter((line) => line[0] === '+')].join('\n')}\n`;
  });
  return changed.replace(/^ +$/gm, '');
}

function block(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}

/** What is another each time: the folder of the program, and the hour. */
function withoutPlace(text, name) {
  return text.replaceAll(join(workshop.folder, 'source', name), '/app').replace(/^\d\d:\d\d:\d\d /gm, '12:00:00 ');
}

function report(text) {
  const file = join(import.meta.dirname, '..', PAGE);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(
      `${PAGE} is not what the programs of spec/mistakes/ give. Run npm run findings, and look at the difference.`,
    );
    process.exitCode = 1;
  } else {
    console.log(`findings: ${PAGE} is up to date`);
  }
}
