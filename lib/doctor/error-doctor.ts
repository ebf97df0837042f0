import type { Class, ScopeOptions } from '../classes/metadata.js';
import { ofKind, type BlueprintScan, type ControllerScan } from '../classes/scanner.js';
import type { Signature } from '../classes/signature.js';
import { ValidationError } from '../input/validation.js';
import { saysItsInstances } from '../plain/is-error.js';
import { Abort } from '../response/abort.js';
import { parameters, type Findings } from './findings.js';

/** An error handler's parameter is given the error of its decorator, whatever class it declares. */
export function examineErrors({ who, types = [], names }: Signature, of: Class | number, findings: Findings): void {
  const given = typeof of === 'number' ? Abort : of;
  // What is of it is its own to say.
  if (saysItsInstances(given)) return;
  const found = types.findIndex((type) => isError(type) && !mayBe(given, type));
  if (found === -1) return examineNarrow(who, types, names, of, findings);
  const { name } = types[found] as Class;
  const cause = `@ErrorHandler(${typeof of === 'number' ? of : of.name}) gives ${/^[AEIOU]/.test(given.name) ? 'an' : 'a'} ${given.name}, which is not of the class ${name}`;
  const cure =
    typeof of === 'number'
      ? `Write @ErrorHandler(${name}), or declare an Abort, whose cause may be the ${name}.`
      : `Write @ErrorHandler(${name}), or declare the parameter as ${given.name}.`;
  findings.find('PH120', who, `${parameters([found], names)}: ${cause}`, cure);
}

/**
 * Of two error handlers of one class or status, in one scope, the later is called. An inherited one may be meant to give way,
 * and a package's, too; one of two that the same hand wrote is forgotten.
 */
export function examineShadowed(controllers: readonly ControllerScan[], findings: Findings): void {
  const earlier: ErrorHandlerOf[] = [];
  for (const { type, methods, blueprint } of controllers) {
    findings.about(blueprint);
    for (const { method, mark, signature } of ofKind(methods, 'errorHandler')) {
      if (!Object.hasOwn(type.prototype, method)) continue;
      const { scope = 'controller' } = mark.options;
      const handler = { who: signature.who, type, method, of: mark.of, scope, blueprint };
      const shadowed = earlier.findLast((one) => takesThePlaceOf(handler, one));
      if (shadowed !== undefined) warnOfShadowed(shadowed, handler, findings);
      earlier.push(handler);
    }
  }
}

interface ErrorHandlerOf {
  who: string;
  type: Class;
  method: string;
  of: unknown;
  scope: NonNullable<ScopeOptions['scope']>;
  blueprint: BlueprintScan | undefined;
}

/** Two classes may have one name, as `who` tells it. */
function takesThePlaceOf({ type, method, of, scope, blueprint }: ErrorHandlerOf, other: ErrorHandlerOf): boolean {
  const isOfSameClass = type === other.type;
  const isOfSameScope =
    scope === other.scope && blueprint === other.blueprint && (isOfSameClass || scope !== 'controller');
  return isOfSameScope && of === other.of && !(isOfSameClass && method === other.method);
}

/** A method may have several decorators, of which the others call it. */
function warnOfShadowed(shadowed: ErrorHandlerOf, { who, of, scope }: ErrorHandlerOf, findings: Findings): void {
  const name = typeof of === 'function' ? of.name : String(of);
  const decorator = `@ErrorHandler(${name}${scope === 'controller' ? '' : `, { scope: '${scope}' }`})`;
  const other = who === shadowed.who ? `another ${who}` : who;
  findings.warn(
    'PH319',
    shadowed.who,
    `it is never called by ${decorator}, since ${other} has the same, and comes later`,
    'Keep one of them, or write another class, status or scope for this one.',
  );
}

/** A subclass of what is handled: others come, too. */
function examineNarrow(
  who: string,
  types: readonly unknown[],
  names: readonly string[],
  of: Class | number,
  findings: Findings,
): void {
  const given = typeof of === 'number' ? Abort : of;
  const found = types.findIndex(
    (type) => isError(type) && type.prototype instanceof given && !(of === 422 && type === ValidationError),
  );
  if (found === -1) return;
  const { name } = types[found] as Class;
  const [handled, those] = typeof of === 'number' ? [of, ' of that status'] : [of.name, ''];
  findings.warn(
    'PH120',
    who,
    `${parameters([found], names)}: @ErrorHandler(${handled}) gives each ${given.name}${those}, also those that are not of the class ${name}`,
    `Write @ErrorHandler(${name}), or declare the parameter as ${given.name}, and ask whether it is an instance of ${name}.`,
  );
}

function isError(type: unknown): type is Class {
  return typeof type === 'function' && (type === Error || type.prototype instanceof Error);
}

/** Whether an object of the one class is, or may be, one of the other. */
function mayBe(given: Class, declared: Class): boolean {
  return given === declared || given.prototype instanceof declared || declared.prototype instanceof given;
}
