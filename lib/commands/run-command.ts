import { isError } from '../plain/is-error.js';
import type { Logger } from '../plain/logger.js';
import { shownBriefly } from '../plain/shown.js';
import { Abort } from '../response/abort.js';
import type { Command, CommandResult } from './commands.js';
import { messageOf, printed } from './printing.js';
import { readCommand, UsageError } from './program.js';

/** Prints each line, and is waited for. */
export type Print = (text: string, isError: boolean) => Promise<void> | void;

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
  let output = '';
  const exitCode = await printCommand(commands, args, app, (line) => void (output += line));
  return { exitCode, output };
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
  const say: Say = (text, isError = false) => print(text.endsWith('\n') ? text : `${text}\n`, isError);
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

type Say = (text: string, isError?: boolean) => Promise<void> | void;

async function attempt(name: string, call: () => unknown, say: Say, log: Logger): Promise<0 | 1> {
  try {
    await printAll(name, await call(), say);
    return 0;
  } catch (error) {
    if (error instanceof OutputError) throw error;
    // An Abort is what the command says to whoever called it; of all else its developer wants the stack.
    if (!(error instanceof Abort)) log.error({ err: isError(error) ? error : undefined }, `The command ${name} failed`);
    await say(messageOf(name, error), true);
    return 1;
  }
}

/** What a command returns; of a generator, each line when it is yielded. */
async function printAll(name: string, value: unknown, say: Say): Promise<void> {
  const sayIt = async (one: unknown): Promise<void> => {
    const text = printed(name, one);
    if (text !== undefined) await say(text);
  };
  if (!isGenerator(value)) return sayIt(value);
  for await (const line of value) await sayIt(line);
}

function isGenerator(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function';
}
