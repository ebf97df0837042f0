import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { blocksOf, type Page } from '../support/blocks.js';
import { PATIENCE, Project } from '../support/project.js';

/** The pages whose blocks are whole programs. The others are older, and have parts of programs. */
const PAGES = [
  'README.md',
  'docs/blueprints.md',
  'docs/cli.md',
  'docs/coming-from-flask.md',
  'docs/configuration.md',
  'docs/cookbook.md',
  'docs/databases.md',
  'docs/errors.md',
  'docs/hooks.md',
  'docs/input.md',
  'docs/openapi.md',
  'docs/requests.md',
  'docs/responses.md',
  'docs/routes.md',
  'docs/security.md',
  'docs/sessions.md',
  'docs/templates.md',
  'docs/uploads.md',
  'extensions/phial-jobs/README.md',
  'extensions/phial-login/README.md',
  'extensions/phial-websocket/README.md',
];

/** The folder in which the programs of a page run. */
function folderOf(path: string): string {
  return path.replace('.md', '').replaceAll('/', '-');
}

interface Answer {
  status: number;
  text: string;
  location: string | null;
}

const project = new Project({});
const pages = new Map<string, Page>();
let answers: Record<string, Answer[] | string>;
let mistakes: string;
let code: number | null;

/** Asks each program of each page for what the page says of it. */
const DRIVER = `
import { readFileSync, writeFileSync } from 'node:fs';
const answers = {};
for (const { name, asks } of JSON.parse(readFileSync('asks.json', 'utf8'))) {
  try {
    process.chdir(new URL(name.split('/')[0], import.meta.url).pathname);
    const { app } = await import('./' + name);
    const client = app.testClient();
    const all = [];
    for (const [method, path, options] of asks) {
      const { status, text, location } = await client[method.toLowerCase()](path, options);
      all.push({ status, text, location });
    }
    answers[name] = all;
    await app.close();
  } catch (error) {
    answers[name] = String(error.stack);
  }
}
writeFileSync(new URL('answers.json', import.meta.url), JSON.stringify(answers));
process.exit();
`;

const STRICTEST = {
  target: 'ES2022',
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  noImplicitOverride: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  noEmit: true,
};

beforeAll(async () => {
  project.write({ 'package.json': '{ "type": "module" }', 'driver.mjs': DRIVER });
  project.install(
    '.',
    'zod',
    'drizzle-orm',
    '@libsql',
    'fastify',
    '@fastify',
    'keyv',
    '@keyv',
    '@redis',
    'file-type',
    'phial-login',
    'phial-jobs',
    'phial-websocket',
  );
  project.write({ 'tsconfig.json': JSON.stringify({ compilerOptions: STRICTEST, include: ['*/**/*.ts'] }) });
  const asks: { name: string; asks: unknown[] }[] = [];
  for (const path of PAGES) {
    const page = blocksOf(path);
    const name = folderOf(path);
    pages.set(path, page);
    for (const [file, text] of Object.entries(page.files)) project.write({ [`${name}/${file}`]: text });
    for (const { line, text, isApp, expectations } of page.programs) {
      project.write({ [`${name}/line-${line}.ts`]: text });
      if (isApp) asks.push({ name: `${name}/line-${line}.ts`, asks: expectations.map(({ ask }) => ask) });
    }
  }
  project.write({ 'asks.json': JSON.stringify(asks) });
  // Some programs listen, each at a port of its own.
  const env = { PHIAL_PORT: '0', PHIAL_SECRET_KEY: 'a key for the programs of the documentation', LOG_LEVEL: 'silent' };
  const compiler = project.start(['-p', '.'], { program: ['node_modules/.bin/tsc'] });
  const driver = project.start(['--import', 'phial/register', 'driver.mjs'], { program: [], env });
  [code] = await Promise.all([compiler.ended, driver.ended]);
  mistakes = compiler.stdout;
  answers = JSON.parse(readFileSync(join(project.folder, 'answers.json'), 'utf8')) as typeof answers;
}, PATIENCE);

describe.each(PAGES)('%s', (path) => {
  const name = folderOf(path);

  it('has blocks of which each compiles with the strictest flags', () => {
    expect(mistakes.split('\n').filter((line) => line.startsWith(`${name}/`))).toEqual([]);
    // What is wrong elsewhere, in the options for instance, is told there.
    if (code !== 0) expect(mistakes).toMatch(/^[\w-]+\//);
  });

  it('has JSON that parses', () => {
    for (const { text } of pages.get(path)!.json) expect(() => void JSON.parse(text)).not.toThrow();
  });

  it('says of its programs what they answer', () => {
    const apps = pages.get(path)!.programs.filter(({ isApp }) => isApp);
    expect(apps.length).toBeGreaterThan(0);
    for (const { line, expectations } of apps) {
      const given = answers[`${name}/line-${line}.ts`];
      // A program that does not start gives its error.
      expect({ line, given }).toEqual({ line, given: expect.any(Array) as unknown });
      expect(expectations.length).toBeGreaterThan(0);
      expectations.forEach(({ line: said, status, rest }, index) => {
        const answer = (given as Answer[])[index]!;
        const isMet = answer.status === status && (answer.text + (answer.location ?? '')).includes(rest);
        expect({ said, isMet, answer }).toEqual({ said, isMet: true, answer });
      });
    }
  });
});
