import fc from 'fast-check';

export type Schema = Readonly<Record<string, unknown>>;

type Limits = { [limit in 'minLength' | 'maxLength' | 'minItems' | 'maxItems' | 'minimum' | 'maximum']?: number } & {
  [limit in 'exclusiveMinimum' | 'exclusiveMaximum']?: number;
};

/** Values that fit a schema of a document, files as bytes. */
export function valuesOf(schema: unknown, document: object, depth = 0): fc.Arbitrary<unknown> {
  if (schema === false) throw new Error('Nothing fits the schema false.');
  if (schema === true || schema === undefined) return fc.jsonValue({ maxDepth: 1 });
  const { allOf, anyOf, oneOf, ...own } = follow(schema as Schema, document);
  const choices = (anyOf ?? oneOf) as unknown[] | undefined;
  if (choices !== undefined)
    return fc.oneof(...shallow(choices, document, depth).map((one) => together([own, one], document, depth)));
  return allOf === undefined ? ofOne(own, document, depth) : together([own, ...(allOf as unknown[])], document, depth);
}

/** What a schema refers to. */
export function follow(schema: Schema, document: object): Schema {
  const { $ref: reference, ...rest } = schema;
  if (typeof reference !== 'string') return schema;
  const names = reference.slice(2).split('/');
  const target = names.reduce<unknown>((at, name) => (at as Schema)[name], document) as Schema;
  return { ...follow(target, document), ...rest };
}

/** Of alternatives, those that end, where values are deep already. */
function shallow(choices: readonly unknown[], document: object, depth: number): readonly unknown[] {
  const plain = choices.filter((one) => !['object', 'array'].includes(String(follow(one as Schema, document)['type'])));
  return depth > 3 && plain.length > 0 ? plain : choices;
}

/** Objects that have the members of each. */
function together(schemas: readonly unknown[], document: object, depth: number): fc.Arbitrary<unknown> {
  const some = schemas.filter((one) => Object.keys(one as object).some((word) => WORDS.includes(word)));
  if (some.length <= 1) return valuesOf(some[0] ?? {}, document, depth);
  return fc
    .tuple(...some.map((one) => valuesOf(one, document, depth)))
    .map((values) => Object.assign({}, ...values) as object);
}

const WORDS = ['type', 'const', 'enum', '$ref', 'properties', 'anyOf', 'oneOf', 'allOf', 'items'];

function ofOne(schema: Schema, document: object, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if ('enum' in schema) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const { type } = schema;
  if (Array.isArray(type))
    return fc.oneof(...(type as string[]).map((one) => ofOne({ ...schema, type: one }, document, depth)));
  switch (type ?? ('properties' in schema ? 'object' : undefined)) {
    case 'string':
      return texts(schema);
    case 'integer':
      return integers(schema as Limits);
    case 'number':
      return numbers(schema as Limits);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return lists(schema, document, depth);
    case 'object':
      return objects(schema, document, depth);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function texts(schema: Schema): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength = minLength + 20 } = schema as Limits;
  if (schema['contentMediaType'] !== undefined) return fc.uint8Array({ maxLength: 50 });
  const formatted = FORMATS[String(schema['format'])];
  if (formatted !== undefined) return formatted();
  if (typeof schema['pattern'] === 'string') return fc.stringMatching(new RegExp(schema['pattern'], 'u'));
  // By characters that are one unit: libraries and JSON Schema count others differently.
  return fc.string({ unit: fc.constantFrom(...'aZ09 ~"\\/<&%é\u2028'), minLength, maxLength });
}

const FORMATS: Readonly<Record<string, () => fc.Arbitrary<string>>> = {
  uuid: () => fc.uuid(),
  email: () => fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.domain()).map(([name]) => `${name}@example.com`),
  uri: () => fc.webUrl(),
  date: () => dates().map((date) => date.slice(0, 10)),
  'date-time': () => dates(),
};

function dates(): fc.Arbitrary<string> {
  const [min, max] = [new Date('1970-01-01'), new Date('2100-01-01')];
  return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
}

function integers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Limits): fc.Arbitrary<number> {
  const min = Math.max(minimum ?? -Infinity, (exclusiveMinimum ?? -Infinity) + 1, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maximum ?? Infinity, (exclusiveMaximum ?? Infinity) - 1, Number.MAX_SAFE_INTEGER);
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
}

function numbers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Limits): fc.Arbitrary<number> {
  const min = minimum ?? exclusiveMinimum;
  const max = maximum ?? exclusiveMaximum;
  return fc.double({
    noNaN: true,
    noDefaultInfinity: true,
    ...(min !== undefined && { min, minExcluded: minimum === undefined }),
    ...(max !== undefined && { max, maxExcluded: maximum === undefined }),
  });
}

function lists(schema: Schema, document: object, depth: number): fc.Arbitrary<unknown> {
  const first = (schema['prefixItems'] ?? []) as unknown[];
  if (first.length > 0) return fc.tuple(...first.map((one) => valuesOf(one, document, depth + 1)));
  const { minItems = 0, maxItems = minItems + 3 } = schema as Limits;
  if (depth > 3 && minItems === 0) return fc.constant([]);
  return fc.array(valuesOf(schema['items'], document, depth + 1), { minLength: minItems, maxLength: maxItems });
}

function objects(schema: Schema, document: object, depth: number): fc.Arbitrary<unknown> {
  const required = (schema['required'] ?? []) as string[];
  const all = Object.entries((schema['properties'] ?? {}) as Schema);
  const names = depth > 3 ? all.filter(([name]) => required.includes(name)) : all;
  const members = names.map(([name, one]) => [name, valuesOf(one, document, depth + 1)] as const);
  const own = fc.record(Object.fromEntries(members), { requiredKeys: required as never[] });
  const rest = schema['additionalProperties'];
  if (typeof rest !== 'object' || depth > 3) return own;
  const others = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), valuesOf(rest, document, depth + 1), { maxKeys: 3 });
  return fc.tuple(others, own).map((parts) => Object.assign({}, ...parts) as object);
}
