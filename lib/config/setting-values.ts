import type { Issue } from '../plain/standard-schema.js';

export type Tree = Record<string, unknown>;

export function keyOf(path: Issue['path']): string {
  return JSON.stringify(path);
}

export function isWithin(path: Issue['path'], group: Issue['path']): boolean {
  return group.every((key, index) => path[index] === key);
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON, or else the text; a number that would lose digits is an identifier. */
export function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
  } catch {
    return text;
  }
}
