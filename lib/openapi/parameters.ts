import { isPathClass } from '../classes/path-class.js';
import type { Route } from '../classes/scanner.js';
import type { DeclaredInput } from '../input/input.js';
import type { JsonSchema } from '../input/json-schema.js';
import type { InputKind } from '../input/kinds.js';
import type { Components, Described } from './components.js';
import { emptyListsOf } from './empty-lists.js';
import type { PathVariable } from './paths.js';

const VARIABLE_SCHEMAS = new Map<unknown, JsonSchema>([
  [Number, { type: 'number' }],
  [BigInt, { type: 'integer' }],
  [Boolean, { type: 'boolean' }],
  [String, { type: 'string', minLength: 1 }],
]);

/** The variables of a path. */
export function pathParameters({ method: { signature } }: Route, variables: readonly PathVariable[]): object[] {
  const types = (signature.types ?? []).filter((type) => VARIABLE_SCHEMAS.has(type) || isPathClass(type));
  return variables.map(({ name, expression, isRest }, index) => {
    const schema = VARIABLE_SCHEMAS.get(types[index]) ?? { type: 'string' };
    return {
      name,
      in: 'path',
      required: true,
      ...(isRest && { description: 'The rest of the path, slashes included.' }),
      schema: { ...schema, ...(expression !== undefined && schema['type'] === 'string' && { pattern: expression }) },
    };
  });
}

/** What classes read of the query, or of other fields that a request has by name. */
export function fieldParameters(inputs: readonly DeclaredInput[], components: Components): object[] {
  const described = inputs.map((input) => ({ ...input, ...components.add(input.name, input.reader.schema, 'input') }));
  const taken = described.flatMap(({ properties }) => properties.map(({ name }) => name));
  return merged(described.flatMap((one) => [...named(one), ...further(one, taken)]));
}

type DescribedInput = DeclaredInput & Described;

interface Parameter {
  name: string;
  in: InputKind;
  required: boolean;
  description?: string;
  deprecated?: true;
  style?: 'form';
  explode?: true;
  schema: JsonSchema;
}

/** What several classes read is listed once, as OpenAPI wants it: it fits each of them. */
function merged(parameters: readonly Parameter[]): Parameter[] {
  const byPlace = new Map<string, Parameter[]>();
  for (const one of parameters) {
    const place = `${one.in} ${one.in === 'header' ? one.name.toLowerCase() : one.name}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), one]);
  }
  return [...byPlace.values()].map(fittingAll);
}

function fittingAll(same: readonly Parameter[]): Parameter {
  const schemas = compatible([...new Map(same.map(({ schema }) => [JSON.stringify(schema), schema])).values()]);
  return {
    ...(Object.assign({}, ...same.toReversed()) as Parameter),
    required: same.some(({ required }) => required),
    schema: schemas.length === 1 ? schemas[0]! : { allOf: schemas },
  };
}

/** Those that one value fits: what is sent is text, whatever becomes of it, and may be the only item of a list. */
function compatible(schemas: readonly JsonSchema[]): readonly JsonSchema[] {
  let kept = schemas;
  for (const wide of ['array', 'string']) if (typesOf(kept).size > 1) kept = kept.filter(({ type }) => type !== wide);
  return typesOf(kept).size > 1 ? kept.slice(-1) : kept;
}

function typesOf(schemas: readonly JsonSchema[]): ReadonlySet<unknown> {
  const types = schemas.map(({ type }) => (type === 'integer' ? 'number' : type));
  return new Set(types.filter((type) => type !== undefined));
}

function named({ reader, isMade, properties }: DescribedInput): Parameter[] {
  const emptyLists = emptyListsOf(reader.schema);
  return properties.map(({ name: property, isRequired, schema }) => {
    const { description, deprecated, ...rest } = schema;
    return {
      name: property,
      in: reader.kind,
      required: isRequired && !isMade && !emptyLists.has(property),
      ...(typeof description === 'string' && { description }),
      ...(deprecated === true && { deprecated }),
      schema: rest,
    };
  });
}

/** The fields of a query that have no names of their own are the members of an object. Its name is sent nowhere. */
function further({ name: type, reader, isMade, description, others }: DescribedInput, taken: string[]): Parameter[] {
  if (others === undefined || reader.kind !== 'query') return [];
  let name = type.charAt(0).toLowerCase() + type.slice(1);
  while (taken.includes(name)) name += '_';
  taken.push(name);
  return [
    {
      name,
      in: 'query',
      required: 'required' in others && !isMade,
      description: description ?? 'Fields of any name.',
      style: 'form',
      explode: true,
      schema: others,
    },
  ];
}
