import { follow, partsOf, type Pair, type Part } from './pair.js';

/** What a schema is beside null: `anyOf: [{ $ref }, { type: 'null' }]` is how libraries write that. */
export function nullable(schema: unknown, document: Part): { part: unknown; isNullable: boolean } {
  const choices = Object(schema)['anyOf'] as unknown;
  if (!Array.isArray(choices) || choices.length !== 2) return { part: schema, isNullable: false };
  const [part] = choices.filter((one) => !isNull(one)) as unknown[];
  // A union in it stays one.
  const isNullable = choices.some(isNull) && follow(part, document)['type'] !== undefined;
  return { part: isNullable ? part : schema, isNullable };
}

function isNull(schema: unknown): boolean {
  return Object(schema)['type'] === 'null';
}

export function orNull(schema: Part): Part {
  return { ...schema, type: [schema['type'], 'null'].flat() };
}

/** Alternatives of two documents that are the same one: by name, by what they are told apart by, or else by their order. */
export function pairsOf(pair: Pair, old: readonly unknown[], now: readonly unknown[]): [unknown, unknown][] {
  const rest = [...now];
  const take = (index: number): unknown => rest.splice(index, 1)[0];
  const keys = now.map((one) => keyOf(one, pair.after));
  const matches = old.map((one) => now[keys.indexOf(keyOf(one, pair.before))]);
  for (const match of matches) if (match !== undefined && rest.includes(match)) take(rest.indexOf(match));
  return old.flatMap((one, index): [unknown, unknown][] => {
    if (matches[index] !== undefined) return [[one, matches[index]]];
    return rest.length > 0 ? [[one, take(0)]] : [];
  });
}

function keyOf(schema: unknown, document: Part): string {
  const reference = Object(schema)['$ref'] as unknown;
  if (reference !== undefined) return String(reference);
  const { type, properties } = follow(schema, document);
  const constant = partsOf(properties).filter(([, one]) => 'const' in Object(one));
  return JSON.stringify([type, constant.map(([name, one]) => [name, (one as Part)['const']])]);
}
