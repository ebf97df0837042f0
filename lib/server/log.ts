import type { FastifyReply, FastifyRequest } from 'fastify';

import { currentLaunch } from '../plain/launch.js';
import type { Logger } from '../plain/logger.js';
import { pathIn } from '../request/target.js';

const LEVELS: Record<number, string> = { 10: 'TRACE', 20: 'DEBUG', 30: 'INFO', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };

/** What the options of pino call the parts of an entry. */
export interface LogKeys {
  messageKey?: string;
  errorKey?: string;
}

/** Where pino writes: lines of JSON, or for a person who reads - in debug mode, or in a terminal - lines of text. */
export class LogStream {
  /** `phial routes`, or a command: the standard output has what was asked for, and nothing else. */
  readonly #isAside = (currentLaunch()?.mode ?? 'run') !== 'run';

  constructor(
    private readonly isDebug: () => boolean,
    private readonly keys: LogKeys = {},
  ) {}

  write(line: string): void {
    const stream = this.#isAside ? process.stderr : process.stdout;
    if (output === 'new') watchOutput(stream);
    if (output !== 'gone') stream.write(this.isDebug() || stream.isTTY ? readable(line, this.keys) : harmless(line));
  }
}

/** Who reads the log may go away, as `| head` does, or a collector that begins anew. */
let output: 'new' | 'open' | 'gone' = 'new';

/** Without a listener, Node would end the process, and with it all requests, without a word. */
function watchOutput(stream: NodeJS.WriteStream): void {
  output = 'open';
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Of the error output itself there is nowhere to tell.
    if (output === 'open' && stream !== process.stderr)
      console.error(`phial: the log cannot be written: ${error.message}`);
    if (error.code === 'EPIPE') output = 'gone';
  });
}

/** Whether an error that a log is given has been written when it returns: not so where a user says where it writes. */
export function writesAtOnce(log: Logger): boolean {
  const members = log as unknown as Record<symbol, unknown>;
  if (output === 'gone') return false;
  return log.level !== 'silent' && Object.getOwnPropertySymbols(log).some((key) => members[key] instanceof LogStream);
}

/** The same JSON, also for the terminal in which it is looked at: pino leaves such characters as they are. */
function harmless(line: string): string {
  return line.replace(CONTROL_IN_JSON, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A line per entry, and the stack of an error below it. One without a message has its fields, and one without a time stays as it is. */
function readable(line: string, { messageKey = 'msg', errorKey = 'err' }: LogKeys): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    return line;
  }
  const time = new Date(entry['time'] as number);
  if (Number.isNaN(time.getTime())) return harmless(line);
  const { [messageKey]: message, [errorKey]: error, ...fields } = entry;
  const stack = (error as { stack?: unknown } | undefined)?.stack;
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? withoutOrigin(fields));
  return `${time.toTimeString().slice(0, 8)} ${levelOf(entry)} ${visible(text)}${visible(typeof stack === 'string' ? `\n${stack}` : '')}\n`;
}

/** Options of pino may write its name, and to another field, as Google Cloud reads it. */
function levelOf({ severity = '', level = severity }: Record<string, unknown>): string {
  return (LEVELS[level as number] ?? String(level).toUpperCase()).padEnd(5);
}

/** What an entry says of itself, beside what stands in each. */
function withoutOrigin(fields: Record<string, unknown>): Record<string, unknown> {
  const { level: _level, time: _time, pid: _pid, hostname: _hostname, reqId: _id, ...rest } = fields;
  return rest;
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
