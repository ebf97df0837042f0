import type { Command as Program } from 'commander';

import type { App } from '../app.js';
import { OutputError, printCommand } from '../commands/run-command.js';
import { setLaunch } from '../plain/launch.js';
import { CommandError, findEntry, loadApp, UsageError } from './entry.js';
import { exitCodeOf, Output, UNREAD } from './output.js';
import { isExplained } from './parent.js';

/**
 * Runs the app's command that stands on the command line, and ends the process. Where there is none, the app's commands
 * are made known to the program, which then tells of them: `phial --help`, or "Did you mean ...".
 *
 * @returns what is left for the program
 */
export async function runOwnCommand(program: Program, given: readonly string[]): Promise<string[]> {
  const { entry, args: left } = takeEntry(given);
  const args = left[0] === 'help' && left.length === 2 ? [left[1]!, '--help'] : left;
  const [name] = args;
  // Of its own commands the program tells by itself, whatever is wrong with the app.
  if (args !== left && program.commands.some((command) => command.name() === name)) return left;
  const isAsked = name !== undefined && !name.startsWith('-') && name !== 'help';
  const app = await appFor(program, entry, isAsked);
  if (app === undefined) return left;
  if (isAsked && app.parts.commands.some((command) => command.name === name)) await runAndExit(app, args);
  for (const command of app.parts.commands) {
    const words = command.syntax.arguments.map(({ text }) => text);
    program
      .command([command.name, ...words].join(' '))
      .description(command.description)
      .helpOption(false);
  }
  return left;
}

/** `--entry src/app.ts`, before the command or after it. What comes after `--` is the command's. */
function takeEntry(given: readonly string[]): { entry: string | undefined; args: string[] } {
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const at = given.findIndex((text, index) => index < end && /^--entry(?:=|$)/.test(text));
  if (at === -1) return { entry: undefined, args: [...given] };
  const [, inside] = /^--entry=(.*)$/.exec(given[at]!) ?? [];
  const entry = inside ?? given[at + 1];
  if (entry === undefined || entry === '') throw new UsageError('--entry needs a file: phial seed --entry src/app.ts');
  return { entry, args: given.toSpliced(at, inside === undefined ? 2 : 1) };
}

/** Help is there without an app, too; and it tells why the app has none to add. */
async function appFor(program: Program, entry: string | undefined, isAsked: boolean): Promise<App | undefined> {
  const file = entryOf(entry);
  if (file === undefined) return undefined;
  setLaunch({ mode: 'load', options: {} });
  try {
    return await loadApp(file);
  } catch (error) {
    if (isAsked) throw error;
    const reason = error instanceof Error && isExplained(error) ? error.message : String(error);
    program.addHelpText('after', `\nThe app's commands are not listed: ${reason}`);
    return undefined;
  }
}

function entryOf(given: string | undefined): string | undefined {
  try {
    return findEntry(given, '--entry src/app.ts');
  } catch (error) {
    if (given !== undefined) throw error;
    return undefined;
  }
}

async function runAndExit(app: App, args: readonly string[]): Promise<never> {
  const output = new Output();
  let exitCode = 1;
  process.once('beforeExit', () => void endStuck(app, args[0]!));
  try {
    exitCode = await printCommand(app.parts.commands, args, app, (part, isError) => output.print(part, isError));
  } catch (error) {
    // What it could not do is of more interest than what else fails when it gives up.
    await isClosed(app);
    if (!(error instanceof OutputError)) throw error;
    if (exitCodeOf(error.cause) === UNREAD) process.exit(UNREAD);
    throw new CommandError(error.message, { cause: error.cause });
  }
  // What was asked for help has not been started, and what is wrong with its end is no answer.
  const isStarted = exitCode !== 2 && !args.some((word) => word === '--help' || word === '-h');
  if (!(await isClosed(app)) && isStarted) exitCode ||= 1;
  const codeOfOutput = await output.flush();
  // The entry may have opened what keeps the process alive: a timer, a watcher.
  // Of a command that has ended well, its own counts: process.exitCode = 3.
  process.exit(exitCode || codeOfOutput || process.exitCode);
}

/** A command that awaits what nothing is left to settle would end in silence, and the app with it. */
async function endStuck(app: App, name: string): Promise<never> {
  console.error(
    `phial: The command ${name} does not end: it awaits a promise that nothing is left to settle. Call its resolve() or reject(), and keep what does so alive, without unref().`,
  );
  await isClosed(app);
  process.exit(1);
}

async function isClosed(app: App): Promise<boolean> {
  try {
    await app.close();
    return true;
  } catch (error) {
    app.log.error(error, 'Stopping failed');
    return false;
  }
}
