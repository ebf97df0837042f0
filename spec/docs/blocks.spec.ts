import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { blocksOf, type Expectation, type Page } from '../support/blocks.js';
import { PATIENCE, Project } from '../support/project.js';

/** The pages whose blocks are whole programs. The others are older, and have parts of programs. */
const PAGES = [
  'README.md',
  'docs/blueprints.md',
  'docs/cli.md',
  'docs/coming-from-express.md',
  'docs/coming-from-fastapi.md',
  'docs/coming-from-flask.md',
  'docs/coming-from-nestjs.md',
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
  'docs/tutorial.md',
  'docs/uploads.md',
  'extensions/phial-jobs/README.md',
  'extensions/phial-login/README.md',
  'extensions/phial-websocket/README.md',
];

const TUTORIAL = 'docs/tutorial.md';

/** The folder in which the programs of a page run. */
function folderOf(path: string): string {
  return path.replace('.md', '').replaceAll('/', '-');
}

/** A program that is asked. */
interface AskedApp {
  line: number;
  /** Of its file, below the project's folder. */
  path: string;
  expectations: Expectation[];
}

interface Answer {
  status: number;
  text: string;
  location?: string | null;
}

const project = new Project({});
const pages = new Map<string, Page>();
const apps = new Map<string, AskedApp[]>();
let answers: Record<string, Answer[] | string>;
let mistakes: string;
let code: number | null;

/** Asks each program of each page for what the page says of it. */
const DRIVER = `
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const answers = {};
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==';
async function ask(app, client, [method, path, options]) {
  if (method === 'phial') {
    const { exitCode, output } = await app.runCommand(path.split(' '));
    return { status: exitCode, text: output };
  }
  for (const file of Object.values(options.files ?? {})) {
    file.content = file.filename.endsWith('.png') ? Buffer.from(PNG, 'base64') : 'Only text';
  }
  const { status, text, location } = await client[method.toLowerCase()](path, options);
  return { status, text, location };
}
for (const { name, asks } of JSON.parse(readFileSync('asks.json', 'utf8'))) {
  try {
    process.chdir(new URL(dirname(name), import.meta.url).pathname);
    const { app } = await import('./' + name);
    const client = app.testClient();
    const all = [];
    for (const one of asks) all.push(await ask(app, client, one));
    answers[name] = all;
    await app.close();
  } catch (error) {
    answers[name] = String(error.stack);
  }
}
writeFileSync(new URL('answers.json', import.meta.url), JSON.stringify(answers));
process.exit();
`;

/** Some programs listen, each at a port of its own. */
const ENVIRONMENT = {
  PHIAL_PORT: '0',
  PHIAL_SECRET_KEY: 'a key for the programs of the documentation',
  LOG_LEVEL: 'silent',
};

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

/** What `phial new` makes, but for the files that are no text. */
function starterFiles(): Record<string, string> {
  const names = readdirSync('starter', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('static'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.map((name) => [name.slice('starter/'.length), readFileSync(name, 'utf8')]));
}

/** Writes the programs and the files of a page, and gives those that are asked. */
function writePage(name: string, page: Page): AskedApp[] {
  const write = (path: string, text: string): void => project.write({ [`${name}/${path}`]: text });
  const steps = page.steps.map(({ line, files, expectations }, index) => {
    const folder = `step-${index + 1}`;
    for (const [path, text] of Object.entries(files)) write(`${folder}/${path}`, text);
    cpSync('starter/static', join(project.folder, name, folder, 'static'), { recursive: true });
    return { line, path: `${name}/${folder}/app.ts`, expectations };
  });
  if (steps.length > 0) return steps;
  for (const [path, text] of Object.entries(page.files)) write(path, text);
  for (const { line, text } of page.programs) write(`line-${line}.ts`, text);
  return page.programs
    .filter(({ isApp }) => isApp)
    .map(({ line, expectations }) => ({ line, path: `${name}/line-${line}.ts`, expectations }));
}

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
  for (const path of PAGES) {
    const page = blocksOf(path, path === TUTORIAL ? starterFiles() : {});
    pages.set(path, page);
    apps.set(path, writePage(folderOf(path), page));
  }
  const asked = [...apps.values()].flat();
  const asks = asked.map(({ path, expectations }) => ({ name: path, asks: expectations.map(({ ask }) => ask) }));
  project.write({ 'asks.json': JSON.stringify(asks) });
  const compiler = project.start(['-p', '.'], { program: ['node_modules/.bin/tsc'] });
  const driver = project.start(['--import', 'phial/register', 'driver.mjs'], { program: [], env: ENVIRONMENT });
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
    expect(apps.get(path)!.length).toBeGreaterThan(0);
    for (const { line, path: file, expectations } of apps.get(path)!) {
      const given = answers[file];
      // A program that does not start gives its error.
      expect({ line, given }).toEqual({ line, given: expect.any(Array) as unknown });
      expect(expectations.length).toBeGreaterThan(0);
      expectations.forEach(({ line: said, status, rest }, index) => {
        const answer = (given as Answer[])[index]!;
        const isMet = answer.status === status && (answer.text + (answer.location ?? '')).includes(rest);
        expect({ line, said, isMet, answer }).toEqual({ line, said, isMet: true, answer });
      });
    }
  });
});

describe('The tutorial', () => {
  it(
    'has specs that pass',
    async () => {
      const last = dirname(apps.get(TUTORIAL)!.at(-1)!.path);
      const specs = readdirSync(join(project.folder, last, 'spec')).map((file) => `spec/${file}`);
      const args = ['--import', 'phial/register', '--test', ...specs];
      const run = project.start(args, { program: [], below: last, env: ENVIRONMENT });
      const code = await run.ended;
      expect({ code, said: code === 0 ? '' : run.stdout + run.stderr }).toEqual({ code: 0, said: '' });
    },
    PATIENCE,
  );
});
