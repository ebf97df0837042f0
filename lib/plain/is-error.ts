import { types } from 'node:util';

/** Whether a class says itself what is of it, as zod 4's classes of errors do: their prototypes are no errors. */
export function saysItsInstances(type: object): boolean {
  return Object.hasOwn(type, Symbol.hasInstance);
}

/** Whether a value is an error: one of another realm, or one made without `new Error`, as those of @fastify/error are. */
export function isError(value: unknown): value is Error {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    // A proxy that does not tell its class.
    return false;
  }
}
