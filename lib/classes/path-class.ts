import type { Class } from './metadata.js';

/** A class whose instances are variables of a path: Flask's converters. */
export type PathClass = Class & {
  /** The instance that a text stands for; undefined when it stands for nothing, which is a 404. */
  fromPath(text: string): unknown;
};

/** What `urlFor()` makes a variable of. */
export interface InPath {
  toPath(): string;
}

/** Whether a class has both methods: the one that reads a variable, and the one that writes it. */
export function isPathClass(type: unknown): type is PathClass {
  return typeof type === 'function' && hasFromPath(type) && hasToPath(type.prototype);
}

/** Whether a class has one of the two. */
export function isHalfPathClass(type: Class): boolean {
  return hasFromPath(type) !== hasToPath(type.prototype);
}

export function hasFromPath(type: object): boolean {
  return typeof (type as { fromPath?: unknown }).fromPath === 'function';
}

export function hasToPath(value: unknown): value is InPath {
  return typeof (value as Partial<InPath> | null | undefined)?.toPath === 'function';
}
