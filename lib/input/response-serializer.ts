import { explained } from '../plain/json-text.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { jsonSchemaOf } from './json-schema.js';
import type { Writer } from './json-choices.js';
import { plain } from './json-values.js';
import { JsonWriters } from './json-writers.js';
import { Trail } from './trail.js';

/**
 * Writes what a route returns as JSON, by its response schema: what that does not name is left out, and nothing becomes
 * another value. Made once for a route; a schema that cannot tell its JSON Schema leaves everything as it is.
 *
 * After Fastify's serialiser, which makes 1 of 1.5, text of null, and fails at a field more inside a union.
 */
export class ResponseSerializer {
  readonly #trail = new Trail();
  readonly #write: Writer;

  /**
   * @param who returns the values, for messages
   * @param isWatched in debug mode and under the test client: what JSON would lose, a Map for instance, is an error
   */
  constructor(
    schema: StandardSchema,
    private readonly who: string,
    isWatched = false,
  ) {
    const root = jsonSchemaOf(schema, 'output') ?? {};
    this.#write = new JsonWriters(root, this.#trail, isWatched).of(root);
  }

  /** What of the last value did not fit, by its fields: `"author.name" is missing`; undefined when everything did. */
  get problem(): string | undefined {
    return this.#trail.problem;
  }

  /** The text of a value. What does not fit is in it as it is, but for what the schema does not name: see `problem`. */
  toText(value: unknown): string {
    this.#trail.start();
    try {
      return this.#write(plain(value, '')) ?? 'null';
    } catch (error) {
      if (error instanceof RangeError)
        throw new TypeError('The value refers to itself, or lies too deep to be written as JSON.', { cause: error });
      throw explained(error, this.who);
    }
  }
}
