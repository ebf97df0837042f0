import { follow, partsOf, type Pair, type Part } from './pair.js';

/** What a schema is beside null: `anyOf: [{ $ref }, { type: 'null' }]` is how libraries write that. */
export function nullable(schema: unknown, document: Part): { part: unknown; isNullable: boolean } {
  const choices = [Object(schema)['anyOf'] ?? []].flat() as unknown[];
  const others = choices.filter((one) => !isNull(one));
  const part = others.length === 1 ? others[0] : { ...(schema as Part), anyOf: others };
  const followed = follow(part, document);
  // What may be anything may be null as it is.
  const isNullable = others.length < choices.length && (followed['type'] !== undefined || isUnion(followed));
  return { part: isNullable ? part : schema, isNullable };
}

function isNull(schema: unknown): boolean {
  return Object(schema)['type'] === 'null';
}

/** Whether its alternatives alone say what it may be. */
export function isUnion({ type, anyOf, oneOf }: Part): boolean {
  return type === undefined && (anyOf ?? oneOf) !== undefined;
}

/** What a schema may be: without a union, itself. */
export function alternativesOf(schema: Part): readonly unknown[] {
  return isUnion(schema) ? ((schema['anyOf'] ?? schema['oneOf']) as unknown[]) : [schema];
}

export function orNull(schema: Part): Part {
  return schema['type'] === undefined ? schema : { ...schema, type: [schema['type'], 'null'].flat() };
}

/**
 * Alternatives of two documents that are the same one, each taken once: those that are written alike come first, then
 * those that have one name or are told apart by the same, and the rest by their order.
 */
export function pairsOf(pair: Pair, old: readonly unknown[], now: readonly unknown[]): [unknown, unknown][] {
  const rest = now.map((one) => ({ one, text: JSON.stringify(one), key: keyOf(one, pair.after) }));
  const found = new Map<number, unknown>();
  const match = (isSame: (other: (typeof rest)[number], one: unknown) => boolean): void => {
    for (const [index, one] of old.entries()) {
      const at = found.has(index) ? -1 : rest.findIndex((other) => isSame(other, one));
      if (at !== -1) found.set(index, rest.splice(at, 1)[0]!.one);
    }
  };
  match(({ text }, one) => text === JSON.stringify(one));
  match(({ key }, one) => key === keyOf(one, pair.before));
  match(() => true);
  return [...found].map(([index, one]) => [old[index], one]);
}

function keyOf(schema: unknown, document: Part): string {
  const reference = Object(schema)['$ref'] as unknown;
  if (reference !== undefined) return String(reference);
  const { type, properties } = follow(schema, document);
  const constant = partsOf(properties).filter(([, one]) => 'const' in Object(one));
  return JSON.stringify([type, constant.map(([name, one]) => [name, (one as Part)['const']])]);
}
