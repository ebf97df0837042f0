/** An argument of a command, as it is written: `<file>`, `[count]`, `<names...>`. */
export interface CommandArgument {
  name: string;
  isRequired: boolean;
  /** Whether it takes all that follows, as a list. */
  isMany: boolean;
  /** As it is written. */
  text: string;
}

/** What stands in `@Command('seed [count]')`. */
export interface CommandSyntax {
  name: string;
  arguments: CommandArgument[];
  /** All other words. */
  rest: string[];
}

/** Reads a command's name and arguments. What is wrong with them the doctor tells. */
export function readSyntax(text: string): CommandSyntax {
  const [name = '', ...words] = String(text).trim().split(/\s+/);
  const read = words.map(readArgument);
  return {
    name,
    arguments: read.filter((one) => one !== undefined),
    rest: words.filter((_word, index) => read[index] === undefined),
  };
}

function readArgument(text: string): CommandArgument | undefined {
  const [, bracket, name, many] = /^(?:(?=<.*>$)|(?=\[.*\]$))([<[])([\w-]+)(\.\.\.)?[>\]]$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, text, isRequired: bracket === '<', isMany: many !== undefined };
}

/** What may be a command's name. */
export const COMMAND_NAME = /^[a-z\d][\w:.-]*$/i;

/** The command line's own. */
export const PHIALS_COMMANDS: readonly string[] = [
  'new',
  'run',
  'check',
  'routes',
  'openapi',
  'shell',
  'secret',
  'help',
];
