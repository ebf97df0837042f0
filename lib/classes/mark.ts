import { callSite } from '../plain/call-site.js';
import { currentLaunch } from '../plain/launch.js';
import { SetupError } from '../plain/setup-error.js';
import { addMark, decoratorOf, type Class, type Mark } from './metadata.js';

/** What `@AfterRequest()` and its like are: they mark a method, and leave it as it is. */
export type MarkDecorator = (target: object, name: string | symbol, descriptor: PropertyDescriptor) => void;

/**
 * A decorator that writes down what it stands on.
 *
 * @param argument the first argument of the decorator, which is the class when its brackets were forgotten
 * @param between the file of an extension's function that calls the decorator for the user
 */
export function mark(what: Mark, argument: unknown = what.options, between?: string): MarkDecorator {
  const decorator = decoratorOf(what);
  if (isBare(argument, what.kind)) throw withoutBrackets(decorator, argument);
  const source = isExamined() ? callSite(between) : undefined;
  return (target, name, descriptor?: PropertyDescriptor) => {
    if (isStandardContext(name)) throw asStandard(decorator, name);
    const isStatic = typeof target === 'function';
    addMark(isStatic ? target : target.constructor, {
      mark: what,
      name: String(name),
      isStatic,
      misplaced: misplacedOn(name, descriptor),
      source,
    });
  };
}

/** Whether places in the sources are asked for. To find them takes time. */
export function isExamined(): boolean {
  return (currentLaunch()?.mode ?? 'run') !== 'run';
}

/** What a decorator stands on, unless it is a method with a name. */
function misplacedOn(name: string | symbol, descriptor: PropertyDescriptor | undefined): string | undefined {
  // TypeScript refuses this one; oxc compiles it, without the name.
  if (descriptor === undefined) return /^(?:#|$)/.test(String(name)) ? 'a private method' : 'a field';
  if (typeof descriptor.value !== 'function') return 'an accessor';
  return typeof name === 'symbol' ? 'a method that is named by a symbol' : undefined;
}

/** Without brackets, the decorator itself is called with a class or its prototype. */
function isBare(argument: unknown, kind: Mark['kind']): boolean {
  // @ErrorHandler(SomeError) takes a class.
  if (typeof argument === 'function') return kind !== 'errorHandler';
  return typeof argument === 'object' && argument !== null && Object.hasOwn(argument, 'constructor');
}

export function withoutBrackets(decorator: string, argument: unknown): SetupError {
  const type = (typeof argument === 'function' ? argument : (argument as object).constructor) as Class;
  const name = decorator.replace('()', '');
  return new SetupError([
    {
      code: 'PH310',
      who: type.name,
      cause: `${name} stands there without brackets`,
      cure: `Write ${WRITTEN[name] ?? decorator}.`,
    },
  ]);
}

/** Those that need an argument. */
const WRITTEN: Record<string, string | undefined> = {
  '@Route': "@Route('/path')",
  '@Command': "@Command('seed', 'Fills the database')",
};

/** The second argument of the decorators of ECMAScript, which know nothing of types. */
export function isStandardContext(name: unknown): name is { name?: unknown } {
  return typeof name === 'object' && name !== null;
}

export function asStandard(decorator: string, { name }: { name?: unknown }): SetupError {
  return new SetupError([
    {
      code: 'PH311',
      who: String(name),
      cause: `${decorator} was compiled as a decorator of ECMAScript, which cannot see the types of parameters`,
      cure: 'Set "experimentalDecorators" and "emitDecoratorMetadata" to true in tsconfig.json.',
    },
  ]);
}
