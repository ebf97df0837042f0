import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import type { Finding } from '../plain/setup-error.js';

/** What the file `.env` in the working directory says, and the numbers of its lines that say nothing. */
export interface DotEnv {
  values: NodeJS.Dict<string>;
  unread: number[];
}

/** Reads `.env`, which need not be there. Node's own parser takes a line that says nothing for a part of the next. */
export function readDotEnv(): DotEnv {
  const lines = textOfFile().split(/\r\n?|\n/);
  const values: NodeJS.Dict<string> = {};
  const unread: number[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    const [start, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (start === undefined) {
      if (line !== '' && !line.startsWith('#')) unread.push(at + 1);
      continue;
    }
    const end = endOfValue(lines, at, value);
    // One at a time: a quote that is not closed is a letter, and would go on to the next quote of any other line.
    Object.assign(values, parseEnv([line.replace(/^export\s+/, ''), ...lines.slice(at + 1, end + 1)].join('\n')));
    at = end;
  }
  return { values, unread };
}

/** Tells of lines by their numbers alone: what stands there may be a secret. */
export function dotEnvWarnings({ unread } = readDotEnv()): Finding[] {
  if (unread.length === 0) return [];
  const [lines, set] = unread.length === 1 ? ['line', 'sets'] : ['lines', 'set'];
  return [
    {
      code: 'PH418',
      who: '.env',
      cause: `${lines} ${unread.join(', ')} ${set} no variable`,
      cure: 'Write NAME=value, put a value of several lines into quotes, and # before a comment.',
    },
  ];
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
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.includes(quote, 1)) return at;
  const end = lines.findIndex((line, index) => index > at && line.includes(quote));
  return end === -1 || !CLOSED.test(lines[end]!.slice(lines[end]!.indexOf(quote) + 1)) ? at : end;
}
