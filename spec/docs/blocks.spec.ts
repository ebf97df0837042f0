import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import Handlebars from 'handlebars';
import { parseAllDocuments } from 'yaml';

import { blocksOf, everyBlock, type Block, type Expectation, type Page } from '../support/blocks.js';
import { DOCUMENTS, folderOf, startOf } from '../support/documents.js';
import { PATIENCE, Project } from '../support/project.js';
import { STRICTEST } from '../support/strictest.js';
import { describeWithNginx, NGINX } from '../scale/support/nginx.js';

/** Pages whose programs another spec runs, with services and packages of their own. */
const ELSEWHERE: Record<string, string> = {
  'docs/api-clients.md': 'spec/openapi/clients.spec.ts',
  'docs/observability.md': 'spec/observability.spec.ts',
  'docs/testing.md': 'spec/cli/test-runners.spec.ts',
};

/** Of these, the pages whose blocks compile with the same flags; the others need files that are generated. */
const COMPILED_ALONE = ['docs/observability.md', 'docs/testing.md'];

const PAGES = DOCUMENTS.filter(
  (path) =>
    !(path in ELSEWHERE) && everyBlock(path).some(({ language }) => /^(?:[jt]s|hbs|json|nginx|yaml)$/.test(language)),
);

const TUTORIAL = 'docs/tutorial.md';

/** A program that is asked. */
interface AskedApp {
  line: number;
  /** Of its file, below the project's folder. */
  path: string;
  expectations: Expectation[];
  /** The program whose database and browser it goes on with, as a reader does. */
  before?: string | undefined;
}

interface Answer {
  status: number;
  text: string;
  location?: string | null;
  /** A line for each. */
  headers?: string;
}

const project = new Project({});
const pages = new Map<string, Page>();
const apps = new Map<string, AskedApp[]>();
const told = {
  answers: {} as Record<string, Answer[] | string>,
  holes: {} as Record<string, string[]>,
  crowds: {} as Record<string, number[]>,
};
let { answers, holes, crowds } = told;
let mistakes: string;
let code: number | null;

/** Asks each program of each page for what the page says of it. */
const DRIVER = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const answers = {};
const holes = {};
const crowds = {};
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABXvMqOgAAAABJRU5ErkJggg==';
async function ask(app, client, [method, path, options]) {
  if (method === 'phial') {
    const { exitCode, output } = await app.runCommand(path.split(' '));
    return { status: exitCode, text: output };
  }
  for (const file of Object.values(options.files ?? {})) {
    file.content = file.filename.endsWith('.png') ? Buffer.from(PNG, 'base64') : 'Only text';
  }
  const { status, text, location, headers } = await client[method.toLowerCase()](path, options);
  return { status, text, location, headers: Object.entries(headers).map((header) => header.join(': ')).join('\\n') };
}
const HTML = '<xss>';
/** The same request with HTML in a value: in each part of its path, in its query, in its form. */
function* withHtml([method, path, options]) {
  const [place, query = ''] = path.split('?', 2);
  const rest = query === '' ? '' : '?' + query;
  const parts = place.split('/');
  for (const [index, part] of parts.entries()) {
    if (index > 0 && part !== '') yield [method, parts.with(index, encodeURIComponent(part + HTML)).join('/') + rest, options];
  }
  const marked = (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value + HTML]));
  const fields = Object.fromEntries(new URLSearchParams(query));
  if (query !== '') yield [method, place + '?' + new URLSearchParams(marked(fields)), options];
  if (options.form !== undefined) yield [method, path, { ...options, form: marked(options.form) }];
}
/** Requests whose HTML came back in a page as it was; what was stored comes with the last ones. */
async function holesOf(app, client, asks) {
  const own = asks.filter(([method, path]) => method !== 'phial' && path.startsWith('/'));
  const holes = [];
  for (const one of [...own.flatMap((ask) => [...withHtml(ask)]), ...own.filter(([method]) => method === 'GET')]) {
    const { headers, text } = await ask(app, client, one);
    if (/content-type: text.html/.test(headers) && text.includes(HTML)) holes.push(one[0] + ' ' + one[1]);
  }
  return holes;
}
const DATABASE = 'blog.sqlite';
const left = {};
for (const { name, before, asks } of JSON.parse(readFileSync('asks.json', 'utf8'))) {
  try {
    process.chdir(new URL(dirname(name), import.meta.url).pathname);
    const source = readFileSync(new URL(name, import.meta.url), 'utf8');
    if (left[before]?.database !== undefined) writeFileSync(DATABASE, left[before].database);
    const { app } = await import('./' + name);
    const client = app.testClient();
    for (const [key, value] of left[before]?.cookies ?? []) client.cookies.set(key, value);
    const all = [];
    for (const one of asks) all.push(await ask(app, client, one));
    answers[name] = all;
    left[name] = { cookies: [...client.cookies], database: existsSync(DATABASE) ? readFileSync(DATABASE) : undefined };
    const [write] = asks.filter(([method]) => method === 'POST');
    if (source.includes(".transaction('write')")) {
      const crowd = Array.from({ length: 8 }, () => ask(app, client, write));
      crowds[name] = (await Promise.all(crowd)).map(({ status }) => status);
    }
    holes[name] = await holesOf(app, client, asks);
    await app.close();
  } catch (error) {
    answers[name] = String(error.stack);
  }
}
writeFileSync(new URL('answers.json', import.meta.url), JSON.stringify({ answers, holes, crowds }));
process.exit();
`;

/** Some programs listen, each at a port of its own. */
const ENVIRONMENT = {
  PHIAL_PORT: '0',
  PHIAL_SECRET_KEY: 'a key for the programs of the documentation',
  LOG_LEVEL: 'silent',
};

/** Vitest is not installed here: .ci/compilers.mjs runs it. Jest has the same functions. */
const VITEST = "declare module 'vitest' { export { expect, it } from '@jest/globals'; }";

/** An extension is not built here: its code is taken as it is written. */
function unbuilt(text: string): string {
  return text.replace(/"[.]\/dist\/index.*?"/g, '"./src/index.ts"');
}

/** Writes the programs and the files of a page, and gives those that are asked. */
function writePage(name: string, page: Page, source = ''): AskedApp[] {
  const write = (path: string, text: string): void => project.write({ [`${name}/${path}`]: text });
  const steps = page.steps.map(({ line, files, expectations }, index) => {
    const folder = `step-${index + 1}`;
    for (const [path, text] of Object.entries(files)) write(`${folder}/${path}`, text);
    cpSync('starter/static', join(project.folder, name, folder, 'static'), { recursive: true });
    const last = page.steps[index - 1];
    const since = source.split('\n').slice(last?.line, line).join('\n');
    const goesOn = last !== undefined && !since.includes('delete `blog.sqlite`');
    const before = goesOn ? `${name}/step-${index}/app.ts` : undefined;
    return { line, path: `${name}/${folder}/app.ts`, expectations, before };
  });
  if (steps.length > 0) return steps;
  for (const [path, text] of Object.entries(page.files)) write(path, path === 'package.json' ? unbuilt(text) : text);
  for (const { line, language, text } of page.programs) write(`line-${line}.${language}`, text);
  return page.programs
    .filter(({ isApp }) => isApp)
    .map(({ line, language, expectations }) => ({ line, path: `${name}/line-${line}.${language}`, expectations }));
}

/** What `nginx -t` says of a file of its conf.d. Its port is one that anybody may open. */
function nginxSays({ text }: Block): string {
  const site = text.replace(/listen 80;/, 'listen 8080;');
  project.write({ 'nginx/nginx.conf': `pid nginx.pid;\nevents {}\nhttp {\n${site}}\n` });
  const args = ['-t', '-p', join(project.folder, 'nginx'), '-c', 'nginx.conf', '-e', 'stderr'];
  return spawnSync(NGINX ?? 'nginx', args, { encoding: 'utf8' }).stderr;
}

beforeAll(async () => {
  project.write({ 'package.json': '{ "type": "module" }', 'driver.mjs': DRIVER });
  project.install(
    '.',
    'zod',
    'graphql',
    'drizzle-orm',
    '@libsql',
    'fastify',
    '@fastify',
    'keyv',
    '@keyv',
    '@redis',
    'file-type',
    '@jest',
    '@opentelemetry',
    '@sentry',
    'prom-client',
    'phial-login',
    'phial-jobs',
    'phial-websocket',
  );
  project.write({ 'tsconfig.json': JSON.stringify({ compilerOptions: STRICTEST, include: ['*/**/*.ts'] }) });
  for (const path of PAGES) {
    const page = blocksOf(path, startOf(path));
    pages.set(path, page);
    apps.set(path, writePage(folderOf(path), page, readFileSync(path, 'utf8')));
  }
  for (const path of COMPILED_ALONE) writePage(folderOf(path), blocksOf(path));
  project.write({ 'docs-testing/vitest.d.ts': VITEST });
  const asked = [...apps.values()].flat();
  const asks = asked.map(({ path, before, expectations }) => ({
    name: path,
    before,
    asks: expectations.map(({ ask }) => ask),
  }));
  project.write({ 'asks.json': JSON.stringify(asks) });
  const compiler = project.start(['-p', '.'], { program: ['node_modules/.bin/tsc'] });
  const driver = project.start(['--import', 'phial/register', 'driver.mjs'], { program: [], env: ENVIRONMENT });
  [code] = await Promise.all([compiler.ended, driver.ended]);
  mistakes = compiler.stdout;
  ({ answers, holes, crowds } = JSON.parse(readFileSync(join(project.folder, 'answers.json'), 'utf8')) as typeof told);
}, PATIENCE);

/** Where something stands that a page tells of an answer: a header is told with its name, which has a hyphen. */
function partOf({ text, location, headers = '' }: Answer, told: string): string {
  return /^[a-z]+(?:-[a-z]+)+: /.test(told) ? headers : text + (location ?? '');
}

describe.each([...PAGES, ...COMPILED_ALONE])('%s', (path) => {
  it('has blocks of which each compiles with the strictest flags', () => {
    expect(mistakes.split('\n').filter((line) => line.startsWith(`${folderOf(path)}/`))).toEqual([]);
    // What is wrong elsewhere, in the options for instance, is told there.
    if (code !== 0) expect(mistakes).toMatch(/^[\w-]+\//);
  });
});

describe.each(PAGES)('%s', (path) => {
  it('has JSON and YAML that parse, and templates that compile', () => {
    const { files, others } = pages.get(path)!;
    const textsOf = (language: string): string[] =>
      others.filter((one) => one.language === language).map(({ text }) => text);
    for (const text of textsOf('json')) expect(() => void JSON.parse(text)).not.toThrow();
    for (const text of textsOf('yaml')) expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    const templates = Object.entries(files).filter(([name]) => name.endsWith('.hbs'));
    for (const [, text] of templates) expect(() => void Handlebars.precompile(text)).not.toThrow();
  });

  it('says of its programs what they answer', () => {
    for (const { line, path: file, expectations } of apps.get(path)!) {
      const given = answers[file];
      // A program that does not start gives its error.
      expect({ line, given }).toEqual({ line, given: expect.any(Array) as unknown });
      expect(expectations.length).toBeGreaterThan(0);
      expectations.forEach(({ line: said, status, rest }, index) => {
        const answer = (given as Answer[])[index]!;
        const isMet = answer.status === status && partOf(answer, rest).includes(rest);
        expect({ line, said, isMet, answer }).toEqual({ line, said, isMet: true, answer });
      });
    }
  });
});

describe.each(PAGES)('%s', (path) => {
  it('has no program that sends HTML of a request back in a page', () => {
    for (const { line, path: file } of apps.get(path)!)
      expect({ line, holes: holes[file] }).toEqual({ line, holes: [] });
  });
});

describe('A program with transactions', () => {
  it('takes eight writes at once', () => {
    const statuses = Object.values(crowds);
    expect(statuses.length).toBeGreaterThanOrEqual(2);
    for (const all of statuses) expect(all).toEqual(all.map(() => (all[0]! < 400 ? all[0] : 200)));
  });
});

describe('A page whose programs are run elsewhere', () => {
  it.each(Object.entries(ELSEWHERE))('%s is read by %s', (path, spec) => {
    expect(readFileSync(spec, 'utf8')).toContain(path);
  });
});

const nginxBlocks = DOCUMENTS.flatMap((path) =>
  everyBlock(path)
    .filter(({ language }) => language === 'nginx')
    .map((block) => ({ ...block, path })),
);

describeWithNginx('Configuration of nginx', () => {
  it.each(nginxBlocks)('at $path:$line is taken by nginx -t', (block) => {
    expect(nginxSays(block)).toContain('test is successful');
  });
});

/** Pages that show specs. */
const TESTED = PAGES.filter((path) => everyBlock(path).some(({ text }) => /^\/\/ spec\/\S+\.spec\.ts\n/.test(text)));

/** The folder of a page's specs: the last step of a page that has steps. */
function testedFolder(path: string): string {
  return path === TUTORIAL ? dirname(apps.get(path)!.at(-1)!.path) : folderOf(path);
}

describe('The specs of a page', () => {
  it.each(TESTED)(
    'pass: %s',
    async (path) => {
      const below = testedFolder(path);
      const specs = readdirSync(join(project.folder, below, 'spec')).map((file) => `spec/${file}`);
      const args = ['--import', 'phial/register', '--test', ...specs];
      const run = project.start(args, { program: [], below, env: ENVIRONMENT });
      const code = await run.ended;
      expect({ code, said: code === 0 ? '' : run.stdout + run.stderr }).toEqual({ code: 0, said: '' });
    },
    PATIENCE,
  );
});
