import type { Logger } from '../plain/logger.js';
import { shownBriefly } from '../plain/shown.js';
import { Abort } from '../response/abort.js';
import type { Command, CommandResult } from './commands.js';
import { loggable, messageOf, printed } from './printing.js';
import { readCommand, UsageError } from './program.js';

/** Prints each line, or bytes, and is waited for. */
export type Print = (part: string | Uint8Array, isError: boolean) => Promise<void> | void;

/** Thrown by what prints when nobody takes its lines any more. It ends a command, and is no fault of it. */
export class OutputError extends Error {
  declare readonly cause: Error;
}

/** Calls a command, and gathers what it would print. */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  app: CommandApp,
): Promise<CommandResult> {
  // Of a text, each letter would be a word.
  if (!Array.isArray(args))
    throw new TypeError(`app.runCommand() takes a list of words, not ${shownBriefly(args)}. Write ['seed', '20'].`);
  const parts: Uint8Array[] = [];
  const codeOfProcess = process.exitCode;
  process.exitCode = undefined;
  try {
    const exitCode = await printCommand(commands, args, app, (part) => void parts.push(Buffer.from(part)));
    // At the end: a character's bytes may come in two parts.
    return { exitCode: exitCode || Number(process.exitCode ?? 0), output: Buffer.concat(parts).toString() };
  } finally {
    // What a command sets is its own exit code, and not that of the process that calls it.
    process.exitCode = codeOfProcess;
  }
}

interface CommandApp {
  ready: () => Promise<void>;
  log: Logger;
}

/**
 * Calls a command, and prints line by line; of its output, which may be endless, nothing is kept.
 *
 * @returns its exit code
 */
export async function printCommand(
  commands: readonly Command[],
  args: readonly string[],
  app: CommandApp,
  print: Print,
): Promise<CommandResult['exitCode']> {
  const say: Say = (part, isError = false) =>
    print(typeof part !== 'string' || part.endsWith('\n') ? part : `${part}\n`, isError);
  try {
    const { name, call } = await readCommand(commands, args);
    await app.ready();
    return await attempt(name, call, say, app.log);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await say(error.message, error.exitCode !== 0);
    return error.exitCode;
  }
}

type Say = (part: string | Uint8Array, isError?: boolean) => Promise<void> | void;

async function attempt(name: string, call: () => unknown, say: Say, log: Logger): Promise<0 | 1> {
  try {
    await printAll(name, await call(), say);
    return 0;
  } catch (error) {
    if (error instanceof OutputError) throw error;
    // An Abort is what the command says to whoever called it; of all else its developer wants the stack.
    if (!(error instanceof Abort)) log.error({ err: loggable(name, error) }, `The command ${name} failed`);
    await say(messageOf(name, error), true);
    return 1;
  }
}

/** What a command returns; of a generator, each line when it is yielded. */
async function printAll(name: string, value: unknown, say: Say): Promise<void> {
  const sayIt = async (one: unknown): Promise<void> => {
    const part = printed(name, one);
    if (part !== undefined) await say(part);
  };
  if (!isGenerator(value)) return sayIt(value);
  for await (const line of value) await sayIt(line);
}

function isGenerator(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function';
}
