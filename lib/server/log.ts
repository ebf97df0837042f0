import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Logger } from '../plain/logger.js';
import { pathIn } from '../request/target.js';

const LEVELS: Record<number, string> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

/** Where pino writes: lines of JSON, or for a person who reads - in debug mode, or in a terminal - lines of text. */
export class LogStream {
  constructor(private readonly isDebug: () => boolean) {}

  write(line: string): void {
    process.stdout.write(this.isDebug() || process.stdout.isTTY ? readable(line) : harmless(line));
  }
}

/** Whether an error that a log is given has been written when it returns: not so where a user says where it writes. */
export function writesAtOnce(log: Logger): boolean {
  const members = log as unknown as Record<symbol, unknown>;
  return log.level !== 'silent' && Object.getOwnPropertySymbols(log).some((key) => members[key] instanceof LogStream);
}

/** The same JSON, also for the terminal in which it is looked at: pino leaves such characters as they are. */
function harmless(line: string): string {
  return line.replace(CONTROL_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A line per entry, and the stack of an error below it. */
function readable(line: string): string {
  let entry: { level: number; time: number; msg?: string; err?: { stack?: string } };
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    return line;
  }
  const time = new Date(entry.time).toTimeString().slice(0, 8);
  const stack = entry.err?.stack === undefined ? '' : `\n${entry.err.stack}`;
  const level = (LEVELS[entry.level] ?? String(entry.level)).padEnd(5);
  return `${time} ${level} ${visible(entry.msg ?? '')}${visible(stack)}\n`;
}

/**
 * What clients send may be part of a message: a control character would move the terminal's cursor, a line of its own would
 * look like another entry. So further lines stand below the first, with two spaces before them.
 */
function visible(text: string): string {
  return text
    .replace(CONTROL, escaped)
    .replace(/\n(?! {2})/g, '\n  ')
    .replace(/\n {2}$/, '');
}

/** Also what turns the direction of the line around. */
const CONTROL = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** What stands for itself in JSON; the line break ends the entry. */
const CONTROL_IN_JSON = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** A line for each request. Nothing of its headers: cookies and tokens do not belong in a log. */
export function logRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { method, id } = request;
  // Nor of its query, where tokens stand, too.
  const url = pathIn(request.url);
  // As Fastify is told to keep silent about a route: the one that reloads pages.
  if (request.routeOptions.logLevel === 'silent') return done();
  const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
  request.server.log.info(
    { reqId: id, method, url, status: reply.statusCode, milliseconds },
    `${method} ${url} ${reply.statusCode} ${milliseconds} ms`,
  );
  done();
}
