import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import type { Finding } from '../plain/setup-error.js';

/** What the file `.env` in the working directory says. */
export interface DotEnv {
  values: NodeJS.Dict<string>;
  /** The numbers of lines that say nothing. */
  unread: number[];
  /** Those of lines whose value begins with a quote, and does not end with it. */
  unclosed: number[];
}

/** Reads `.env`, which need not be there. Node's own parser takes a line that says nothing for a part of the next. */
export function readDotEnv(): DotEnv {
  const lines = textOfFile().split(/\r\n?|\n/);
  const values: NodeJS.Dict<string> = {};
  const unread: number[] = [];
  const unclosed: number[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    const [start, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (start === undefined) {
      if (line !== '' && !line.startsWith('#')) unread.push(at + 1);
      continue;
    }
    const end = endOfValue(lines, at, value);
    // One at a time: a quote that is not closed is a letter, and would go on to the next quote of any other line.
    // Without the last line break, Node's parser would leave its variable out.
    const text = [line.replace(/^export\s+/, ''), ...lines.slice(at + 1, end + 1), ''].join('\n');
    const read = parseEnv(text);
    if (Object.keys(read).length === 0) unread.push(at + 1);
    else if (at === end && isUnclosed(value)) unclosed.push(at + 1);
    Object.assign(values, read);
    at = end;
  }
  return { values, unread, unclosed };
}

/** Tells of lines by their numbers alone: what stands there may be a secret. */
export function dotEnvWarnings({ unread, unclosed } = readDotEnv()): Finding[] {
  return [
    ...warning(
      unread,
      ['sets', 'set'],
      'no variable',
      'Write NAME=value, put a value of several lines into quotes, and # before a comment.',
    ),
    ...warning(
      unclosed,
      ['begins', 'begin'],
      'a value with a quote that nothing closes',
      'End the value with the same quote, or leave the first away.',
    ),
  ];
}

function warning(lines: readonly number[], [one, many]: [string, string], what: string, cure: string): Finding[] {
  if (lines.length === 0) return [];
  const who = lines.length === 1 ? `line ${lines[0]} ${one}` : `lines ${lines.join(', ')} ${many}`;
  return [{ code: 'PH418', who: '.env', cause: `${who} ${what}`, cure }];
}

/** What may stand behind the quote that ends a value. */
const CLOSED = /^\s*(?:#.*)?$/;
const ASSIGNMENT = /^(?:export\s+)?[\w.-]+\s*=\s*(.*)$/;

function textOfFile(): string {
  try {
    // Some editors of Windows put a byte order mark before the first name.
    return readFileSync('.env', 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Error(`The file .env in ${process.cwd()} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** A value that begins with a quote goes on to the next of its kind, in another line perhaps, where nothing follows it. */
function endOfValue(lines: readonly string[], at: number, value: string): number {
  if (!isUnclosed(value)) return at;
  const quote = value[0]!;
  const end = lines.findIndex((line, index) => index > at && line.includes(quote));
  return end === -1 || !CLOSED.test(lines[end]!.slice(lines[end]!.indexOf(quote) + 1)) ? at : end;
}

function isUnclosed(value: string): boolean {
  return /^["'`]/.test(value) && !value.includes(value[0]!, 1);
}
