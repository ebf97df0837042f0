import { definitionName, type JsonSchema } from './json-schema.js';

/** The references of a schema that lead to nothing in it, where anything would pass. */
export function lostReferences(root: JsonSchema): string[] {
  const references = [...new Set(referencesIn(root))];
  return references.filter((one) => one !== '#' && definitionName(one, root) === undefined);
}

function referencesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencesIn);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, below]: [string, unknown]) => {
    if (REFERENCES.includes(keyword)) return typeof below === 'string' ? [below] : [];
    if (OF_VALUES.has(keyword)) return [];
    // What is in those are names of the user's, `$ref` perhaps.
    return OF_NAMES.has(keyword) ? Object.values(Object(below) as object).flatMap(referencesIn) : referencesIn(below);
  });
}

/** The others are followed as `$ref` is. */
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'];
const OF_VALUES = new Set(['const', 'default', 'enum', 'examples']);
const OF_NAMES = new Set(['$defs', 'dependentSchemas', 'patternProperties', 'properties']);
