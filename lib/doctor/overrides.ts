import { inspect } from 'node:util';

import { decoratorOf, type Class, type Mark } from '../classes/metadata.js';
import { nameOf, type Signature } from '../classes/signature.js';
import { ValidationError } from '../input/validation.js';
import type { Source } from '../injection/source.js';
import { Abort } from '../response/abort.js';
import { parameters, type Findings } from './findings.js';

/**
 * Finds an override without a decorator, of which nobody wrote down the types: it is called with those of the method that it
 * overrides, and a stricter class that it declares, Admin for CurrentUser, is neither made nor asked for.
 *
 * @param sourceOf what fills a parameter of a type
 */
export function examineOverride(
  { overridden, types = [], names, length }: Signature,
  sourceOf: (type: unknown) => Source,
  findings: Findings,
): void {
  if (overridden === undefined) return;
  const rest = names.findIndex((name) => name.startsWith('...'));
  const taken = types.slice(0, rest === -1 ? length : rest);
  const made = taken.flatMap((type, index) => (isMadeForIt(sourceOf(type), type) ? [index] : []));
  if (made.length === 0) return;
  const others = made.filter((index) => areOthers(names[index], overridden.names[index]));
  const found = others.length > 0 ? others : made;
  const called = `it overrides ${overridden.who} without a decorator, so that it is called with its types (${found.map((index) => nameOf(types[index] as Class)).join(', ')})`;
  const cause = `${parameters(found, names)}: ${called}`;
  const cure = `Repeat ${writtenAll(overridden.marks)} on it.`;
  if (others.length > 0) findings.find('PH124', overridden.by, cause, cure);
  else findings.warn('PH124', overridden.by, `${cause}, whatever it declares`, cure);
}

/** Whether another class could have been made, or asked for, in its place. Of a service there is one, whatever is declared. */
function isMadeForIt(source: Source, type: unknown): boolean {
  if (source.kind === 'variable') return source.type !== undefined;
  if (source.kind === 'given') return isErrorOfApp(type as Class);
  return source.kind === 'factory' || source.kind === 'input' || source.kind === 'options';
}

function isErrorOfApp(type: Class): boolean {
  const isGiven = type === (Abort as Class) || type === (ValidationError as Class);
  return type.prototype instanceof Error && !isGiven && (globalThis as Record<string, unknown>)[type.name] !== type;
}

/** Of a pattern there is no name, and minified code has one letter for each. */
function areOthers(name = '', overridden = ''): boolean {
  const [one, other] = [name, overridden].map((text) => text.replace(/^_+/, ''));
  return one!.length > 1 && other!.length > 1 && one !== other;
}

const VERBS: Readonly<Record<string, string>> = {
  GET: '@Get',
  POST: '@Post',
  PUT: '@Put',
  PATCH: '@Patch',
  DELETE: '@Delete',
};

/** The decorators of a method, as they stand in the source. */
export function writtenAll(marks: readonly Mark[]): string {
  return marks.map(written).join(' and ');
}

function written(mark: Mark): string {
  const options = Object.keys(Object(mark.options) as object).length === 0 ? [] : ['{ ... }'];
  if (mark.kind !== 'route')
    return `${decoratorOf(mark).replace('()', '')}(${[...given(mark), ...options].join(', ')})`;
  const methods = [mark.methods].flat().map(quoted);
  const verb = VERBS[mark.methods.toString()];
  const list = verb === undefined ? [`[${methods.join(', ')}]`] : [];
  return `${verb ?? '@Route'}(${[quoted(mark.path), ...list, ...options].join(', ')})`;
}

function given(mark: Exclude<Mark, { kind: 'route' }>): string[] {
  if (mark.kind === 'errorHandler') return [typeof mark.of === 'function' ? mark.of.name : quoted(mark.of)];
  if (mark.kind === 'command')
    return [quoted(mark.syntax), ...(mark.description === '' ? [] : [quoted(mark.description)])];
  return mark.kind === 'helper' && mark.name !== undefined ? [quoted(mark.name)] : [];
}

function quoted(value: unknown): string {
  return inspect(value, { depth: 0 });
}
