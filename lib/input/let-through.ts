import { jsonSchemaOf, propertiesOf, type JsonSchema } from './json-schema.js';
import { alternativesOf, otherFieldsOf } from './schema-alternatives.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/**
 * What a schema does with fields that it does not name: it drops them, or keeps them as they are. Of what may come out of
 * a function, or of a library that does not tell, nobody knows.
 */
type Rest = 'dropped' | 'kept' | 'unknown';

interface Flow {
  /** The fields that the schema names, at either end. */
  names: readonly string[];
  rest: Rest;
  isSilent?: boolean;
}

/** Tells the values that a schema has made from those that it lets through, whatever a client calls them. */
export class LetThrough {
  readonly #names: ReadonlySet<string>;
  readonly #rest: Rest;
  #isSilent: boolean;

  constructor(schema: StandardSchema) {
    const {
      names,
      rest,
      isSilent = false,
    } = schema['~standard'].vendor === 'valibot' ? flowOfValibot(schema) : flowOf(schema);
    this.#names = new Set(names);
    this.#rest = rest;
    this.#isSilent = isSilent;
  }

  /** Whether only a trial can tell if it lets fields through: its library says nothing of it. */
  get mustBeTried(): boolean {
    return this.#isSilent;
  }

  /** One that dropped a field may still let others through: a union has several schemas. */
  noteOpen(): void {
    this.#isSilent = false;
  }

  /** @param isAsSent whether the value is what was sent under that name: where nobody knows, one that differs was made */
  has(name: string, isAsSent: () => boolean): boolean {
    if (this.#rest === 'dropped' || this.#names.has(name)) return false;
    return this.#rest === 'kept' || isAsSent();
  }
}

function flowOf(schema: StandardSchema): Flow {
  const [input, output] = [jsonSchemaOf(schema, 'input'), jsonSchemaOf(schema, 'output')];
  if (input === undefined && output === undefined) return { ...UNKNOWN, isSilent: true };
  const names = [input, output].flatMap((whole) => propertiesOf(whole ?? {}).map(({ name }) => name));
  if (output !== undefined && alternativesOf(output, output).every(isObject)) return { names, rest: 'kept' };
  return { names, rest: isClosedOfZod(schema, input) ? 'dropped' : 'unknown' };
}

function isObject({ type }: JsonSchema): boolean {
  return type === 'object' || type === 'null';
}

/** Of what it takes, zod alone says nothing where it drops the rest; for others, that is where all may come. */
function isClosedOfZod(schema: StandardSchema, input: JsonSchema | undefined): boolean {
  if (schema['~standard'].vendor !== 'zod' || input === undefined) return false;
  return alternativesOf(input, input).every((one) => isObject(one) && (otherFieldsOf(one) ?? false) === false);
}

interface ValibotPart {
  kind?: unknown;
  type?: unknown;
  entries?: object;
  /** The first is the schema itself. */
  pipe?: readonly ValibotPart[];
  /** Of a union or an intersection. */
  options?: readonly ValibotPart[];
  /** Of what may be left out, or null. */
  wrapped?: ValibotPart;
  /** Of `lazy()`. */
  getter?: (input: unknown) => ValibotPart;
}

/** Of its own, valibot tells no JSON Schema, and all that its schemas are made of. */
function flowOfValibot(schema: StandardSchema): Flow {
  try {
    return flowOfPart(schema as ValibotPart, 0);
  } catch {
    // A getter may want to see what is sent.
    return UNKNOWN;
  }
}

function flowOfPart(part: ValibotPart, depth: number): Flow {
  const { kind, type, entries, pipe, options, wrapped, getter } = part;
  // A schema may refer to itself.
  if (depth > DEEPEST) return UNKNOWN;
  if (pipe !== undefined) {
    const [first, ...others] = pipe;
    return [
      flowOfPart({ ...first!, pipe: undefined }, depth + 1),
      ...others.map((one) => flowOfPart(one, depth + 1)),
    ].reduce(following);
  }
  if (kind !== 'schema') return isMade(part) ? UNKNOWN : ALL;
  if (options !== undefined) return options.map((one) => flowOfPart(one, depth + 1)).reduce(beside, NOTHING);
  if (wrapped !== undefined) return flowOfPart(wrapped, depth + 1);
  if (getter !== undefined) return flowOfPart(getter(undefined), depth + 1);
  return { names: Object.keys(entries ?? {}), rest: RESTS[String(type)] ?? 'unknown' };
}

/** Whether an action of a pipe may give something else than it takes. */
function isMade({ kind, type }: ValibotPart): boolean {
  return kind === 'transformation' && !['readonly', 'brand', 'flavor'].includes(String(type));
}

const RESTS: Partial<Record<string, Rest>> = {
  object: 'dropped',
  strict_object: 'dropped',
  loose_object: 'kept',
  object_with_rest: 'kept',
  record: 'kept',
  any: 'kept',
  unknown: 'kept',
  custom: 'kept',
};

/** What once is dropped does not come again. */
function following(one: Flow, next: Flow): Flow {
  const names = [...one.names, ...next.names];
  const rests = [one.rest, next.rest];
  return { names, rest: rests.includes('dropped') ? 'dropped' : rests.includes('unknown') ? 'unknown' : 'kept' };
}

function beside(one: Flow, other: Flow): Flow {
  const names = [...one.names, ...other.names];
  const rests = [one.rest, other.rest];
  return { names, rest: rests.includes('unknown') ? 'unknown' : rests.includes('kept') ? 'kept' : 'dropped' };
}

const UNKNOWN: Flow = { names: [], rest: 'unknown' };
const ALL: Flow = { names: [], rest: 'kept' };
const NOTHING: Flow = { names: [], rest: 'dropped' };

const DEEPEST = 16;
