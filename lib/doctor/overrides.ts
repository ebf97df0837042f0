import { inspect } from 'node:util';

import { decoratorOf, type Class, type Mark } from '../classes/metadata.js';
import { nameOf, type Signature } from '../classes/signature.js';
import type { Source } from '../injection/source.js';
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
  const kinds = taken.map((type) => kindOf(sourceOf(type)));
  const guards = kinds.flatMap((kind, index) => (kind === 'guard' ? [index] : []));
  const others = guards.filter((index) => areOthers(names[index], overridden.names[index], types[index] as Class));
  if (others.length > 0) return tell(others, (...told) => void findings.find('PH124', ...told));
  const renamed = kinds.flatMap((kind, index) =>
    kind === 'input' && areOthers(names[index], overridden.names[index], types[index] as Class) ? [index] : [],
  );
  const doubtful = [...(overridden.goesOn ? [] : guards), ...renamed].sort((a, b) => a - b);
  if (doubtful.length > 0) tell(doubtful, (...told) => void findings.warn('PH124', ...told));

  function tell(found: readonly number[], say: (who: string, cause: string, cure: string) => void): void {
    const { who, by, marks } = overridden!;
    const classes = found.map((index) => nameOf(types[index] as Class)).join(', ');
    const called = `it overrides ${who} without a decorator, so that it is called with its types (${classes}), whatever it declares`;
    say(by, `${parameters(found, names)}: ${called}`, `Repeat ${writtenAll(marks)} on it.`);
  }
}

/**
 * Whether another class could have been made in its place: one that is asked for, and may refuse, or input. Of a service there
 * is one, and of an error what was thrown, whatever is declared.
 */
function kindOf(source: Source): 'guard' | 'input' | undefined {
  if (source.kind === 'factory') return 'guard';
  const isInput = source.kind === 'input' || source.kind === 'options';
  return isInput || (source.kind === 'variable' && source.type !== undefined) ? 'input' : undefined;
}

/** Of a pattern there is no name, short ones are those of minified code, and `currentUser` speaks of a `User`. */
function areOthers(name = '', overridden = '', type: Class): boolean {
  const [one, other] = [name, overridden].map((text) => text.replace(/^_+/, ''));
  if (one!.length < 4 || other!.length < 4 || other!.startsWith('...') || one === other) return false;
  const [said, declared] = [one!.toLowerCase(), type.name.toLowerCase()];
  return !said.endsWith(declared) && !declared.endsWith(said);
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
