import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import type { StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { ResponseSerializer } from '../../lib/input/response-serializer.js';

const user = z.object({ id: z.int(), name: z.string() });
const row = { id: 1, name: 'Ada', password: 'secret' };
const sent = { id: 1, name: 'Ada' };

const person = z.object({
  name: z.string(),
  get parent() {
    return z.nullable(person);
  },
  get friends(): z.ZodArray {
    return z.array(z.nullable(person)) as unknown as z.ZodArray;
  },
});
const cat = z.object({ kind: z.literal('cat'), lives: z.int() });
const dog = z.object({ kind: z.literal('dog'), name: z.string() });
const expression = z.object({
  get value() {
    return z.union([z.number(), expression]);
  },
});
const comment = z.object({
  text: z.string(),
  get replies(): z.ZodArray {
    return z.array(z.union([z.literal('deleted'), comment])) as unknown as z.ZodArray;
  },
});
const valibotUser = v.strictObject({ id: v.number(), name: v.string() });

interface Tree {
  meta: object;
  kids: Tree[];
}
const tree: z.ZodType = z.lazy(() => z.union([leftTree, rightTree]));
const leftTree = z.object({ meta: z.object({ x: z.int() }), kids: z.array(tree) });
const rightTree = z.object({ meta: z.object({ y: z.int() }), kids: z.array(tree) });

/** A tree of one branch, and how often it was asked for what it holds. */
function watchedTree(meta: object, depth: number): { root: Tree; asked: () => number } {
  let count = 0;
  let root: Tree = { meta: { y: 0 }, kids: [] };
  for (let level = 0; level < depth; level++) {
    const kids = [root];
    root = { meta, kids };
    Object.defineProperty(root, 'meta', { enumerable: true, get: () => (count++, meta) });
  }
  return { root, asked: () => count };
}

function serialized(schema: StandardSchema, value: unknown): { text: string; problem: string | undefined } {
  const serializer = new ResponseSerializer(schema, 'Users.show');
  return { text: serializer.toText(value), problem: serializer.problem };
}

describe('a value of a response schema', () => {
  it.each<[string, StandardSchema, unknown, unknown]>([
    ['nullable', z.object({ author: user.nullable() }), { author: row, x: 1 }, { author: sent }],
    ['nullable, and null', z.object({ author: user.nullable() }), { author: null }, { author: null }],
    ['nullish', z.object({ author: user.nullish() }), { author: row }, { author: sent }],
    ['nullish, and not there', z.object({ author: user.nullish() }), { author: undefined }, {}],
    ['nullable as a whole', user.nullable(), row, sent],
    ['a list of nullables', z.array(user.nullable()), [row, null], [sent, null]],
    ['a record of nullables', z.record(z.string(), user.nullable()), { a: row, b: null }, { a: sent, b: null }],
    ['a union', z.union([z.string(), user]), row, sent],
    ['a union of objects', z.union([cat, dog]), { ...row, kind: 'dog' }, { kind: 'dog', name: 'Ada' }],
    ['a discriminated union', z.discriminatedUnion('kind', [cat, dog]), { ...row, kind: 'cat', lives: 9 }, { kind: 'cat', lives: 9 }], // prettier-ignore
    ['a union of lists', z.union([z.array(cat), z.array(dog)]), [{ ...row, kind: 'dog' }], [{ kind: 'dog', name: 'Ada' }]], // prettier-ignore
    ['recursive', person, { ...row, parent: { ...row, parent: null, friends: [null] }, friends: [] }, { name: 'Ada', parent: { name: 'Ada', parent: null, friends: [null] }, friends: [] }], // prettier-ignore
    ['a recursive union', expression, { value: { x: 1, value: { x: 1, value: 5 } } }, { value: { value: { value: 5 } } }], // prettier-ignore
    ['an intersection', z.intersection(user, z.object({ mail: z.string().nullable() })), { ...row, mail: null }, { ...sent, mail: null }], // prettier-ignore
    ['an intersection with a union', z.intersection(z.object({ id: z.int() }), z.union([cat, dog])), { ...row, kind: 'dog' }, { id: 1, kind: 'dog', name: 'Ada' }], // prettier-ignore
    ['a loose object', z.looseObject({ id: z.int() }), row, row],
    ['an object of anything', z.object({ any: z.any() }), { any: { a: [1, null] }, x: 1 }, { any: { a: [1, null] } }],
    ['a record of certain keys', z.partialRecord(z.enum(['id']), z.int()), row, { id: 1 }],
    ['a record of all certain keys', z.record(z.enum(['id']), z.int()), row, { id: 1 }],
    ['a record of keys of a form', z.record(z.string().regex(/^i/), z.int()), row, { id: 1 }],
    ['a tuple', z.tuple([z.string(), user]), ['a', row, 'more'], ['a', sent]],
    ['a tuple with a rest', z.tuple([z.string()], user), ['a', row, row], ['a', sent, sent]],
    [
      'a tuple whose last item is undefined',
      z.tuple([z.string(), z.string().optional()]),
      ['a', undefined],
      ['a', null],
    ],
    ['a date', z.object({ at: z.date().nullable() }), { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['with toJSON()', z.object({ author: user.nullable() }), { author: { toJSON: () => row } }, { author: sent }],
    ['with toJSON() in a union', z.union([cat, user]), { toJSON: () => row }, sent],
    ['of a class with getters', z.object({ id: z.int() }).nullable(), new (class { get id() { return 1; } })(), { id: 1 }], // prettier-ignore
    ['an enum or null', z.object({ a: z.enum(['a', 'b']).nullable() }), { a: null }, { a: null }],
    ['text to be escaped', z.string(), '"\\\n\u2028\ud83d\ude00\ud83d', '"\\\n\u2028\ud83d\ude00\ud83d'],
    ['valibot, nullable', toStandardJsonSchema(v.strictObject({ author: v.nullable(valibotUser) })), { author: row }, { author: sent }], // prettier-ignore
    ['valibot, a variant', toStandardJsonSchema(v.variant('kind', [v.object({ kind: v.literal('a') }), v.object({ kind: v.literal('b'), id: v.number() })])), { ...row, kind: 'b' }, { kind: 'b', id: 1 }], // prettier-ignore
    ['valibot, an intersection', toStandardJsonSchema(v.intersect([valibotUser, v.object({ mail: v.string() })])), { ...row, mail: 'a' }, { ...sent, mail: 'a' }], // prettier-ignore
    ['arktype, nullable', type({ author: type({ id: 'number', name: 'string' }).or('null') }), { author: row }, { author: sent }], // prettier-ignore
    ['arktype, optional', type({ id: 'number', 'mail?': 'string | null' }), { ...row, mail: null }, { id: 1, mail: null }], // prettier-ignore
  ])('is written without what it does not name: %s', (_kind, schema, value, expected) => {
    const { text, problem } = serialized(schema, value);
    expect({ value: JSON.parse(text), problem }).toEqual({ value: expected, problem: undefined });
  });

  it('is not tried anew in each schema that a recursive union holds', () => {
    const { root, asked } = watchedTree({ y: 1 }, 18);
    const { text, problem } = serialized(tree, root);
    expect({ value: JSON.parse(text), problem }).toEqual({
      value: JSON.parse(JSON.stringify(root)),
      problem: undefined,
    });
    expect(asked()).toBeLessThan(2000);
  });

  it('is looked at again when it has changed since it was written', () => {
    const serializer = new ResponseSerializer(z.union([leftTree, rightTree]), 'Users.show');
    const value = { meta: {}, kids: [] };
    const texts = [{ y: 1 }, { x: 2 }].map((meta) => serializer.toText(Object.assign(value, { meta })));
    expect(texts).toEqual(['{"meta":{"y":1},"kids":[]}', '{"meta":{"x":2},"kids":[]}']);
  });

  it('may be a bigint, in digits', () => {
    expect(serialized(z.object({ big: z.bigint().nullable() }), { big: 12345678901234567890n })).toEqual({
      text: '{"big":12345678901234567890}',
      problem: undefined,
    });
  });

  it.each<[string, StandardSchema]>([
    ['zod, before', z.object({ owner: z.union([z.literal('none'), z.object({ id: z.bigint() })]) })],
    ['zod, behind', z.object({ owner: z.union([z.object({ id: z.bigint() }), z.enum(['all', 'none'])]) })],
    ['arktype', type({ owner: type("'none'").or({ id: 'bigint' }) })],
  ])('may be an object with a bigint where a literal may be: %s', (_library, schema) => {
    expect(serialized(schema, { owner: { id: 5n } })).toEqual({ text: '{"owner":{"id":5}}', problem: undefined });
  });

  it('is not written whole at each of its levels to be told from a literal', () => {
    let [value, asked] = [{ text: '', replies: [] as unknown[] }, 0];
    const text = { enumerable: true, get: () => (asked++, '') };
    for (let level = 0; level < 100; level++)
      value = Object.defineProperty({ text: '', replies: [value] }, 'text', text);
    expect(serialized(comment, value).problem).toBeUndefined();
    expect(asked).toBeLessThan(1000);
  });
});

describe('a value that does not fit its response schema', () => {
  it.each<[StandardSchema, unknown, string, string]>([
    [user, { id: 1 }, '{"id":1}', '"name" is missing'],
    [user, { id: 1, name: null }, '{"id":1,"name":null}', '"name" is null instead of text'],
    [user, { id: 1.5, name: '' }, '{"id":1.5,"name":""}', '"id" is a number instead of an integer'],
    [user, { id: '1', name: '' }, '{"id":"1","name":""}', '"id" is text instead of an integer'],
    [user, { id: NaN, name: '' }, '{"id":null,"name":""}', '"id" is NaN instead of an integer'],
    [user, { id: 1, name: 5 }, '{"id":1,"name":5}', '"name" is a number instead of text'],
    [user, { id: 1, name: row }, '{"id":1,"name":{}}', '"name" is an object instead of text'],
    [user, { id: 1, name: [row] }, '{"id":1,"name":[]}', '"name" is a list instead of text'],
    [user, [row], '[]', 'the value is a list instead of an object'],
    [z.record(z.string(), z.int()), new Map([['a', 1]]), '{}', 'the value is a Map instead of an object'],
    [z.object({ a: z.object({ id: z.int().optional() }) }), { a: Promise.resolve(row) }, '{"a":{}}', '"a" is a promise (await it first) instead of an object'], // prettier-ignore
    [z.boolean(), 'false', '"false"', 'the value is text instead of a boolean'],
    [z.array(user), [row, { id: 2 }], '[{"id":1,"name":"Ada"},{"id":2}]', '"1.name" is missing'],
    [z.array(z.string()), [undefined], '[null]', '"0" is undefined instead of text'],
    [z.object({ a: user.nullable() }), { a: { ...row, id: 'x' } }, '{"a":{"id":"x","name":"Ada"}}', '"a.id" is text'],
    [z.object({ a: z.date() }), { a: new Date(NaN) }, '{"a":null}', '"a" is null instead of text'],
    [z.union([cat, dog]), { kind: 'dog', password: 'x' }, '{"kind":"dog"}', '"name" is missing'],
    [z.union([z.null(), cat, user]), { ...row, name: 5 }, '{"id":1,"name":5}', '"name" is a number instead of text'],
    [z.union([cat, dog]), { kind: 'dog', lives: 9 }, '{"kind":"dog"}', '"name" is missing'],
    [z.union([cat, dog]), { kind: 'cow' }, '{"kind":"cow"}', '"kind" is text instead of "cat" or "dog"'],
    [z.union([cat, dog]), { lives: 9 }, '{"lives":9}', '"kind" is missing'],
    [z.union([z.number(), z.string(), user]), true, 'true', 'the value is a boolean instead of a number or text or an object'], // prettier-ignore
    [z.union([z.literal('a'), z.literal(1)]), 'b', '"b"', 'the value is text instead of "a" or 1'],
    [z.object({ a: z.literal('x') }), { a: 'y' }, '{"a":"y"}', '"a" is text instead of "x"'],
    [z.object({ a: z.literal([null, 'x']) }), { a: Infinity }, '{"a":null}', '"a" is Infinity instead of null or "x"'],
    [z.tuple([z.string(), z.int()]), ['a'], '["a"]', '"1" is missing'],
    [z.tuple([z.string(), z.string().optional()]), [undefined, 'a'], '[null,"a"]', '"0" is undefined instead of text'],
    [z.object({ a: z.string() }), { a: 5n }, '{"a":5}', 'return Number(value) or String(value)'],
    [toStandardJsonSchema(v.nullable(valibotUser)), { ...row, id: '1' }, '{"id":"1","name":"Ada"}', '"id" is text'],
  ])('is written as it is, and its fields are named: %#', (schema, value, text, problem) => {
    expect(serialized(schema, value)).toEqual({ text, problem: expect.stringContaining(problem) });
  });

  it('is not tried anew in each schema that a recursive union holds', () => {
    const { root, asked } = watchedTree({ z: 1 }, 10);
    expect(serialized(tree, root).problem).toContain('is missing; ');
    expect(asked()).toBeLessThan(2000);
  });

  it('is named a few times only', () => {
    const { problem } = serialized(z.array(z.string()), Array(1000).fill(1));
    expect(problem).toMatch(/^"0" is a number instead of text; "1" .*; "4" is a number instead of text; \.\.\.$/);
  });

  it('is forgotten with the next value', () => {
    const serializer = new ResponseSerializer(user, 'Users.show');
    serializer.toText({});
    serializer.toText(row);
    expect(serializer.problem).toBeUndefined();
  });

  it('may hold a bigint that no schema names, whose error tells the cure', () => {
    expect(() => serialized(z.object({ any: z.any() }), { any: { id: 5n } })).toThrow('Convert it, String(id)');
  });

  it('may refer to itself', () => {
    const circle = { name: 'a', parent: null as unknown, friends: [] };
    circle.parent = circle;
    expect(() => serialized(person, circle)).toThrow('refers to itself');
  });

  it('leaves nothing behind when its toJSON() throws', () => {
    const serializer = new ResponseSerializer(z.object({ a: z.object({ b: z.string() }) }), 'Users.show');
    const broken = {
      toJSON: () => {
        throw new Error('broken');
      },
    };
    expect(() => serializer.toText({ a: { b: broken } })).toThrow('broken');
    serializer.toText({ a: {} });
    expect(serializer.problem).toBe('"a.b" is missing');
  });
});
