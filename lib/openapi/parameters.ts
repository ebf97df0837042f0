import { isPathClass } from '../classes/path-class.js';
import type { Route } from '../classes/scanner.js';
import type { DeclaredInput } from '../input/input.js';
import type { JsonSchema } from '../input/json-schema.js';
import type { Components } from './components.js';
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

/** What a class reads of the query, or of other fields that a request has by name. */
export function fieldParameters({ name, reader }: DeclaredInput, components: Components): object[] {
  const emptyLists = emptyListsOf(reader.schema);
  return components.add(name, reader.schema, 'input').properties.map(({ name: property, isRequired, schema }) => {
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
