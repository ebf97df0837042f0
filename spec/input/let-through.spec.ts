import { Cookies, createApp, Form, Headers, Json, Post, Query, type Class, type StandardSchema } from 'phial';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';

type Make = (schema: StandardSchema<never, never>) => unknown;

/** What classes of input extend, whatever the schema is. */
function baseOf(make: Make, schema: StandardSchema<unknown, unknown>) {
  return make(schema as StandardSchema<never, never>) as new () => object;
}

/** A client for an app that shows what it is sent as an instance of such a class. */
function clientOf(Input: Class) {
  class Own {
    @Post('/', { inject: [Input] })
    show(input: object) {
      return { ...input };
    }
  }
  return createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
}

const byHand = (make: (sent: Record<string, unknown>) => unknown): StandardSchema<object, object> => ({
  '~standard': {
    version: 1,
    vendor: 'by hand',
    validate: (sent) => ({ value: make(sent as Record<string, unknown>) as object }),
  },
});

const later = (make: (sent: Record<string, unknown>) => unknown): StandardSchema<object, object> => ({
  '~standard': {
    version: 1,
    vendor: 'by hand',
    validate: (sent) => Promise.resolve({ value: make(sent as Record<string, unknown>) as object }),
  },
});

const name = z.string();
const vName = { name: v.string() };
const loose = v.looseObject(vName);
const texts = v.record(v.string(), v.string());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const OPEN: [schema: string, StandardSchema<unknown, unknown>][] = [
  ['zod: any', z.any()],
  ['zod: unknown', z.unknown()],
  ['zod: custom', z.custom(() => true)],
  ['zod: preprocess', z.preprocess((sent) => sent, z.any())],
  ['zod: a copy', z.preprocess((sent) => structuredClone({ ...(sent as object) }), z.any())],
  ['zod: a pipe into any', z.looseObject({ name }).pipe(z.any())],
  ['zod: a transform', z.looseObject({ name }).transform((sent) => sent)],
  ['zod: a union with any', z.union([z.object({ name: z.int() }), z.any()])],
  ['zod: a record', z.record(z.string(), z.string())],
  ['zod: catchall', z.object({ name }).catchall(z.string())],
  [
    'valibot: a pipe',
    v.pipe(
      loose,
      v.check(() => true),
    ),
  ],
  ['valibot: readonly', v.pipe(loose, v.readonly())],
  ['valibot: brand', v.pipe(loose, v.brand('Person'))],
  ['valibot: title', v.pipe(loose, v.title('Person'))],
  ['valibot: a rest', v.objectWithRest(vName, v.pipe(v.string(), v.toUpperCase()))],
  ['valibot: a record', texts],
  ['valibot: a record of lists', v.record(v.string(), v.union([v.string(), v.array(v.string())]))],
  ['valibot: nullable', v.nullable(loose)],
  ['valibot: lazy', v.lazy(() => loose)],
  ['valibot: a union', v.union([v.looseObject({ id: v.number() }), loose])],
  ['valibot: a union with a closed one', v.union([v.object({ id: v.number() }), loose])],
  ['valibot: an intersection', v.intersect([loose, v.object(vName)])],
  ['valibot: into any', v.pipe(loose, v.any())],
  [
    'valibot: a transform',
    v.pipe(
      loose,
      v.transform((sent) => ({ ...sent })),
    ),
  ],
  ['valibot: any', v.any()],
  ['valibot: unknown', v.unknown()],
  ['valibot: custom', v.custom(() => true)],
  [
    'valibot: asynchronous',
    v.pipeAsync(
      v.looseObjectAsync(vName),
      v.checkAsync(() => Promise.resolve(true)),
    ),
  ],
  [
    'valibot with JSON Schema: a pipe',
    toStandardJsonSchema(
      v.pipe(
        loose,
        v.check(() => true),
      ),
    ),
  ],
  ['valibot with JSON Schema: any', toStandardJsonSchema(v.any())],
  ['valibot with JSON Schema: a record', toStandardJsonSchema(texts)],
  ['arktype: unknown', type('unknown')],
  ['arktype: a pipe', type({ name: 'string' }).pipe((sent) => sent)],
  ['arktype: narrow', type({ name: 'string' }).narrow(() => true)],
  ['by hand', byHand((sent) => sent)],
  ['zod 3: passthrough', z3.object({ name: z3.string() }).passthrough()],
  ['zod 3: a record', z3.record(z3.string())],
  ['by hand, later', later((sent) => sent)],
  ['by hand: a copy', byHand((sent) => ({ ...sent }))],
];

describe('a field that an input class sets itself', () => {
  it.each(OPEN)('is not replaced by what a schema lets through: %s', async (_what, schema) => {
    class OfForm extends baseOf(Form, schema) {
      role = 'user';
    }
    class OfJson extends baseOf(Json, schema) {
      role = 'user';
    }
    const sent = { name: 'Ann', role: 'admin' };
    const shown = { name: 'Ann', role: 'user' };
    expect((await clientOf(OfForm).post('/', { form: sent })).json()).toEqual(shown);
    expect((await clientOf(OfJson).post('/', { json: sent })).json()).toEqual(shown);
  });

  it('is not replaced by a list that a schema copies', async () => {
    class Person extends Json(v.record(v.string(), v.array(v.string()))) {
      roles = ['user'];
    }
    const sent = await clientOf(Person).post('/', { json: { roles: ['admin'] } });
    expect(sent.json()).toEqual({ roles: ['user'] });
  });

  it.each([
    ['a query', Query, '/?role=admin', {}],
    ['a field sent twice', Form, '/', { body: 'role=admin&role=admin', headers: FORM }],
    ['headers', Headers, '/', { headers: { role: 'admin' } }],
    ['cookies', Cookies, '/', { headers: { cookie: 'role=admin; role=root' } }],
  ] as const)('is not replaced by what a schema lets through of %s', async (_what, base, path, options) => {
    class Person extends baseOf(base, z.any()) {
      role = 'user';
    }
    expect((await clientOf(Person).post(path, options)).json()).toMatchObject({ role: 'user' });
  });

  it.each<[string, StandardSchema<unknown, unknown>]>([
    ['zod', z.object({ name }).transform((sent) => ({ ...sent, role: 'member' }))],
    ['zod, loose', z.looseObject({ name }).transform((sent) => ({ ...sent, role: 'member' }))],
    [
      'valibot',
      v.pipe(
        v.object(vName),
        v.transform((sent) => ({ ...sent, role: 'member' })),
      ),
    ],
    [
      'valibot, a record',
      v.pipe(
        texts,
        v.transform((sent) => ({ ...sent, role: 'member' })),
      ),
    ],
    ['arktype', type({ name: 'string' }).pipe((sent) => ({ ...sent, role: 'member' }))],
    ['by hand', byHand((sent) => ({ ...sent, role: 'member' }))],
  ])('gets what a schema makes, whatever is sent: %s', async (_what, schema) => {
    class Person extends baseOf(Json, schema) {
      role = 'user';
    }
    const sent = await clientOf(Person).post('/', { json: { name: 'Ann', role: 'admin' } });
    expect(sent.json()).toEqual({ name: 'Ann', role: 'member' });
  });

  it.each<[string, StandardSchema<unknown, unknown>]>([
    ['zod', z.object({ name }).transform((sent) => ({ ...sent, role: 'member' }))],
    [
      'valibot',
      v.pipe(
        v.object(vName),
        v.transform((sent) => ({ ...sent, role: 'member' })),
      ),
    ],
  ])('gets what a closed schema makes, also when that is what was sent: %s', async (_what, schema) => {
    class Person extends baseOf(Json, schema) {
      role = 'user';
    }
    const sent = await clientOf(Person).post('/', { json: { name: 'Ann', role: 'member' } });
    expect(sent.json()).toEqual({ name: 'Ann', role: 'member' });
  });

  it.each<[string, StandardSchema<unknown, unknown>]>([
    ['zod', z.looseObject({ name }).transform((sent) => sent)],
    ['zod, a pipe', z.any().pipe(z.object({ name }))],
    [
      'valibot',
      v.pipe(
        loose,
        v.transform((sent) => sent),
      ),
    ],
    ['valibot, optional', v.optional(loose)],
    [
      'valibot, lazy',
      v.lazy(() =>
        v.pipe(
          loose,
          v.check(() => true),
        ),
      ),
    ],
    ['valibot, a record into an object', v.pipe(texts, v.object(vName))],
    ['arktype', type({ name: 'string' }).pipe((sent) => sent)],
  ])('gets what is sent under a name of the schema: %s', async (_what, schema) => {
    class Person extends baseOf(Json, schema) {
      name = 'nobody';
    }
    expect((await clientOf(Person).post('/', { json: { name: 'Ann' } })).json()).toEqual({ name: 'Ann' });
  });

  const ofThree = z3.object({ name: z3.string(), tags: z3.array(z3.string()).optional() });

  it.each<[string, StandardSchema<unknown, unknown>]>([
    ['zod 3', ofThree],
    ['zod 3, strict', ofThree.strict()],
    ['zod 3, later', ofThree.refine(() => Promise.resolve(true))],
    ['by hand', byHand(({ name }) => ({ name }))],
    ['by hand, later', later(({ name }) => ({ name }))],
  ])('gets what is sent where a schema that tells nothing drops the rest: %s', async (_what, schema) => {
    class OfForm extends baseOf(Form, schema) {
      name = 'nobody';
    }
    class OfJson extends baseOf(Json, schema) {
      name = 'nobody';
    }
    const [form, json] = [clientOf(OfForm), clientOf(OfJson)];
    for (const sent of [{ name: 'Ann' }, { name: 'Bob' }]) {
      expect((await form.post('/', { form: sent })).json()).toEqual(sent);
      expect((await json.post('/', { json: sent })).json()).toEqual(sent);
    }
  });

  it('gets what is sent beside one value that is to be a list', async () => {
    class Person extends baseOf(Form, ofThree) {
      name = 'nobody';
    }
    const sent = await clientOf(Person).post('/', { form: { name: 'Ann', tags: 'a' } });
    expect(sent.json()).toEqual({ name: 'Ann', tags: ['a'] });
  });

  it('is not replaced by what one of a union lets through, after another dropped it', async () => {
    const closed = z3.object({ kind: z3.literal('a'), name: z3.string() });
    class Person extends baseOf(Json, z3.union([closed, z3.object({ kind: z3.literal('b') }).passthrough()])) {
      name = 'nobody';
      role = 'user';
    }
    const client = clientOf(Person);
    await client.post('/', { json: { kind: 'a', name: 'Ann' } });
    const sent = await client.post('/', { json: { kind: 'b', role: 'admin' } });
    expect(sent.json()).toMatchObject({ role: 'user' });
  });
});
