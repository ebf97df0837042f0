import { readFileSync } from 'node:fs';

import type { Ask } from './mistakes.js';

// Reads the blocks of code of a page in docs/. A `ts` block is a whole program: an app when it exports one. What it answers stands in
// comments at its end, each a request and what comes of it:
//
//   // GET /notes/1 → 200 {"id":1}
//   // POST /notes {"text":"Milk"} → 201
//   // POST /sign name=Ada → 302 /
//
// Behind the status stands what the body has in it, or where a redirect leads to. A block that begins with `// greetings.ts`,
// `{{!-- templates/page.hbs --}}` or `/* static/page.css */` is a file beside the programs of its page; one that exports an app is a
// program, too.

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
  isApp: boolean;
  expectations: Expectation[];
}

/** What a page has in its blocks. */
export interface Page {
  programs: Program[];
  /** Files beside them, by their paths. */
  files: Record<string, string>;
  json: { line: number; text: string }[];
}

const BLOCK = /^```(\w+)\n([^]*?)^```$/gm;

export function blocksOf(path: string): Page {
  const text = readFileSync(path, 'utf8');
  const page: Page = { programs: [], files: {}, json: [] };
  for (const { 0: whole, 1: language, 2: content = '', index } of text.matchAll(BLOCK)) {
    const line = text.slice(0, index).split('\n').length;
    const file = /^(?:\/\/ ([\w./-]+\.ts)|\{\{!-- ([\w./-]+\.hbs) --\}\}|\/\* ([\w./-]+\.css) \*\/)\n/.exec(content);
    if (file !== null) page.files[(file[1] ?? file[2] ?? file[3])!] = content;
    if (language === 'ts' && (file === null || /^export const app\b/m.test(content)))
      page.programs.push(programOf(content, line));
    else if (language === 'json') page.json.push({ line, text: content });
    else if (language === 'hbs' && file === null)
      throw new Error(`${path}:${line}: a template begins with its path: ${whole.slice(0, 40)}`);
  }
  return page;
}

function programOf(text: string, line: number): Program {
  return {
    line,
    text,
    isApp: /^export const app\b/m.test(text),
    expectations: [...text.matchAll(/^\/\/ ([A-Z]+) (\/\S*) ?(.*?) ?→ (\d{3}) ?(.*)$/gm)].map((match) => {
      const [whole, method, path, sent, status, rest] = match as unknown as [
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      return { line: whole, ask: [method, path, sentAs(sent)], status: Number(status), rest };
    }),
  };
}

function sentAs(sent: string): Record<string, unknown> {
  if (sent === '') return {};
  if (/^[{["]/.test(sent)) return { json: JSON.parse(sent) as unknown };
  return { form: Object.fromEntries(new URLSearchParams(sent)) };
}
