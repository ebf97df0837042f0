import { jsonSchemaOf } from './json-schema.js';
import { typeOf } from './json-values.js';
import { isFields } from './members.js';
import { alternativesOf } from './schema-alternatives.js';
import type { Issue, StandardSchema } from '../plain/standard-schema.js';

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

/** How the class of a JSON body goes with its schema. */
export interface JsonBody {
  holding: Holding;
  /** Whether it takes no lists; of zod, which refuses them itself, nobody asks. */
  isOfObjects: boolean;
}

export function jsonBodyOf(schema: StandardSchema): JsonBody {
  return { holding: holdingOf(schema), isOfObjects: isOfObjects(schema) };
}

function isOfObjects(schema: StandardSchema): boolean {
  const { vendor } = schema['~standard'];
  if (vendor === 'zod') return false;
  const root = jsonSchemaOf(schema, 'input');
  if (root !== undefined) return alternativesOf(root, root).every((one) => typeOf(one) === 'object');
  return vendor === 'valibot' && OF_VALIBOT.test(String((schema as { type?: unknown }).type));
}

/** Of its own, valibot tells no JSON Schema. */
const OF_VALIBOT = /^(?:(?:loose_|strict_)?object|object_with_rest|record)$/;

/**
 * What a class of a JSON body is made of; undefined where a client has sent something else than the object that the schema
 * describes, and the schema has let it through.
 */
export function membersOf({ holding, isOfObjects }: JsonBody, sent: unknown, made: unknown): object | undefined {
  // What a schema of anything lets through as it was sent is the client's fault, not the schema's.
  if (holding === 'anything' && made === sent && !isFields(made)) return undefined;
  // To arktype and valibot, a list is an object, too.
  if ((holding === 'fields' && Array.isArray(made)) || (isOfObjects && Array.isArray(sent))) return undefined;
  return holding !== 'value' && isFields(made) ? made : { value: made };
}

/** What is wrong with that. */
export const NO_OBJECT: Issue = { path: [], message: 'Expected an object.' };
