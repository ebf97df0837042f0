import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

import { isError } from '../plain/is-error.js';
import { member } from '../plain/member.js';
import { visible } from '../plain/visible.js';

/** What can be said of an error without believing its text: a message may hold lines that look like frames. */
export interface Trace {
  name: string;
  message: string;
  /** V8's lines: `    at Notes.show (/app/notes.ts:7:11)`. */
  frames: string[];
}

/** Reads an error whose members may be anything, and may throw when they are read. */
export function traceOf(error: Error): Trace {
  const [name, message, stack] = [text(error, 'name'), text(error, 'message'), text(error, 'stack')];
  return { name: visible(name).slice(0, 200) || 'Error', message, frames: framesIn(stack, name, message) };
}

/** An error as text, with the errors that caused it or lie in it. The lines of messages are marked as such. */
export function describe(error: unknown, depth = 0): string[] {
  if (!isError(error)) return [`thrown: ${inspected(error)}`];
  const { name, message, frames } = traceOf(error);
  const [first = '', ...others] = message.split('\n').map(visible);
  const lines = [first === '' ? name : `${name}: ${first}`, ...others.map((line) => `  | ${line}`), ...frames];
  if (depth === DEEPEST) return lines;
  const { cause, errors } = { cause: member(error, 'cause'), errors: member(error, 'errors') };
  if (Array.isArray(errors)) {
    for (const one of errors.slice(0, MOST_ERRORS)) lines.push(...under('together with ', describe(one, depth + 1)));
  }
  if (cause !== undefined) lines.push(...under('caused by ', describe(cause, depth + 1)));
  return lines;
}

/** How many causes of causes are shown, and how many errors of an `AggregateError`. */
const DEEPEST = 5;
const MOST_ERRORS = 10;

function under(why: string, [first, ...others]: string[]): string[] {
  return [`${why}${first}`, ...others];
}

function text(error: Error, name: string): string {
  const value = member(error, name);
  return typeof value === 'string' ? value : '';
}

/** `inspect()` runs functions of the value. */
export function inspected(value: unknown): string {
  try {
    return inspect(value, { depth: 2, maxArrayLength: 20, maxStringLength: 1000, breakLength: 120 });
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

/** The frames after the error's own text. A stack without that text was made before the message changed: then the frames at its end. */
function framesIn(stack: string, name: string, message: string): string[] {
  const header = [`${name}: ${message}`, message || name].find((one) => stack.includes(one));
  const frames =
    header === undefined
      ? framesAtEnd(stack.split('\n'))
      : stack.slice(stack.indexOf(header) + header.length).split('\n');
  return frames
    .filter((line) => isFrame(line))
    .slice(0, MOST_FRAMES)
    .map(visible);
}

function framesAtEnd(lines: string[]): string[] {
  return lines.slice(lines.findLastIndex((line) => !isFrame(line)) + 1);
}

const LONGEST = 1000;
const MOST_FRAMES = 100;

function isFrame(line: string): boolean {
  return line.length < LONGEST && line.startsWith('    at ') && isReadable(line);
}

/** Whether the file that a frame names can be one of this machine's. */
function isReadable(line: string): boolean {
  const start = line.indexOf('file:');
  if (start === -1) return true;
  try {
    return fileURLToPath(line.slice(start).replace(/(?::\d+){0,2}\)?$/, '')) !== '';
  } catch {
    return false;
  }
}
