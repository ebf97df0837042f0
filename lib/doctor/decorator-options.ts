import { decoratorOf, type Mark } from '../classes/metadata.js';
import { kindOf } from '../config/option-kinds.js';
import { knownNames, unknownNames } from '../plain/option-names.js';
import type { Finding } from '../plain/setup-error.js';
import { shownBriefly } from '../plain/shown.js';

const SCOPED: readonly Mark['kind'][] = ['before', 'after', 'teardown', 'errorHandler'];

/**
 * What is wrong with the options of a decorator on a method. Those of routes are many, and looked at elsewhere. A scope that
 * is misspelt would have a hook guard its own controller alone.
 */
export function checkMarkOptions(who: string, mark: Mark): Finding[] {
  if (mark.kind === 'route') return [];
  const isScoped = SCOPED.includes(mark.kind);
  const decorator = decoratorOf(mark);
  // An extension's decorator has options of its own.
  if (mark.kind === 'own')
    return checkOptionsOf(who, decorator, mark.options, undefined, decorator.replace('()', '({ ... })'));
  return checkOptionsOf(
    who,
    decorator,
    mark.options,
    isScoped || isOfApp(mark.options) ? ['scope', 'inject'] : ['inject'],
    isScoped ? "{ scope: 'app' }" : '{ inject: [Request] }',
  );
}

/** What holds for the whole app anyway may say so: `@ContextProcessor({ scope: 'app' })`. */
function isOfApp(options: unknown): boolean {
  return (options as { scope?: unknown } | null)?.scope === 'app';
}

/** The same of `@Controller()`. */
export function checkControllerOptions(who: string, options: unknown): Finding[] {
  return checkOptionsOf(who, '@Controller()', options ?? {}, ['name', 'openapi'], "{ name: 'notes' }");
}

function checkOptionsOf(
  who: string,
  decorator: string,
  options: unknown,
  names: readonly string[] | undefined,
  example: string,
): Finding[] {
  if (kindOf(options) !== 'an object') {
    const cause = `${decorator} was given ${shownBriefly(options)} for its options`;
    return [{ code: 'PH402', who, cause, cure: `Write them as an object: ${example}.` }];
  }
  if (names === undefined) return [];
  return unknownNames(options as object, names).map((name) => ({
    code: 'PH402',
    who,
    cause: `${decorator} was given '${name}', which is not an option`,
    cure: knownNames(name, names),
  }));
}
