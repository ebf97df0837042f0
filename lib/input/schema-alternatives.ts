import { resolve, type JsonSchema } from './json-schema.js';

/**
 * What a value may be that a schema describes: schemas of one type each, without references, unions and intersections
 * on their surface.
 */
export function alternativesOf(schema: unknown, root: JsonSchema, depth = 0): JsonSchema[] {
  if (schema === false) return [NOTHING];
  if (typeof schema !== 'object' || schema === null) return [{}];
  // A union that refers to itself: what is in it has been seen.
  if (depth > DEEPEST) return [];
  const { allOf, anyOf, oneOf, ...own } = resolve(schema as JsonSchema, root);
  const parts = (allOf as unknown[] | undefined)?.map((part) => alternativesOf(part, root, depth + 1)) ?? [];
  for (const choices of [anyOf, oneOf] as (unknown[] | undefined)[])
    if (choices !== undefined) parts.push(choices.flatMap((choice) => alternativesOf(choice, root, depth + 1)));
  return parts.reduce(combine, ofOneType(own));
}

const NOTHING: JsonSchema = { not: {} };

const DEEPEST = 16;

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
  const merged: JsonSchema = { ...one, ...other };
  if ('properties' in one && 'properties' in other)
    merged['properties'] = mergeProperties(one['properties'] as Properties, other['properties'] as Properties);
  if ('required' in one && 'required' in other)
    merged['required'] = [...(one['required'] as string[]), ...(other['required'] as string[])];
  // Each part of an intersection leaves the fields of the others alone.
  const additional = other['additionalProperties'] || one['additionalProperties'];
  if (additional !== undefined) merged['additionalProperties'] = additional;
  return merged;
}

type Properties = Record<string, unknown>;

function mergeProperties(one: Properties, other: Properties): Properties {
  const merged = { ...one, ...other };
  for (const name of Object.keys(one)) if (name in other) merged[name] = { allOf: [one[name], other[name]] };
  return merged;
}
