import type { Class } from '../classes/metadata.js';
import { nameOf, type Signature } from '../classes/signature.js';
import { inputReaderOf } from '../input/input.js';
import { readOptions } from '../input/options.js';
import type { Method } from './caller.js';
import type { Injector } from './injection.js';

/** A method that is called without a request, with what its caller gives. */
export type AloneCall = (...given: readonly unknown[]) => Promise<unknown>;

/** How many of a method's first parameters its caller gives, of those that it could: services are not among them. */
export function countGiven(injector: Injector, { types = [] }: Signature, most: number): number {
  const first = types.findIndex((type) => serviceFor(injector, type) !== undefined);
  return first === -1 ? most : Math.min(first, most);
}

/** The function that calls a method with what is given, and services behind that. */
export function bindAlone(
  injector: Injector,
  target: object,
  method: string,
  { types = [] }: Signature,
  given: number,
): AloneCall {
  const call = (target as Record<string, Method>)[method]!;
  const readers = Array.from({ length: given }, (_none, index) => readerFor(types[index]));
  const services = types.slice(given).map((type) => serviceFor(injector, type));
  return async (...values) => {
    const read = await Promise.all(readers.map((reader, index) => reader(values[index])));
    return call.apply(target, [...read, ...services]);
  };
}

function serviceFor(injector: Injector, type: unknown): object | undefined {
  const source = injector.sourceOf(type, 'lifecycle');
  return source.kind === 'service' ? source.value : undefined;
}

/** What becomes of a value that is given for a parameter: a class with a schema checks it. */
function readerFor(type: unknown): (value: unknown) => unknown {
  const reader = inputReaderOf(type);
  if (reader === undefined) return asItIs;
  return async (value) => {
    const result = await readOptions(type as never, reader.schema, value as never);
    if (result.issues === undefined) return result.value;
    const issues = result.issues.map(({ path, message }) => [...path, message].join(': '));
    throw new TypeError(`What was given is not a valid ${nameOf(type as Class)}: ${issues.join('; ')}`);
  };
}

function asItIs(value: unknown): unknown {
  return value;
}
