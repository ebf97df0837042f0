import { type } from 'arktype';
import { Controller, createApp, Form, Get, Json, Post, Query, Request, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

const schema = z
  .object({ title: z.string().min(3, 'Longer.').regex(/^a/, 'With an a.'), tags: z.array(z.string().min(2, 'Short.')) })
  .refine(({ title }) => title !== 'abc', 'Not that one.');

class Note extends Form(schema) {}
class JsonNote extends Json(schema) {}
class Search extends Query(schema) {}

@Controller()
class Notes {
  @Post('/form')
  form(request: Request) {
    return Note.validate(request);
  }

  @Post('/json')
  json(request: Request) {
    return JsonNote.validate(request);
  }

  @Post('/query')
  query(request: Request) {
    return Search.validate(request);
  }
}

const client = createApp({ controllers: [Notes] }).testClient();

describe('validate() of what is no request', () => {
  it.each([
    [Search, 'a list', []],
    [JsonNote, 'data', { title: 'x' }],
    [Note, 'nothing', undefined],
  ])('is refused: %p, %s', async (type, _what, given) => {
    await expect(type.validate(given as never)).rejects.toThrow(
      new TypeError(`${type.name}.validate() takes the request: await ${type.name}.validate(request).`),
    );
  });
});

describe('a form that is not valid', () => {
  const refused = { errors: { title: 'Longer.', tags: 'Short.' }, values: { title: 'x', tags: ['a'] } };

  it('comes with its errors by field, and what was typed', async () => {
    const { json } = await client.post('/form', { form: { title: 'x', tags: 'a' } });
    expect(json()).toMatchObject(refused);
  });

  it('comes without its files', async () => {
    const files = { picture: { filename: 'a.png', content: 'a' } };
    const { json } = await client.post('/form', { form: { title: 'x', tags: 'a' }, files });
    expect(json().values).toEqual(refused.values);
  });

  it('may be a query or JSON', async () => {
    expect((await client.post('/query?title=x&tags=a')).json()).toMatchObject(refused);
    expect((await client.post('/json', { json: refused.values })).json()).toMatchObject(refused);
    expect((await client.post('/json', { json: [1] })).json()).toMatchObject({ values: {} });
  });

  it('may be refused as a whole', async () => {
    const { json } = await client.post('/form', { form: { title: 'abc' } });
    expect(json()).toMatchObject({ errors: { '': 'Not that one.' }, values: { title: 'abc', tags: [] } });
  });
});

describe('a form that is valid', () => {
  it('has its value alone', async () => {
    const { json } = await client.post('/form', { form: { title: 'abcd' } });
    expect(json()).toEqual({ value: { title: 'abcd', tags: [] } });
  });
});

describe.each<[string, StandardSchema<unknown, object>]>([
  ['zod', z.object({ q: z.string().min(2) })],
  ['zod that lets more through', z.looseObject({ q: z.string().min(2) })],
  [
    'zod of two kinds',
    z.union([z.object({ q: z.string().min(2) }), z.object({ q: z.string().min(2), page: z.string() })]),
  ],
  ['valibot', v.pipe(v.object({ q: v.pipe(v.string(), v.minLength(2)) }), v.readonly())],
  ['arktype', type({ q: 'string >= 2' })],
])('what was typed for a schema of %s', (_library, schema) => {
  class Typed extends Query(schema) {}
  class TypedJson extends Json(schema) {}

  @Controller()
  class Search {
    @Get('/')
    async find(request: Request) {
      return { ...(await Typed.validate(request)).values };
    }

    @Post('/')
    async findByJson(request: Request) {
      return { ...(await TypedJson.validate(request)).values };
    }
  }

  const search = createApp({ controllers: [Search] }).testClient();

  it('has no field that the schema does not name, which a template may have from elsewhere', async () => {
    expect((await search.get('/?q=x&banner=evil&session=evil')).json()).toEqual({ q: 'x' });
    expect((await search.post('/', { json: { q: 'x', banner: 'evil' } })).json()).toEqual({ q: 'x' });
  });
});

describe('what was typed for a schema that names no field', () => {
  class Votes extends Form(z.record(z.string(), z.string().regex(/^\d$/))) {}

  @Controller()
  class Polls {
    @Post('/')
    async vote(request: Request) {
      return { ...(await Votes.validate(request)).values };
    }
  }

  it('has them all', async () => {
    const { json } = await createApp({ controllers: [Polls] })
      .testClient()
      .post('/', { form: { ann: '1', bob: 'x' } });
    expect(json()).toEqual({ ann: '1', bob: 'x' });
  });
});
