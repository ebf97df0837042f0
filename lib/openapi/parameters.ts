import { isPathClass } from '../classes/path-class.js';
import type { Route } from '../classes/scanner.js';
import type { DeclaredInput } from '../input/input.js';
import type { JsonSchema } from '../input/json-schema.js';
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
  return described.flatMap((one) => [...named(one), ...further(one, taken)]);
}

type DescribedInput = DeclaredInput & Described;

function named({ reader, properties }: DescribedInput): object[] {
  const emptyLists = emptyListsOf(reader.schema);
  return properties.map(({ name: property, isRequired, schema }) => {
    const { description, deprecated, ...rest } = schema;
    return {
      name: property,
      in: reader.kind,
      required: isRequired && !emptyLists.has(property),
      ...(typeof description === 'string' && { description }),
      ...(deprecated === true && { deprecated }),
      schema: rest,
    };
  });
}

/** The fields of a query that have no names of their own are the members of an object. Its name is sent nowhere. */
function further({ name: type, reader, description, others }: DescribedInput, taken: string[]): object[] {
  if (others === undefined || reader.kind !== 'query') return [];
  let name = type.charAt(0).toLowerCase() + type.slice(1);
  while (taken.includes(name)) name += '_';
  taken.push(name);
  return [
    {
      name,
      in: 'query',
      required: 'required' in others,
      description: description ?? 'Fields of any name.',
      style: 'form',
      explode: true,
      schema: others,
    },
  ];
}
