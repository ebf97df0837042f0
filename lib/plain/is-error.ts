import { types } from 'node:util';

/**
 * Whether a value is an error. Those of other realms are native, as where Jest runs the code; those of @fastify/error are
 * instances alone.
 */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
