import { types } from 'node:util';

/** Whether a value is an error: one of another realm, or one made without `new Error`, as those of @fastify/error are. */
export function isError(value: unknown): value is Error {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    // A proxy that does not tell its class.
    return false;
  }
}
