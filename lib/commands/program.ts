import type * as Commander from 'commander';
import type { Command as Program, Option } from 'commander';

import { readOptions } from '../input/options.js';
import type { InputType } from '../input/members.js';
import type { Source } from '../injection/source.js';
import type { Converter } from '../injection/path-variable.js';
import { didYouMean } from '../plain/nearest.js';
import { isStandardSchema } from '../plain/standard-schema.js';
import type { Command } from './commands.js';
import { flagsOf, type Flag, type FlagKind } from './flags.js';

/** A command with what it was given, ready to be called. */
export interface ReadyCommand {
  name: string;
  call: () => unknown;
}

/** Thrown for what no command takes (2), and for help that was asked for (0). */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly exitCode: 0 | 2,
  ) {
    super(message);
  }
}

/**
 * Finds the command that is meant, and reads its arguments and options.
 *
 * @throws UsageError
 */
export async function readCommand(commands: readonly Command[], args: readonly string[]): Promise<ReadyCommand> {
  const [name, ...given] = args;
  if (name === undefined || name === '--help' || name === 'help')
    throw new UsageError(listOf(commands), name === undefined ? 2 : 0);
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const names = commands.map((one) => one.name);
    // A blueprint's command has its name before its own, which is easily forgotten.
    const ofBlueprints = names.filter((one) => one.endsWith(`:${name}`));
    const meant = ofBlueprints.length === 0 ? didYouMean(name, names) : didYouMean(ofBlueprints[0]!, ofBlueprints);
    throw new UsageError(`error: there is no command '${name}'.${meant}`, 2);
  }
  const flags = flagsFor(command);
  const program = new Reader(await import('commander')).read(command, given, flags);
  const values = await valuesOf(command, program, flags);
  return { name, call: () => command.call(values) };
}

function listOf(commands: readonly Command[]): string {
  if (commands.length === 0)
    return "The app has no commands. Mark a method with @Command('seed', 'Fills the database').";
  const rows = commands.map((one) => [usageOf(one), one.description] as const);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return ['Commands:', ...rows.map(([usage, text]) => `  ${usage.padEnd(width)}  ${text}`.trimEnd())].join('\n');
}

/** `seed [count]` */
function usageOf({ name, syntax }: Command): string {
  return [name, ...syntax.arguments.map(({ text }) => text)].join(' ');
}

/** The types of the arguments, in order. */
function typesOf({ sources }: Command): Extract<Source, { kind: 'argument' }>[] {
  return sources.filter((source) => source.kind === 'argument');
}

/** Has commander read what stands on a command line. It is loaded with the first command. */
class Reader {
  constructor(private readonly commander: typeof Commander) {}

  /** @throws UsageError */
  read(command: Command, given: readonly string[], flags: readonly Flag[]): Program {
    // What is misspelt is told before what is missing: it may be the same.
    const optional = flags.map((flag) => ({ ...flag, isRequired: false }));
    this.#parse(command, given, optional);
    return this.#parse(command, given, flags);
  }

  #parse(command: Command, given: readonly string[], flags: readonly Flag[]): Program {
    const program = this.#programOf(command, flags);
    let said = '';
    const write = (text: string): void => void (said += text);
    program.exitOverride().configureOutput({ writeOut: write, writeErr: write });
    try {
      return program.parse(given, { from: 'user' });
    } catch (error) {
      if (!(error instanceof this.commander.CommanderError)) throw error;
      if (error.exitCode === 0) throw new UsageError(said.trimEnd(), 0);
      throw misused(command, said.trimEnd());
    }
  }

  #programOf(command: Command, flags: readonly Flag[]): Program {
    const program = new this.commander.Command(`phial ${command.name}`)
      .description(command.description)
      .helpOption('--help', 'tell how it is called')
      .action(() => undefined);
    const types = typesOf(command);
    command.syntax.arguments.forEach(({ text }, index) => {
      const argument = new this.commander.Argument(text);
      const convert = types[index]?.convert;
      program.addArgument(
        convert === undefined ? argument : argument.argParser((one) => this.#converted(one, convert)),
      );
    });
    for (const option of flags.flatMap((flag) => this.#optionsFor(flag))) program.addOption(option);
    return program;
  }

  #converted(text: string, convert: Converter): unknown {
    // A path variable cannot be empty, and an argument can.
    const value = text === '' && convert('a') === 'a' ? text : convert(text);
    if (value !== undefined) return value;
    const write = convert('true') === true ? 'true or false' : 'digits alone';
    throw this.#invalid(convert('1') === 1 ? NOT_A_NUMBER : `Write ${write}.`);
  }

  #optionsFor({ long, short, kind, isList, items, description, choices, isRequired }: Flag): Option[] {
    const { Option } = this.commander;
    const names = short === undefined ? long : `${short}, ${long}`;
    if (kind === 'boolean' && !isList)
      return [new Option(names, description), new Option(`--no-${long.slice(2)}`).hideHelp()];
    const option = new Option(`${names} <${WORDS[kind]}>`, description);
    option.mandatory = isRequired && !isList;
    // The list grows from use to use.
    option.argParser<unknown>((text, before = []) => {
      if (!isList) return this.#read(text, kind);
      const list = before as unknown[];
      return [...list, this.#read(text, items[list.length] ?? items.at(-1) ?? 'text')];
    });
    return [choices === undefined ? option : option.choices(choices)];
  }

  #read(text: string, kind: FlagKind): unknown {
    if (kind === 'number') return this.#number(text);
    if (kind === 'bigint') {
      if (/^-?\d+$/.test(text)) return BigInt(text);
      throw this.#invalid('Write digits alone.');
    }
    if (kind !== 'boolean') return text;
    if (text === 'true' || text === 'false') return text === 'true';
    throw this.#invalid('Write true or false.');
  }

  #number(text: string): number {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw this.#invalid(NOT_A_NUMBER);
  }

  #invalid(message: string): Error {
    return new this.commander.InvalidArgumentError(message);
  }
}

/** What the help has in place of a value. */
const WORDS: Readonly<Record<FlagKind, string>> = {
  boolean: 'boolean',
  number: 'number',
  bigint: 'number',
  text: 'text',
  data: 'text',
};

const NOT_A_NUMBER = 'It is not a number.';

function flagsFor({ sources }: Command): Flag[] {
  const schema = sources.find((source) => source.kind === 'options')?.schema;
  return (isStandardSchema(schema) && flagsOf(schema)) || [];
}

function misused({ name }: Command, message: string): UsageError {
  return new UsageError(`${message}\n(phial ${name} --help tells how it is called)`, 2);
}

/** What the parameters get, in their order. */
async function valuesOf(command: Command, program: Program, flags: readonly Flag[]): Promise<unknown[]> {
  const given = [...(program.processedArgs as unknown[])];
  const values: unknown[] = [];
  for (const source of command.sources) {
    if (source.kind === 'argument') values.push(given.shift());
    else if (source.kind === 'options') values.push(await optionsOf(command, source, program, flags));
    else values.push(source.kind === 'service' ? source.value : undefined);
  }
  return values;
}

async function optionsOf(
  command: Command,
  { type, schema }: Extract<Source, { kind: 'options' }>,
  program: Program,
  flags: readonly Flag[],
): Promise<object> {
  const result = await readOptions(type as unknown as InputType, schema, givenOptions(program, flags));
  if (result.issues === undefined) return result.value;
  const lines = result.issues.map(({ path, message }) => {
    const flag = flags.find(({ name }) => name === path[0]);
    return `error: ${flag === undefined ? '' : `option '${flag.long}': `}${message}`;
  });
  throw misused(command, lines.join('\n'));
}

/** What was given; and what a command line cannot say otherwise than by saying nothing. */
function givenOptions(program: Program, flags: readonly Flag[]): Record<string, unknown> {
  const values = program.opts<Record<string, unknown>>();
  const pairs = flags.flatMap(({ name, long, isList, isRequired }) => {
    const value = values[attributeOf(long)];
    if (value !== undefined) return [[name, value] as const];
    if (!isRequired) return [];
    return [[name, isList ? [] : false] as const];
  });
  return Object.fromEntries(pairs);
}

/** Where commander keeps an option: `dryRun` for `--dry-run`. */
function attributeOf(long: string): string {
  return long.slice(2).replace(/-([^-])/g, (_dash, letter: string) => letter.toUpperCase());
}
