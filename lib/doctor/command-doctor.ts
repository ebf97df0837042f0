import { commandName, sourcesOf } from '../commands/commands.js';
import { flagsOf, type Flag } from '../commands/flags.js';
import { COMMAND_NAME, PHIALS_COMMANDS, readSyntax, type CommandSyntax } from '../commands/syntax.js';
import type { Injector } from '../injection/injection.js';
import type { Source } from '../injection/source.js';
import { ofKind, type BlueprintScan, type ControllerScan } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';
import { isStandardSchema } from '../plain/standard-schema.js';
import { shownBriefly } from '../plain/shown.js';
import { parameters, type Findings } from './findings.js';

/** Examines the commands of an app: their names, and whether what stands on a command line is what the methods take. */
export function examineCommands(controllers: readonly ControllerScan[], injector: Injector, findings: Findings): void {
  const taken = new Map<string, Taken>();
  for (const { methods, blueprint } of controllers) {
    findings.about(blueprint);
    for (const { mark, signature, misplaced, isStatic } of ofKind(methods, 'command')) {
      const syntax = readSyntax(mark.syntax);
      if (!examineSyntax(signature.who, mark.syntax, syntax, findings)) continue;
      const name = commandName(syntax, blueprint);
      examineName({ who: signature.who, blueprint }, name, taken, findings);
      if (misplaced !== undefined || isStatic || signature.types === undefined) continue;
      const sources = sourcesOf(signature, injector.within(blueprint));
      examineArguments(signature, syntax, sources, findings);
      examineOptions(signature.who, sources, findings);
    }
  }
}

const WRITE = "Write a name and its arguments: @Command('seed <file> [count]', 'Fills the database').";

/** @returns whether it can be read */
function examineSyntax(who: string, written: unknown, syntax: CommandSyntax, findings: Findings): boolean {
  const cause = misspelling(written, syntax);
  if (cause !== undefined) findings.find('PH332', who, cause, WRITE);
  return cause === undefined;
}

function misspelling(written: unknown, { name, arguments: list, rest }: CommandSyntax): string | undefined {
  if (typeof written !== 'string') return `its command is ${shownBriefly(written)}`;
  if (name.startsWith('/')) return `its command '${written}' is a path, as those of routes are`;
  if (!COMMAND_NAME.test(name)) return `its command '${written}' does not begin with a name`;
  if (rest.length > 0) return `'${rest[0]}' in its command '${written}' is not an argument`;
  const late = list.findIndex(({ isRequired }, index) => isRequired && list[index - 1]?.isRequired === false);
  if (late !== -1)
    return `${list[late]!.text} of its command '${written}' comes after an argument that may be left out`;
  const many = list.findIndex(({ isMany }) => isMany);
  if (many !== -1 && many < list.length - 1)
    return `${list[many]!.text} of its command '${written}' takes all that follows, and is not the last`;
  const twice = list.find((one, index) => list.findIndex((other) => other.name === one.name) < index);
  return twice === undefined ? undefined : `its command '${written}' has the argument '${twice.name}' twice`;
}

/** Whose a command's name is. */
interface Taken {
  who: string;
  blueprint: BlueprintScan | undefined;
}

function examineName(method: Taken, name: string, taken: Map<string, Taken>, findings: Findings): void {
  const { who, blueprint } = method;
  if (PHIALS_COMMANDS.includes(name))
    findings.find('PH331', who, `its command '${name}' is one of Phial's own`, `Give it another name: ${name}-app.`);
  const first = taken.get(name);
  if (first === undefined) taken.set(name, method);
  // Two blueprints of one name are found as such.
  else if (first.blueprint === blueprint || first.blueprint?.name !== blueprint?.name)
    findings.find('PH330', who, `its command '${name}' is ${first.who} already`, 'Give one of them another name.');
}

function examineArguments(
  { who, names }: Signature,
  { arguments: list }: CommandSyntax,
  sources: readonly Source[],
  findings: Findings,
): void {
  const taking = sources.flatMap((source, index) => (source.kind === 'argument' ? [{ source, index }] : []));
  if (taking.length !== list.length) {
    const has =
      list.length === 0 ? 'its command has none' : `its command has ${list.map(({ text }) => text).join(' ')}`;
    const takes =
      taking.length === 0
        ? 'it takes no argument'
        : `${parameters(
            taking.map(({ index }) => index),
            names,
          )} take${taking.length === 1 ? 's an argument' : ' arguments'}`;
    findings.find(
      'PH333',
      who,
      `${takes}, and ${has}`,
      'Write an argument for each string, number, boolean, bigint or list, in that order.',
    );
    return;
  }
  taking.forEach(({ source, index }, at) => {
    const { text, name, isMany } = list[at]!;
    const other = list.find((one) => one.name === names[index]);
    if (isMany !== (source.convert === undefined)) {
      const cure = isMany ? 'Declare it as string[].' : `Write <${name}...> or [${name}...] for a list.`;
      findings.find(
        'PH333',
        who,
        `${parameters([index], names)} ${isMany ? 'is not a list' : 'is a list'}, and gets ${text}`,
        cure,
      );
    } else if (other !== undefined && other !== list[at]) {
      findings.find(
        'PH333',
        who,
        `${parameters([index], names)} would get ${text}`,
        'Arguments come in the order of the command.',
      );
    }
  });
}

function examineOptions(who: string, sources: readonly Source[], findings: Findings): void {
  const declared = sources.flatMap((source) => (source.kind === 'options' ? [source] : []));
  if (declared.length > 1)
    findings.find(
      'PH334',
      who,
      `it takes ${declared.map(({ type }) => type.name).join(' and ')}, and a command line has its options once`,
      'Put them into one class.',
    );
  for (const { type, schema } of declared) {
    if (!isStandardSchema(schema)) {
      findings.find(
        'PH501',
        type.name,
        'its schema is not a Standard Schema',
        'Give Options() a schema of zod, valibot, arktype or another library of standardschema.dev.',
      );
      continue;
    }
    const flags = flagsOf(schema);
    if (flags === undefined)
      findings.find(
        'PH502',
        type.name,
        `its schema, of ${schema['~standard'].vendor}, cannot tell its JSON Schema, by which options are read`,
        'zod from version 4.2 on can, arktype from 2.1.28 on, and valibot with toStandardJsonSchema(schema) of @valibot/to-json-schema.',
      );
    else examineFlags(type.name, flags, findings);
  }
}

function examineFlags(who: string, flags: readonly Flag[], findings: Findings): void {
  for (const { name, long, short, kind, items } of flags) {
    if ([kind, ...items].includes('data'))
      findings.find(
        'PH334',
        who,
        `its member '${name}' is ${items.length === 0 ? 'an object' : 'a list of objects or lists'}, and no word on a command line is one`,
        'Make its parts members of their own, or read it from text: z.string().transform(...).',
      );
    const others = flags.filter((one) => one.name !== name);
    if (!/^--[a-z][\w-]*$/i.test(long))
      findings.find(
        'PH334',
        who,
        `its member '${name}' cannot be written as an option`,
        'Give it a name of letters and digits.',
      );
    else if (/^--(?:no-.*|help|entry)$/.test(long))
      findings.find(
        'PH334',
        who,
        `its option ${long} means something else on a command line`,
        long.startsWith('--no-')
          ? `Write ${name.charAt(2).toLowerCase()}${name.slice(3)}: a boolean, z.boolean().default(true), has ${long} by itself.`
          : 'Give it another name.',
      );
    if (short !== undefined && !/^-[a-z\d]$/i.test(short))
      findings.find(
        'PH334',
        who,
        `the short form of ${long} is '${short.slice(1)}'`,
        "Write one letter: .meta({ short: 'n' }).",
      );
    const same = others.find((one) => one.long === long || (short !== undefined && one.short === short));
    if (same !== undefined)
      findings.find(
        'PH334',
        who,
        `its members ${[name, same.name].sort().join(' and ')} are one option, ${same.long === long ? long : short}`,
        'Give one of them another name.',
      );
  }
}
