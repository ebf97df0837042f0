import { type } from 'arktype';
import { Controller, createApp, Delete, Json, Post, type StandardSchema, type TestRequestOptions } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

interface Order {
  customer: string;
  lines: { article: string; count: number }[];
}

describe.each<[string, StandardSchema<unknown, Order>]>([
  [
    'zod',
    z.object({
      customer: z.string().trim().min(1),
      lines: z.array(z.object({ article: z.string(), count: z.int().default(1) })),
    }),
  ],
  [
    'valibot',
    v.object({
      customer: v.pipe(v.string(), v.trim(), v.minLength(1)),
      lines: v.array(v.object({ article: v.string(), count: v.optional(v.pipe(v.number(), v.integer()), 1) })),
    }),
  ],
  [
    'arktype',
    type({
      customer: 'string.trim |> string >= 1',
      lines: type({ article: 'string', count: 'number.integer = 1' }).array(),
    }),
  ],
])('a JSON class over %s', (_library, schema) => {
  class NewOrder extends Json(schema) {
    get total() {
      return this.lines.reduce((sum, { count }) => sum + count, 0);
    }
  }

  @Controller()
  class Orders {
    @Post('/')
    create(order: NewOrder) {
      return { ...order, total: order.total, isOrder: order instanceof NewOrder };
    }
  }

  const client = createApp({ controllers: [Orders] }).testClient();
  const whale = { customer: ' Ishmael ', lines: [{ article: 'harpoon', count: 2 }, { article: 'rope' }] };

  it('gives an instance of itself, with what the schema made and its own members', async () => {
    expect((await client.post('/', { json: whale })).json()).toEqual({
      customer: 'Ishmael',
      lines: [
        { article: 'harpoon', count: 2 },
        { article: 'rope', count: 1 },
      ],
      total: 3,
      isOrder: true,
    });
  });

  it('says where in the body the issues are', async () => {
    const { status, headers, json } = await client.post('/', {
      json: { customer: 'Ahab', lines: [{ article: 'rope' }, { article: 5 }] },
    });
    expect(status).toBe(422);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(json().errors).toEqual([
      { place: 'body.lines.1.article', path: ['lines', 1, 'article'], message: expect.any(String) },
    ]);
    expect(json().detail).toContain('The JSON body is not valid. lines.1.article: ');
  });

  it.each([null, 5, 'text', [], true])('refuses %j, which is no object', async (json) => {
    const { status, json: answer } = await client.post('/', { json });
    expect(status).toBe(422);
    expect(answer().errors.length).toBeGreaterThan(0);
  });

  it.each<[number, string, TestRequestOptions]>([
    [415, 'a form', { form: { customer: 'Ahab' } }],
    [415, 'text', { body: '{"customer":"Ahab","lines":[]}', headers: { 'content-type': 'text/plain' } }],
    [415, 'no body', {}],
    [400, 'broken JSON', { body: '{"customer":', headers: { 'content-type': 'application/json' } }],
    [400, 'an empty body', { body: '', headers: { 'content-type': 'application/json' } }],
  ])('answers %d to %s', async (status, _what, options) => {
    expect((await client.post('/', options)).status).toBe(status);
  });
});

describe('a JSON class', () => {
  class Numbers extends Json(z.object({ numbers: z.array(z.number()) })) {}
  class Ids extends Json(z.object({ ids: z.array(z.int()) })) {}

  @Controller()
  class Bodies {
    @Post('/')
    create({ numbers }: Numbers) {
      return numbers.length;
    }

    @Delete('/')
    remove({ ids }: Ids) {
      return ids;
    }
  }

  const client = createApp({ controllers: [Bodies] }).testClient();

  it('takes other types that are JSON', async () => {
    const options = { body: '{"numbers":[1]}', headers: { 'content-type': 'application/vnd.api+json; charset=utf-8' } };
    expect((await client.post('/', options)).text).toBe('1');
  });

  it('is read of a DELETE, too', async () => {
    expect((await client.delete('/', { json: { ids: [1, 2] } })).json()).toEqual([1, 2]);
  });
});

describe.each<[string, StandardSchema<unknown, object>]>([
  ['zod', z.looseObject({ name: z.string() })],
  ['valibot', v.looseObject({ name: v.string() })],
  ['arktype', type({ name: 'string' })],
])('hostile keys in JSON over %s', (_library, schema) => {
  class Loose extends Json(schema) {
    isAdmin = false;

    describe() {
      return { isAdmin: this.isAdmin, isLoose: this instanceof Loose, own: Object.keys(this).sort() };
    }
  }

  @Controller()
  class Bodies {
    @Post('/')
    create(loose: Loose) {
      return Loose.prototype.describe.call(loose);
    }
  }

  const client = createApp({ controllers: [Bodies] }).testClient();

  it('change no prototype', async () => {
    const body = '{"name":"x","__proto__":{"isAdmin":true,"polluted":true}}';
    const { isAdmin, isLoose } = (
      await client.post('/', { body, headers: { 'content-type': 'application/json' } })
    ).json();
    expect({ isAdmin, isLoose, polluted: 'polluted' in {} }).toEqual({
      isAdmin: false,
      isLoose: true,
      polluted: false,
    });
  });

  it('are ordinary members', async () => {
    const { own, isLoose } = (
      await client.post('/', { json: { name: 'x', constructor: 1, toString: 2, hasOwnProperty: 3 } })
    ).json();
    expect(isLoose).toBe(true);
    // Valibot leaves 'constructor' out.
    expect(own).toEqual(expect.arrayContaining(['hasOwnProperty', 'isAdmin', 'name', 'toString']));
  });
});

describe.each<[string, StandardSchema<unknown, { kind: 'cat'; lives: number } | { kind: 'dog'; good: boolean }>]>([
  [
    'zod',
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('cat'), lives: z.number() }),
      z.object({ kind: z.literal('dog'), good: z.boolean() }),
    ]),
  ],
  [
    'valibot',
    v.variant('kind', [
      v.object({ kind: v.literal('cat'), lives: v.number() }),
      v.object({ kind: v.literal('dog'), good: v.boolean() }),
    ]),
  ],
  ['arktype', type({ kind: '"cat"', lives: 'number' }).or({ kind: '"dog"', good: 'boolean' })],
])('a union over %s', (_library, schema) => {
  class Pet extends Json(schema) {
    get sound() {
      return this.kind === 'cat' ? `meow, ${this.lives} times` : this.good ? 'woof' : 'grr';
    }
  }

  @Controller()
  class Pets {
    @Post('/')
    create(pet: Pet) {
      return { ...pet, sound: pet.sound };
    }
  }

  const client = createApp({ controllers: [Pets] }).testClient();

  it('has the members of the part that fits', async () => {
    expect((await client.post('/', { json: { kind: 'cat', lives: 9 } })).json()).toEqual({
      kind: 'cat',
      lives: 9,
      sound: 'meow, 9 times',
    });
    expect((await client.post('/', { json: { kind: 'dog', good: true } })).json()).toEqual({
      kind: 'dog',
      good: true,
      sound: 'woof',
    });
  });

  it('refuses what fits none', async () => {
    expect((await client.post('/', { json: { kind: 'cat', good: true } })).status).toBe(422);
  });
});

describe.each<[string, StandardSchema<unknown, { password: string; again: string }>]>([
  [
    'zod',
    z
      .object({ password: z.string(), again: z.string() })
      .refine(({ password, again }) => password === again, 'The passwords differ.'),
  ],
  [
    'valibot',
    v.pipe(
      v.object({ password: v.string(), again: v.string() }),
      v.check(({ password, again }) => password === again, 'The passwords differ.'),
    ),
  ],
  [
    'arktype',
    type({ password: 'string', again: 'string' }).narrow(
      ({ password, again }, context) => password === again || context.reject({ message: 'The passwords differ.' }),
    ),
  ],
])('a rule for the whole object over %s', (_library, schema) => {
  class NewPassword extends Json(schema) {}

  @Controller()
  class Passwords {
    @Post('/')
    change({ password }: NewPassword) {
      return password.length;
    }
  }

  it('has no path', async () => {
    const client = createApp({ controllers: [Passwords] }).testClient();
    const { status, json } = await client.post('/', { json: { password: 'a', again: 'b' } });
    expect(status).toBe(422);
    expect(json()).toMatchObject({
      detail: 'The JSON body is not valid. The passwords differ.',
      errors: [{ place: 'body', path: [], message: 'The passwords differ.' }],
    });
  });
});
