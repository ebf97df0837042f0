import { nameOf, type Signature } from '../classes/signature.js';
import { inputReaderOf } from '../input/input.js';
import type { InputReader } from '../input/input-reader.js';
import { jsonBodyOf, membersOf, NO_OBJECT, type JsonBody } from '../input/json-body.js';
import { fill, isFields, type InputType } from '../input/members.js';
import { sentenceOf } from '../plain/setup-error.js';
import { toIssue, type Issue } from '../plain/standard-schema.js';
import type { Method } from './caller.js';
import type { Injector } from './injection.js';

/** A method that is called without a request, with what its caller gives. */
export type AloneCall = (...given: readonly unknown[]) => Promise<unknown>;

/** What the caller of such a method gives: values for its first parameters, and behind those objects of its own classes. */
export interface GivenAlone {
  /** How many values it gives at most. */
  most: number;
  /** The classes of the objects, in the order in which they are given. */
  own: readonly unknown[];
}

/** How many of a method's first parameters get a value: services and the caller's own classes do not. */
export function countGiven(injector: Injector, { types = [] }: Signature, { most, own }: GivenAlone): number {
  const first = types.findIndex((type) => own.includes(type) || serviceFor(injector, type) !== undefined);
  return first === -1 ? most : Math.min(first, most);
}

/** The function that calls a method with what is given, and services in the other places. */
export function bindAlone(
  injector: Injector,
  target: object,
  method: string,
  signature: Signature,
  given: GivenAlone,
): AloneCall {
  const { types = [] } = signature;
  const { most, own } = given;
  const call = (target as Record<string, Method>)[method]!;
  const count = countGiven(injector, signature, given);
  const readers = Array.from({ length: count }, (_none, index) => readerFor(types[index]));
  const others = types.slice(count).map((type) => ({ at: own.indexOf(type), service: serviceFor(injector, type) }));
  return async (...values) => {
    const read = await Promise.all(readers.map((reader, index) => reader(values[index])));
    const filled = others.map(({ at, service }) => (at === -1 ? service : values[most + at]));
    return call.apply(target, [...read, ...filled]);
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
  let body: JsonBody | undefined;
  return async (given) => {
    const finding = reader.finding(nameOf(type as InputType));
    if (finding !== undefined) throw new TypeError(sentenceOf(finding));
    if (reader.kind === 'json') body ??= jsonBodyOf(reader.schema);
    return read(type as InputType, reader, body, given);
  };
}

async function read(type: InputType, reader: InputReader, body: JsonBody | undefined, given: unknown): Promise<object> {
  let sent = given;
  let result = await reader.schema['~standard'].validate(given);
  // As its class holds it, a list is what the compiler takes.
  if (result.issues !== undefined && body !== undefined && body.holding !== 'fields' && isHeld(given)) {
    const held = await reader.schema['~standard'].validate(given.value);
    if (held.issues === undefined || body.holding === 'value') [sent, result] = [given.value, held];
  }
  if (result.issues !== undefined) throw notValid(type, result.issues.map(toIssue));
  const members = body === undefined ? result.value : membersOf(body, sent, result.value);
  if (members === undefined) throw notValid(type, [NO_OBJECT]);
  return fill(type, members);
}

/** Whether it is `{ value: [1, 2] }`. */
function isHeld(given: unknown): given is { value: unknown } {
  return isFields(given) && Object.hasOwn(given, 'value') && Object.keys(given).length === 1;
}

function notValid(type: InputType, issues: readonly Issue[]): TypeError {
  const texts = issues.map(({ path, message }) => [...path, message].join(': '));
  return new TypeError(`What was given is not a valid ${nameOf(type)}: ${texts.join('; ')}`);
}

function asItIs(value: unknown): unknown {
  return value;
}
