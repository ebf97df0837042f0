import { inspect } from 'node:util';

import { converterOf, expectedBy, type Converter } from '../classes/converters.js';
import { isPathClass } from '../classes/path-class.js';
import type { Route } from '../classes/scanner.js';

/** A variable whose text must convert, since its handler declares a number, a boolean or a bigint. */
interface TypedVariable {
  name: string;
  convert: Converter;
}

/** What the handler's own converter would refuse is no URL of that route: whoever follows it gets a 404. */
export function refuseMistyped(endpoint: string, route: Route, values: Record<string, unknown>): void {
  for (const { name, convert } of typedVariables(route)) {
    const value = values[name];
    if (value == null || value === '' || convert(String(value)) !== undefined) continue;
    const [type] = expectedBy(convert);
    throw new RangeError(
      `urlFor('${endpoint}') was given ${inspect(value)} for '${name}', which is a ${type} in ${route.handler}, so that the URL would be a 404. Give it a ${type}.`,
    );
  }
}

function typedVariables(route: Route): readonly TypedVariable[] {
  let known = typed.get(route);
  if (known === undefined) typed.set(route, (known = readTypes(route)));
  return known;
}

const typed = new WeakMap<Route, readonly TypedVariable[]>();

/** Handlers take the variables in the order of the path, or none of them. */
function readTypes({ method: { signature }, variables }: Route): readonly TypedVariable[] {
  const types = (signature.types ?? []).filter((type) => converterOf(type) !== undefined || isPathClass(type));
  if (types.length !== variables.length) return [];
  return variables.flatMap((name, index) => {
    const convert = types[index] === String ? undefined : converterOf(types[index]);
    return convert === undefined ? [] : [{ name, convert }];
  });
}
