import type { Class } from '../classes/metadata.js';
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
