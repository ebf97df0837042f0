import { isError } from '../plain/is-error.js';
import { visibleLines } from '../plain/visible.js';
import { shown } from '../plain/shown.js';
import { Abort } from '../response/abort.js';
import { watchfulReplacer } from '../response/inside-data.js';
import { describe, JsonBody, kindOf } from '../response/kinds.js';
import { Redirect } from '../response/redirect.js';
import { Response } from '../response/response.js';

/**
 * What a command prints of a value that it returned or yielded: text and bytes as they are, data as JSON, of nothing nothing.
 *
 * @throws Abort that was returned, and TypeError for what only a client could be sent, or nobody
 */
export function printed(command: string, value: unknown): string | Uint8Array | undefined {
  if (value === undefined || value === null) return undefined;
  const subject = `The command ${command} returned`;
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`${subject} ${describe(value)}, which cannot be printed. Return text, data or bytes.`);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Abort) throw value;
  if (value instanceof Response || value instanceof Redirect) throw unsendable(subject, value);
  const { body } = kindOf(value, subject);
  if (typeof body === 'string') return body;
  if (body instanceof JsonBody) return asJson(body.value, subject);
  if (body instanceof Uint8Array) return body;
  throw unsendable(subject, value);
}

function asJson(value: unknown, subject: string): string {
  try {
    return JSON.stringify(value, watchfulReplacer(), 2);
  } catch (cause) {
    throw new TypeError(`${subject} what JSON cannot hold: ${(cause as Error).message}`, { cause });
  }
}

function unsendable(subject: string, value: object): TypeError {
  return new TypeError(
    `${subject} ${describe(value)}, and there is no client to send it to. Return text or data; app.render() gives a template as text.`,
  );
}

/** What is printed of what a command threw: text of anyone, perhaps, that is not to move the terminal's cursor. */
export function messageOf(command: string, thrown: unknown): string {
  return visibleLines(textOf(command, thrown));
}

function textOf(command: string, thrown: unknown): string {
  if (thrown instanceof Redirect) return `The command ${command} redirects to ${thrown.location}. ${NO_CLIENT}`;
  if (isError(thrown)) return lineOf(thrown, new Set());
  return typeof thrown === 'string' ? thrown : shown(thrown);
}

/**
 * An error's message. Node gives one without, of the errors of each address, where localhost takes no connection.
 *
 * @param seen an error may hold itself
 */
function lineOf(error: Error, seen: Set<unknown>): string {
  if (error.message !== '') return error.message;
  seen.add(error);
  const { errors, code } = error as { errors?: unknown; code?: unknown };
  const within = Array.isArray(errors) ? errors.filter((one) => !seen.has(one)) : [];
  if (within.length > 0) return within.map((one) => (isError(one) ? lineOf(one, seen) : shown(one))).join('\n');
  return typeof code === 'string' ? code : error.name;
}

/** What a command threw, for the log: an error, with a stack. */
export function loggable(command: string, thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(`The command ${command} threw ${shown(thrown)}, which is no Error.`);
}

const NO_CLIENT = 'There is no client to send there: return text, or throw an Abort.';
