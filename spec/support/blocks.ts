import { readFileSync } from 'node:fs';

import type { Ask } from './mistakes.js';

// Reads the blocks of code of a page in docs/. A `ts` block is a whole program: an app when it exports one. What it answers stands in
// comments at its end, each a request and what comes of it:
//
//   // GET /notes/1 → 200 {"id":1}
//   // POST /notes {"text":"Milk"} → 201
//   // POST /sign name=Ada → 302 /
//   // GET /stock Origin: https://example.com
//   //   → 200 access-control-allow-origin: https://example.com
//
// Behind the status stands what the body or the headers have in them, or where a redirect leads to. A block that begins with `// greetings.ts`,
// `{{!-- templates/page.hbs --}}` or `/* static/page.css */` is a file beside the programs of its page; one that exports an app is a
// program, too.
//
// A page that is built step by step has files alone, and what their `app.ts` answers in `http` blocks, each a step:
//
//   GET / → 200 No posts yet
//   POST /create title=Cat&picture=@cat.png → 302 /
//   phial seed 3 → 0 Wrote 3 posts.
//
// A step has the files so far, of which a later block of a path replaces the earlier; `rm` in a `sh` block removes some.
//
// A `sh` block is run, line by line, beside the files so far; the program above it is `app.ts`. What cannot be run says why behind
// its language: `sh no-run: needs Docker`.

/** A request to a program, and what is to come of it. */
export interface Expectation {
  line: string;
  ask: Ask;
  status: number;
  rest: string;
}

/** A block that is a program. */
export interface Program {
  /** The line of the page on which it begins. */
  line: number;
  text: string;
  language: 'ts' | 'js';
  isApp: boolean;
  expectations: Expectation[];
}

/** A state of a page that is built step by step: an `app.ts` with its files, and what it answers. */
export interface Step {
  line: number;
  files: Record<string, string>;
  expectations: Expectation[];
}

/** What a page has in its blocks. */
export interface Page {
  programs: Program[];
  steps: Step[];
  /** Files beside them, by their paths. */
  files: Record<string, string>;
  commands: Commands[];
  /** What is read by other programs: `json`, `nginx`, `yaml`. */
  others: Block[];
  /** What says why it cannot be run. */
  skipped: (Block & { reason: string })[];
}

export interface Block {
  line: number;
  language: string;
  text: string;
}

/** A `sh` block, and the files beside which it is typed. */
export interface Commands {
  line: number;
  text: string;
  files: Record<string, string>;
}

const BLOCK = /^```(\w+)(?: (.+))?\n([^]*?)^```$/gm;

/** All blocks of a page, with what stands behind their language. */
export function everyBlock(path: string): (Block & { info: string })[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(BLOCK)].map(({ 1: language = '', 2: info = '', 3: content = '', index }) => {
    return { line: text.slice(0, index).split('\n').length, language, info, text: content };
  });
}

/** @param start the files that a page begins with */
export function blocksOf(path: string, start: Record<string, string> = {}): Page {
  const page: Page = { programs: [], steps: [], files: { ...start }, commands: [], others: [], skipped: [] };
  for (const { info, ...block } of everyBlock(path)) {
    const reason = /^no-run: (.+)$/.exec(info)?.[1];
    if (reason !== undefined) page.skipped.push({ ...block, reason });
    else if (info !== '')
      throw new Error(`${path}:${block.line}: write why, as in \`sh no-run: needs Docker\`: ${info}`);
    else addBlock(page, block, path);
  }
  return page;
}

const FILE = /^(?:\/\/ ([\w./-]+\.[jt]s)|\{\{!-- ([\w./-]+\.hbs) --\}\}|\/\* ([\w./-]+\.css) \*\/)\n/;

function addBlock(page: Page, block: Block, path: string): void {
  const { language, line, text } = block;
  const file = FILE.exec(text);
  if (file !== null) page.files[(file[1] ?? file[2] ?? file[3])!] = text;
  if (language === 'ts' || language === 'js') {
    if (file === null || isApp(text)) page.programs.push(programOf(text, line, language));
  } else if (language === 'http')
    page.steps.push({ line, files: { ...page.files }, expectations: expectationsOf(text) });
  else if (language === 'sh') addCommands(page, block);
  else if (['json', 'nginx', 'yaml'].includes(language)) page.others.push(block);
  else if (language === 'hbs' && file === null)
    throw new Error(`${path}:${line}: a template begins with its path: ${text.slice(0, 40)}`);
}

function addCommands(page: Page, { line, text }: Block): void {
  const app = page.programs.findLast((program) => program.isApp && program.language === 'ts');
  page.commands.push({ line, text, files: { ...page.files, ...(app && { 'app.ts': app.text }) } });
  removeFiles(page.files, text);
}

function removeFiles(files: Record<string, string>, commands: string): void {
  for (const [, names = ''] of commands.matchAll(/^rm (.+)$/gm)) {
    for (const name of names.split(' ')) {
      if (!(name in files)) throw new Error(`rm ${name}: there is no such file`);
      delete files[name];
    }
  }
}

function isApp(text: string): boolean {
  return /^export const app\b/m.test(text);
}

function programOf(text: string, line: number, language: 'ts' | 'js'): Program {
  // What comes of a long request stands on a line of its own.
  const joined = text.replaceAll('\n//   →', ' →');
  const comments = [...joined.matchAll(/^\/\/ (.* → .*)$/gm)].map(([, comment]) => comment).join('\n');
  return { line, text, language, isApp: isApp(text), expectations: expectationsOf(comments) };
}

const EXPECTATION = /^(?:([A-Z]+) ((?:http:\/\/[\w.]+)?\/\S*)(?: (.*?))?|phial (.+?)) → (\d+) ?(.*)$/gm;

function expectationsOf(text: string): Expectation[] {
  return [...text.matchAll(EXPECTATION)].map(
    ([line, method = 'phial', path, sent = '', command = '', status, rest]) => ({
      line,
      ask: [method, path ?? command, sentAs(sent)],
      status: Number(status),
      rest: rest ?? '',
    }),
  );
}

/** Headers, `Name: value; Name: value`, or fields of a form, or JSON. A value as curl has it, `@cat.png`, is a file. */
function sentAs(sent: string): Record<string, unknown> {
  if (sent === '') return {};
  if (/^[\w-]+: /.test(sent)) return { headers: Object.fromEntries(sent.split('; ').map((line) => line.split(': '))) };
  if (/^[{["]/.test(sent)) return { json: JSON.parse(sent) as unknown };
  const fields = [...new URLSearchParams(sent)];
  const files = fields.filter(([, value]) => value.startsWith('@'));
  const form = Object.fromEntries(fields.filter((field) => !files.includes(field)));
  if (files.length === 0) return { form };
  return { form, files: Object.fromEntries(files.map(([name, value]) => [name, { filename: value.slice(1) }])) };
}
