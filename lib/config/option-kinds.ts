import { types } from 'node:util';

import { knownNames, unknownNames } from '../plain/option-names.js';
import type { Finding } from '../plain/setup-error.js';

/** What a value is, in the words of a message. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'null';
  if (types.isPromise(value)) return 'a promise';
  if (types.isMap(value)) return 'a Map';
  return { string: 'text', boolean: 'true or false', object: 'an object' }[typeof value as string] ?? typeof value;
}

/** Whether an option is true, false or left out. */
export function isFlag(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}

/**
 * The names in an object of options that are not options.
 *
 * @param cureFor a better cure for one of them than the list of those that there are
 */
export function findUnknown(
  who: string,
  options: object | undefined,
  names: readonly string[],
  cureFor: (name: string) => string | undefined = () => undefined,
): Finding[] {
  return unknownNames(options, names).map((name): Finding => ({
    code: 'PH402',
    who,
    cause: `it was given '${name}', which is no option`,
    cure: cureFor(name) ?? knownNames(name, names),
  }));
}
