import { jsonSchemaOf } from './json-schema.js';
import { typeOf } from './json-values.js';
import { isFields } from './members.js';
import { alternativesOf } from './schema-alternatives.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** What a schema makes of a JSON body; `anything` when it takes all, and undefined when its library does not tell. */
export type Holding = 'fields' | 'value' | 'anything' | undefined;

/** Whether the class of a JSON body has the fields of an object, or a list, a text or a number as its `value`. */
export function holdingOf(schema: StandardSchema): Holding {
  const root = jsonSchemaOf(schema, 'output');
  if (root === undefined) return undefined;
  const types = alternativesOf(root, root).map((one) => ('const' in one || 'enum' in one ? 'literal' : typeOf(one)));
  if (types.includes(undefined)) return 'anything';
  return types.every((type) => type === 'object') ? 'fields' : 'value';
}

/** What a class of a JSON body is made of. */
export function membersOf(made: unknown, holding: Holding): object {
  return holding !== 'value' && isFields(made) ? made : { value: made };
}
