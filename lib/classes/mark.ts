import { callSite } from '../plain/call-site.js';
import { currentLaunch } from '../plain/launch.js';
import { SetupError } from '../plain/setup-error.js';
import { addMark, decoratorOf, type Class, type Mark } from './metadata.js';

/** What `@AfterRequest()` and its like are: they mark a method, and leave it as it is. */
export type MarkDecorator = (target: object, name: string | symbol, descriptor: PropertyDescriptor) => void;

/**
 * A decorator that writes down what it stands on.
 *
 * @param given what the decorator was called with: what it stands on, when its brackets were forgotten
 * @param decorator as it is written: `@Get()`
 * @param between the file of an extension's function that calls the decorator for the user
 */
export function mark(
  what: Mark,
  given: ArrayLike<unknown>,
  decorator: string = decoratorOf(what),
  between?: string,
): MarkDecorator {
  if (isBare(given, what.kind)) throw withoutBrackets(decorator, given);
  const source = isExamined() ? callSite(between) : undefined;
  return (target, name, descriptor?: PropertyDescriptor) => {
    if (isStandardContext(name)) throw asStandard(decorator, name);
    const isStatic = typeof target === 'function';
    addMark(isStatic ? target : target.constructor, {
      // In JavaScript, null may stand for no options.
      mark: { ...what, options: (what.options as object | null) ?? {} } as Mark,
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

/** Without brackets, the decorator itself is called with a class or its prototype, and the name of a member. */
function isBare({ 0: first, 1: name }: ArrayLike<unknown>, kind: Mark['kind']): boolean {
  // @ErrorHandler(SomeError) takes a class.
  if (typeof first === 'function') return kind !== 'errorHandler' || typeof name === 'string';
  return typeof first === 'object' && first !== null && Object.hasOwn(first, 'constructor');
}

export function withoutBrackets(decorator: string, { 0: target, 1: member }: ArrayLike<unknown>): SetupError {
  const type = (typeof target === 'function' ? target : (target as object).constructor) as Class;
  const name = decorator.replace('()', '');
  return new SetupError([
    {
      code: 'PH310',
      who: typeof member === 'string' ? `${type.name}.${member}` : type.name,
      cause: `${name} stands there without brackets`,
      cure: `Write ${WRITTEN[name] ?? (VERBS.test(name) ? `${name}('/path')` : decorator)}.`,
    },
  ]);
}

/** Those that need an argument. */
const WRITTEN: Record<string, string | undefined> = {
  '@ErrorHandler': '@ErrorHandler(404) or @ErrorHandler(SomeError)',
  '@Command': "@Command('seed', 'Fills the database')",
};

const VERBS = /^@(?:Route|Get|Post|Put|Patch|Delete)$/;

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
