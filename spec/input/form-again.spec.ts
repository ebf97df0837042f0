import { Controller, createApp, Form, Json, Post, Query, Request } from 'phial';
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
