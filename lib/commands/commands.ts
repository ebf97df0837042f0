import type { BlueprintScan, ControllerScan } from '../classes/scanner.js';
import { ofKind } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';
import type { Injector } from '../injection/injection.js';
import type { Source } from '../injection/source.js';
import { readSyntax, type CommandSyntax } from './syntax.js';

/** A command of an app. */
export interface Command {
  /** With its blueprint's: `login:create-user`. */
  name: string;
  description: string;
  syntax: CommandSyntax;
  /** What fills its parameters, in order. */
  sources: readonly Source[];
  call: (values: readonly unknown[]) => unknown;
}

/** What `runCommand()` gives: what a command would leave on a command line. */
export interface CommandResult {
  /** 0; 1 when the command threw; 2 when it was called in a way that it does not take. */
  exitCode: number;
  /** What was printed. */
  output: string;
}

type Method = (...args: readonly unknown[]) => unknown;

/** The commands of controllers and services. */
export function commandsOf(
  controllers: readonly { scan: ControllerScan; instance: object }[],
  injector: Injector,
): Command[] {
  return controllers.flatMap(({ scan, instance }) =>
    ofKind(scan.methods, 'command').map(({ mark, method, signature }) => {
      const syntax = readSyntax(mark.syntax);
      return {
        name: commandName(syntax, scan.blueprint),
        description: mark.description,
        syntax,
        sources: sourcesOf(signature, injector.within(scan.blueprint)),
        call: (values: readonly unknown[]) => (instance as Record<string, Method>)[method]!(...values),
      };
    }),
  );
}

/** A blueprint's commands have its name before theirs. */
export function commandName({ name }: CommandSyntax, blueprint: BlueprintScan | undefined): string {
  return blueprint === undefined ? name : `${blueprint.name}:${name}`;
}

/** What fills each parameter of a command. */
export function sourcesOf({ types = [] }: Signature, injector: Injector): Source[] {
  return types.map((type) => injector.sourceOf(type, 'command'));
}
