import { isDeepStrictEqual } from 'node:util';

import type { JsonSchema } from './json-schema.js';
import { alternativesOf, isNever, OF_LISTS } from './schema-alternatives.js';

type Test = (value: unknown) => boolean;

/** Whether a value seems to fit a schema: looks at the value and its fields, not at what they hold. */
export function fits(schema: unknown, root: JsonSchema, deep = true): Test {
  const tests = alternativesOf(schema, root).map((alternative) => fitsOne(alternative, root, deep));
  return tests.length === 1 ? tests[0]! : (value) => tests.some((test) => test(value));
}

function fitsOne(schema: JsonSchema, root: JsonSchema, deep: boolean): Test {
  if (isNever(schema)) return () => false;
  const { not, ...wanted } = schema;
  if (not === undefined || !deep) return fitsWanted(wanted, root, deep);
  const [test, isUnwanted] = [fitsWanted(wanted, root, deep), fits(not, root)];
  return (value) => test(value) && !isUnwanted(value);
}

function fitsWanted(schema: JsonSchema, root: JsonSchema, deep: boolean): Test {
  if ('const' in schema) return isOneOf([schema['const']]);
  if ('enum' in schema) return isOneOf(schema['enum'] as unknown[]);
  if (typeof schema['pattern'] === 'string') {
    const pattern = toRegExp(schema['pattern']);
    return (value) => typeof value === 'string' && pattern.test(value);
  }
  const type = typeOf(schema);
  if (type === 'object' && deep) return hasFields(schema, root);
  return TESTS[type ?? ''] ?? (() => true);
}

const TESTS: Partial<Record<string, Test>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => Number.isFinite(value),
  integer: isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

function isOneOf(literals: readonly unknown[]): Test {
  const textOf = literalWriter(literals);
  return (value) => textOf(value) !== undefined;
}

/** The text of a value that is one of several; undefined when it is none of them. An object's fields have no order. */
export function literalWriter(literals: readonly unknown[]): (value: unknown) => string | undefined {
  const texts = literalTexts(literals);
  const areSimple = !literals.some(isComposed);
  return (value) => {
    const isLarge = isComposed(value);
    // A value that JSON writes as null is not null; and to make the text of a large one takes long, and may throw.
    if ((isLarge && areSimple) || (typeof value === 'number' && !Number.isFinite(value))) return undefined;
    const text = (typeof value === 'bigint' ? String(value) : JSON.stringify(value)) as string | undefined;
    if (text === undefined || texts.includes(text)) return text;
    if (!isLarge) return undefined;
    const plainly = JSON.parse(text) as unknown;
    return literals.some((one) => isDeepStrictEqual(one, plainly)) ? text : undefined;
  };
}

function isComposed(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function hasFields(schema: JsonSchema, root: JsonSchema): Test {
  const required = (schema['required'] ?? []) as string[];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>).map(
    ([name, property]) => [name, fits(property, root, false)] as const,
  );
  return (value) =>
    isObject(value) &&
    required.every((name) => value[name] !== undefined) &&
    properties.every(([name, test]) => value[name] === undefined || test(plain(value[name], name)));
}

/** The type of a value that a schema of one type describes; undefined for any. */
export function typeOf(schema: JsonSchema): string | undefined {
  if (typeof schema['type'] === 'string') return schema['type'];
  if (OF_OBJECTS.some((keyword) => keyword in schema)) return 'object';
  return OF_LISTS.some((keyword) => keyword in schema) ? 'array' : undefined;
}

const OF_OBJECTS = [
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'],
  'unevaluatedProperties',
];

/** What a schema of one type wants, in words. */
export function wantedBy(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema['const']);
  if ('enum' in schema) return literalTexts(schema['enum'] as unknown[]).join(' or ');
  return WORDS[typeOf(schema) ?? ''] ?? 'anything';
}

const WORDS: Partial<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'an integer',
  boolean: 'a boolean',
  null: 'null',
};

/** The fields that can have one value only, with its text: a union is told apart by those. */
export function tagsOf({ properties = {} }: JsonSchema): Record<string, string> {
  const constant = Object.entries(properties as Record<string, unknown>).filter(([, one]) => 'const' in Object(one));
  return Object.fromEntries(constant.map(([name, one]) => [name, wantedBy(one as JsonSchema)]));
}

/** A bigint is an integer, too: that is what a schema of one says. */
export function isInteger(value: unknown): boolean {
  return Number.isInteger(value) || typeof value === 'bigint';
}

/** A value as `JSON.stringify()` sees it: a date is its text. */
export function plain(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON as (key: string) => unknown).call(value, key) : value;
}

/** A map, like a promise, has no fields, and what it holds would be lost. */
export function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Map || value instanceof Set || value instanceof Promise);
}

/** Whether a value has no text of its own in JSON, where it stands for nothing. */
export function isNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

export function literalTexts(literals: readonly unknown[]): string[] {
  return literals.map((literal) => JSON.stringify(literal));
}

/** JSON Schema means those with `u`; not every library keeps to it. */
export function toRegExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
}
