import { resolve, type JsonSchema } from './json-schema.js';

/** What a part of a schema says where a value fits another one, and where it does not. */
export type Condition = readonly [test: unknown, met: unknown, unmet: unknown];

/** Where an alternative keeps what depends on the value: `if` with `then`, and `dependentSchemas`. */
export const CONDITIONS = 'conditions of the value';

/**
 * What a value may be that a schema describes: schemas of one type each, without references, unions and intersections
 * on their surface.
 */
export function alternativesOf(schema: unknown, root: JsonSchema, depth = 0): JsonSchema[] {
  if (schema === false) return [NOTHING];
  if (typeof schema !== 'object' || schema === null) return [{}];
  // A union that refers to itself: what is in it has been seen.
  if (depth > DEEPEST) return [];
  const {
    $recursiveRef,
    $dynamicRef = $recursiveRef,
    $ref: target = $dynamicRef,
    allOf,
    anyOf,
    oneOf,
    nullable,
    ...own
  } = withConditions(schema as JsonSchema);
  const below = (one: unknown): JsonSchema[] => alternativesOf(one, root, depth + 1);
  const parts = (allOf as unknown[] | undefined)?.map(below) ?? [];
  if (typeof target === 'string') parts.unshift(below(resolve({ $ref: target }, root)));
  for (const choices of [anyOf, oneOf] as (unknown[] | undefined)[])
    if (choices !== undefined) parts.push(choices.flatMap(below));
  const alternatives = parts.reduce(combine, ofOneType(own));
  // The word of OpenAPI 3.0.
  return nullable === true && !alternatives.some(({ type }) => type === 'null')
    ? [...alternatives, { type: 'null' }]
    : alternatives;
}

const NOTHING: JsonSchema = { not: {} };

const DEEPEST = 16;

/** Whether nothing fits a schema; `not` with something in it leaves the rest. */
export function isNever({ not }: JsonSchema): boolean {
  return not === true || (typeof not === 'object' && not !== null && Object.keys(not).length === 0);
}

/** The items that a list of a schema begins with, and what comes after those; undefined when nothing is said of it. */
export function itemsOf(schema: JsonSchema): { first: unknown[]; rest: unknown } {
  const { items, prefixItems, additionalItems, unevaluatedItems } = schema;
  // Up to draft 7 a tuple is a list in `items`.
  return Array.isArray(items)
    ? { first: items, rest: additionalItems ?? unevaluatedItems }
    : { first: (prefixItems ?? []) as unknown[], rest: items ?? unevaluatedItems };
}

/** What a schema says of the fields that it does not name. */
export function otherFieldsOf({ additionalProperties, unevaluatedProperties }: JsonSchema): unknown {
  return additionalProperties ?? unevaluatedProperties;
}

function withConditions(schema: JsonSchema): JsonSchema {
  const { if: test, then: met = true, else: unmet = true, dependentSchemas, dependencies, ...own } = schema;
  const needed = Object.entries({ ...(dependencies as object), ...(dependentSchemas as object) });
  const conditions: Condition[] = [
    ...(test === undefined ? [] : [[test, { allOf: [test, met] }, unmet] as const]),
    ...needed.filter(([, one]) => !Array.isArray(one)).map(([name, one]) => [{ required: [name] }, one, true] as const),
  ];
  return conditions.length === 0 ? own : { ...own, [CONDITIONS]: conditions };
}

function ofOneType(schema: JsonSchema): JsonSchema[] {
  const { type } = schema;
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...schema, type: one })) : [schema];
}

/** Each of these together with each of those, but for a text that is to be a number as well. */
function combine(these: JsonSchema[], those: JsonSchema[]): JsonSchema[] {
  const together = these.flatMap((one) =>
    those
      .filter(({ type }) => type === undefined || one['type'] === undefined || type === one['type'])
      .map((other) => merge(one, other)),
  );
  return together.length > 0 ? together : [NOTHING];
}

function merge(one: JsonSchema, other: JsonSchema): JsonSchema {
  if (isNever(one) || isNever(other)) return NOTHING;
  const merged: JsonSchema = { ...one, ...other };
  for (const keyword of ['properties', 'patternProperties'])
    if (keyword in one && keyword in other)
      merged[keyword] = mergeProperties(one[keyword] as Properties, other[keyword] as Properties);
  for (const keyword of ['required', CONDITIONS])
    if (keyword in one && keyword in other)
      merged[keyword] = [...(one[keyword] as unknown[]), ...(other[keyword] as unknown[])];
  // Each part of an intersection leaves the fields of the others alone.
  const additional = [one, other].map(otherFieldsOf).filter((fields) => fields !== undefined);
  const described = additional.filter((fields) => fields !== false);
  if (additional.length > 0) merged['additionalProperties'] = described.length > 0 && both(described);
  if (OF_LISTS.some((keyword) => keyword in one) && OF_LISTS.some((keyword) => keyword in other))
    Object.assign(merged, mergeItems(one, other));
  return merged;
}

/** The keywords that say what is in a list. */
export const OF_LISTS = ['items', 'prefixItems', 'additionalItems', 'unevaluatedItems'];

type Properties = Record<string, unknown>;

function mergeProperties(one: Properties, other: Properties): Properties {
  const merged = { ...one, ...other };
  for (const name of Object.keys(one)) if (name in other) merged[name] = { allOf: [one[name], other[name]] };
  return merged;
}

function mergeItems(one: JsonSchema, other: JsonSchema): JsonSchema {
  const lists = [itemsOf(one), itemsOf(other)];
  const length = Math.max(...lists.map(({ first }) => first.length));
  const rest = lists.map((list) => list.rest).filter((items) => items !== undefined);
  return {
    prefixItems: Array.from({ length }, (_, index) =>
      both(lists.map((list) => list.first[index] ?? list.rest ?? true)),
    ),
    items: rest.length === 0 ? undefined : both(rest),
  };
}

function both(schemas: readonly unknown[]): unknown {
  return schemas.length === 1 ? schemas[0] : { allOf: schemas };
}
