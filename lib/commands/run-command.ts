import { isError } from '../plain/is-error.js';
import type { Logger } from '../plain/logger.js';
import { shown } from '../plain/shown.js';
import { Abort } from '../response/abort.js';
import type { Command, CommandResult } from './commands.js';
import { messageOf, printed } from './printing.js';
import { readCommand, UsageError } from './program.js';

/** Hears each line when it is printed. */
export type Printer = (text: string, isError: boolean) => void;

/** Calls a command, and gathers what it would print. */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  app: { ready: () => Promise<void>; log: Logger },
  print: Printer = () => undefined,
): Promise<CommandResult> {
  // Of a text, each letter would be a word.
  if (!Array.isArray(args))
    throw new TypeError(`app.runCommand() takes a list of words, not ${shown(args)}. Write ['seed', '20'].`);
  let output = '';
  const say = (text: string, isError = false): void => {
    const line = text.endsWith('\n') ? text : `${text}\n`;
    output += line;
    print(line, isError);
  };
  try {
    const { name, call } = await readCommand(commands, args);
    await app.ready();
    const exitCode = await attempt(name, call, say, app.log);
    return { exitCode, output };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(error.message, error.exitCode !== 0);
    return { exitCode: error.exitCode, output };
  }
}

type Say = (text: string, isError?: boolean) => void;

async function attempt(name: string, call: () => unknown, say: Say, log: Logger): Promise<0 | 1> {
  try {
    await printAll(name, await call(), say);
    return 0;
  } catch (error) {
    // An Abort is what the command says to whoever called it; of all else its developer wants the stack.
    if (!(error instanceof Abort)) log.error({ err: isError(error) ? error : undefined }, `The command ${name} failed`);
    say(messageOf(name, error), true);
    return 1;
  }
}

/** What a command returns; of a generator, each line when it is yielded. */
async function printAll(name: string, value: unknown, say: Say): Promise<void> {
  const sayIt = (one: unknown): void => {
    const text = printed(name, one);
    if (text !== undefined) say(text);
  };
  if (!isGenerator(value)) return sayIt(value);
  for await (const line of value) sayIt(line);
}

function isGenerator(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function';
}
