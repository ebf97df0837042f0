import type { JsonSchema } from '../input/json-schema.js';

/** How a document speaks of one of its schemas. */
export function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}
