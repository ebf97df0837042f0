import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { Controller, createApp, Get, Json, Post, Request, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

describe.each<[string, StandardSchema<unknown, string[]>]>([
  ['zod', z.array(z.string()).max(2)],
  ['valibot', v.pipe(v.array(v.string()), v.maxLength(2))],
  ['valibot, which tells', toStandardJsonSchema(v.pipe(v.array(v.string()), v.maxLength(2)))],
  ['arktype', type('string[] <= 2')],
])('a JSON list over %s', (_library, schema) => {
  class Tags extends Json(schema) {
    get first() {
      return this.value[0];
    }
  }

  @Controller()
  class Notes {
    @Post('/')
    tag(tags: Tags) {
      return { value: tags.value, first: tags.first, isTags: tags instanceof Tags };
    }

    @Post('/by-hand')
    async byHand(request: Request) {
      const { errors, values } = await Tags.validate(request);
      return { errors, values };
    }
  }

  const client = createApp({ controllers: [Notes] }).testClient();

  it('is the value of its class, which has its own members', async () => {
    expect((await client.post('/', { json: ['a', 'b'] })).json()).toEqual({
      value: ['a', 'b'],
      first: 'a',
      isTags: true,
    });
  });

  it.each([[['a', 'b', 'c']], [{ value: ['a'] }], ['a'], [null]])('refuses %j', async (json) => {
    const { status, json: answer } = await client.post('/', { json });
    expect([status, answer().errors[0].place]).toEqual([422, 'body']);
  });

  it('says which of it is not valid', async () => {
    const { json } = await client.post('/', { json: ['a', 5] });
    expect(json().errors).toEqual([expect.objectContaining({ place: 'body.1', path: [1] })]);
  });

  it('is validated by hand, too', async () => {
    const { json } = await client.post('/by-hand', { json: ['a', 5] });
    expect(json()).toEqual({ errors: { 1: expect.any(String) }, values: { value: ['a', 5] } });
  });
});

describe('the value of a JSON class', () => {
  it.each<[string, StandardSchema<unknown, unknown>, unknown]>([
    ['a text', z.string(), 'text'],
    ['a number', v.number(), 5],
    ['a boolean', type('boolean'), false],
    ['one of some', z.enum(['a', 'b']), 'b'],
    ['a literal', z.literal(1), 1],
    ['null or an object, which is null', z.object({ a: z.string() }).nullable(), null],
    ['null or an object, which is an object', z.object({ a: z.string() }).nullable(), { a: 'x' }],
    ['a list of objects', z.array(z.object({ a: z.string() })), [{ a: 'x' }]],
    ['a pair', z.tuple([z.string(), z.int()]), ['a', 1]],
  ])('is %s', async (_what, schema, json) => {
    class Body extends Json(schema) {}

    class Notes {
      @Post('/', { inject: [Body] })
      create(body: Body) {
        return { ...body };
      }
    }

    const { json: answer } = await createApp({ controllers: [Notes] })
      .testClient()
      .post('/', { json });
    expect(answer()).toEqual({ value: json });
  });

  it('may be what the schema makes of it', async () => {
    class Length extends Json(z.string().transform((text) => text.length)) {}

    @Controller()
    class Notes {
      @Post('/')
      measure({ value }: Length) {
        return value;
      }
    }

    expect(
      (
        await createApp({ controllers: [Notes] })
          .testClient()
          .post('/', { json: 'text' })
      ).text,
    ).toBe('4');
  });
});

describe('a JSON class in the document', () => {
  class Tags extends Json(z.array(z.string())) {}
  class Note extends Json(z.object({ text: z.string() })) {}

  @Controller()
  class Notes {
    @Post('/tags', { response: Note })
    tag(_tags: Tags) {
      return { text: 'a', secret: 'b' };
    }

    @Get('/note', { response: Note })
    note() {
      return new Note({ text: 'a' });
    }
  }

  const openapi = { info: { title: 'Notes', version: '1.0.0' } };
  const client = createApp({ controllers: [Notes], openapi }).testClient();

  it('is a list where it holds one', async () => {
    const { components } = (await client.get('/openapi.json')).json();
    expect(components.schemas.Tags).toEqual({ type: 'array', items: { type: 'string' } });
  });

  it('stands for its schema as that of a response', async () => {
    expect((await client.post('/tags', { json: [] })).json()).toEqual({ text: 'a' });
    expect((await client.get('/note')).json()).toEqual({ text: 'a' });
  });
});
