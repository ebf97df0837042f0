import type { StandardSchema } from 'phial';

import { ResponseSerializer } from '../../lib/input/response-serializer.js';

/** A schema of a library that tells this JSON Schema. */
function schemaOf(jsonSchema: object): StandardSchema {
  const convert = () => jsonSchema as Record<string, unknown>;
  const validate = (value: unknown) => ({ value });
  return { '~standard': { version: 1, vendor: 'any', validate, jsonSchema: { input: convert, output: convert } } };
}

const number = { type: 'number' };
const text = { type: 'string' };
const ofA = { type: 'object', properties: { a: number } };
const ofKind = {
  type: 'object',
  properties: { kind: text },
  required: ['kind'],
  if: { properties: { kind: { const: 'a' } } },
  then: { properties: { ofA: number } },
  else: { properties: { other: ofA } },
};
const card = {
  type: 'object',
  properties: { card: text },
  dependentSchemas: { card: { properties: { address: ofA } } },
};
const leak = { a: 1, secret: 's' };

describe('a response by a keyword of JSON Schema', () => {
  it.each<[string, object, unknown, unknown]>([
    ['a tuple of draft 7', { items: [ofA, text], additionalItems: false }, [leak, 'x', leak], [{ a: 1 }, 'x']],
    ['a tuple of draft 7 with a rest', { items: [text], additionalItems: ofA }, ['x', leak], ['x', { a: 1 }]],
    ['unevaluatedItems', { prefixItems: [text], unevaluatedItems: ofA }, ['x', leak], ['x', { a: 1 }]],
    ['items of both parts', { allOf: [{ items: ofA }, { items: {} }] }, [leak], [{ a: 1 }]],
    ['a tuple and a list', { allOf: [{ prefixItems: [{}] }, { type: 'array', items: ofA }] }, [leak], [{ a: 1 }]],
    ['not of something', { properties: { a: { not: text } } }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['not beside properties', { properties: { a: number }, not: { required: ['b'] } }, leak, { a: 1 }],
    ['a union told by not', { anyOf: [{ not: { type: 'object' } }, ofA] }, leak, { a: 1 }],
    ['additionalProperties of both parts', { allOf: [{ additionalProperties: ofA }, { additionalProperties: true }] }, { x: leak }, { x: { a: 1 } }], // prettier-ignore
    ['patterns of both parts', { allOf: [{ patternProperties: { '^x': ofA } }, { patternProperties: { '^y': ofA } }] }, { x: leak, y: leak, z: 1 }, { x: { a: 1 }, y: { a: 1 } }], // prettier-ignore
    ['two patterns of one name', { patternProperties: { '^x': {}, x$: ofA } }, { x: leak }, { x: { a: 1 } }],
    ['a pattern of a name', { properties: { x: {} }, patternProperties: { '^x': ofA } }, { x: leak }, { x: { a: 1 } }],
    ['a pattern of a required name', { required: ['x'], patternProperties: { '^x': ofA } }, { x: leak }, { x: { a: 1 } }], // prettier-ignore
    ['unevaluatedProperties', { type: 'object', unevaluatedProperties: ofA }, { x: leak }, { x: { a: 1 } }],
    ['unevaluatedProperties alone', { unevaluatedProperties: false }, leak, {}],
    ['$ref with more beside it', { properties: { n: { $ref: '#/$defs/N', properties: { b: number } } }, $defs: { N: ofA } }, { n: { ...leak, b: 2 } }, { n: { a: 1, b: 2 } }], // prettier-ignore
    ['$recursiveRef', { ...ofA, properties: { a: number, n: { $recursiveRef: '#' } } }, { n: leak }, { n: { a: 1 } }],
    ['if, which is met', ofKind, { kind: 'a', ofA: 1, other: leak, x: 1 }, { kind: 'a', ofA: 1 }],
    ['if, which is not met', ofKind, { kind: 'b', ofA: 1, other: leak, x: 1 }, { kind: 'b', other: { a: 1 } }],
    ['if in two parts', { allOf: [ofKind, card] }, { kind: 'a', ofA: 1, card: 'x', address: leak }, { kind: 'a', ofA: 1, card: 'x', address: { a: 1 } }], // prettier-ignore
    ['dependentSchemas', card, { card: 'x', address: leak }, { card: 'x', address: { a: 1 } }],
    ['dependentSchemas without the field', card, { address: leak }, {}],
    ['nullable of OpenAPI 3.0', { properties: { a: { ...ofA, nullable: true } } }, { a: null }, { a: null }],
    ['nullable, and not null', { properties: { a: { ...ofA, nullable: true } } }, { a: leak }, { a: { a: 1 } }],
    ['an object as const', { const: { a: 1, b: 2 } }, { b: 2, a: 1 }, { a: 1, b: 2 }],
  ])('is written as the schema says: %s', (_keyword, jsonSchema, value, expected) => {
    const serializer = new ResponseSerializer(schemaOf(jsonSchema), 'Users.show');
    const sent = JSON.parse(serializer.toText(value)) as unknown;
    expect({ sent, problem: serializer.problem }).toEqual({ sent: expected, problem: undefined });
  });

  it.each([{ not: {} }, { not: true }, { allOf: [ofA, { not: {} }] }])(
    'sends nothing of what cannot be: %j',
    (never) => {
      const serializer = new ResponseSerializer(schemaOf(never), 'Users.show');
      expect([serializer.toText(leak), serializer.problem]).toEqual([
        '{}',
        'the value is an object instead of nothing',
      ]);
    },
  );
});
