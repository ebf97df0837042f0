import { jsonSchemaOf, listWish, propertiesOf, type JsonSchema } from '../input/json-schema.js';
import { alternativesOf } from '../input/schema-alternatives.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** The fields that need not be sent: a list of which nothing is sent is empty. */
export function emptyListsOf(schema: StandardSchema): Set<string> {
  const whole = jsonSchemaOf(schema, 'input') ?? {};
  const lists = propertiesOf(whole).filter((property) => listWish(property.schema, whole) === 'list');
  return new Set(lists.filter((list) => mayBeEmpty(list.schema, whole)).map(({ name }) => name));
}

function mayBeEmpty(list: JsonSchema, whole: JsonSchema): boolean {
  return alternativesOf(list, whole).some(({ type, minItems = 0 }) => type === 'array' && minItems === 0);
}

/** The schema of a form that does not require such lists. All its objects are what it may be as a whole: a form has none inside. */
export function asForm(schema: StandardSchema, whole: JsonSchema): JsonSchema {
  const lists = emptyListsOf(schema);
  return lists.size === 0 ? whole : relaxed(whole, whole, lists);
}

function relaxed(part: JsonSchema, whole: JsonSchema, lists: ReadonlySet<string>): JsonSchema {
  const below = (one: unknown): JsonSchema => relaxed(one as JsonSchema, whole, lists);
  const { required = [], properties = {}, $defs, allOf, anyOf, oneOf } = part as Relaxable;
  // What one part of an intersection requires another may describe, and of alternatives one may want an item.
  const wanted = required.filter(
    (name) => !lists.has(name) || !mayBeEmpty(properties[name] ?? { type: 'array' }, whole),
  );
  return {
    ...part,
    ...('required' in part && { required: wanted.length > 0 ? wanted : undefined }),
    ...(allOf && { allOf: allOf.map(below) }),
    ...(anyOf && { anyOf: anyOf.map(below) }),
    ...(oneOf && { oneOf: oneOf.map(below) }),
    ...($defs && { $defs: Object.fromEntries(Object.entries($defs).map(([name, one]) => [name, below(one)])) }),
  };
}

interface Relaxable {
  required?: string[];
  properties?: Record<string, JsonSchema>;
  $defs?: Record<string, unknown>;
  allOf?: unknown[];
  anyOf?: unknown[];
  oneOf?: unknown[];
}
