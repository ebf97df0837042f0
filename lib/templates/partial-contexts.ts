import { lookUp } from './lookup.js';

/**
 * The context of a partial that has named arguments: those, and below them all that a template reads of the context. Only
 * of plain objects a copy has it all. Getters are not called before they are read, nor is a session opened.
 */
export function contextWith(hash: object, context: unknown): object {
  if (context == null) return { ...hash };
  const given: object = Object(context);
  const own = { ...given, ...hash };
  return isPlain(given)
    ? own
    : (Object.setPrototypeOf(own, new Proxy({}, { get: (_, name) => read(given, name) })) as object);
}

/** A context with arguments is none: what it reads is below it. */
function isPlain(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function read(given: object, name: string | symbol): unknown {
  if (name === 'toString') return () => String(given);
  return typeof name === 'string' ? lookUp(given, name) : undefined;
}
