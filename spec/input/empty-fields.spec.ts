import { Form, Get, Post, Query } from 'phial';
import { z } from 'zod';

import { quietApp } from '../support/quiet-app.js';

describe('An empty field of a number or date that may be left out', () => {
  const age = z.coerce.number().min(0);

  class Person extends Form(
    z.object({
      age: age.optional(),
      size: z.coerce.number().int().default(7),
      born: z.coerce.date().optional(),
      big: z.coerce.bigint().nullish(),
      name: z.string().optional(),
    }),
  ) {}
  class Paging extends Query(z.object({ page: age.min(1).catch(1), count: age })) {}

  class People {
    @Post('/')
    create(person: Person) {
      return { ...person };
    }

    @Get('/')
    list({ page, count }: Paging) {
      return { page, count };
    }
  }
  const client = quietApp([People]).testClient();

  it('is one that was not sent, as a browser means it, and text stays empty text', async () => {
    const form = { age: '', size: '', born: '', big: '', name: '' };
    expect((await client.post('/', { form })).json()).toEqual({ size: 7, name: '' });
  });

  it('is not looked at beside a value of the same name', async () => {
    expect((await client.post('/', { form: { age: ['', '0'] } })).json()).toEqual({ age: 0, size: 7 });
  });

  it('is taken as the schema takes it where the field is required', async () => {
    expect((await client.get('/?page=&count=')).json()).toEqual({ page: 1, count: 0 });
  });

  const n = z.coerce.number();
  const bare = z.object({ n: n.optional() });
  const q = z.object({ q: z.string().optional() });
  const nested: z.ZodType = z.lazy(() => z.union([n, z.array(nested)]));

  it.each<[string, z.ZodType<object>]>([
    ['an intersection', q.and(bare)],
    ['a union of objects', z.union([bare, q])],
    ['readonly', bare.readonly()],
    ['a default of the whole', bare.default({})],
    ['preprocess', z.preprocess((sent) => sent, bare)],
    ['a transform', bare.transform((made) => ({ ...made }))],
    ['a field that is a union', z.object({ n: z.union([n, z.literal('all')]).optional() })],
    ['a number or text', z.object({ n: z.union([n, z.string()]).optional() })],
    ['a field behind preprocess', z.object({ n: z.preprocess((sent) => sent, n).optional() })],
    ['lazy', z.lazy(() => bare)],
    ['a lazy field', z.object({ n: z.lazy(() => n.optional()) })],
    ['a field that refers to itself', z.object({ n: nested.optional() })],
  ])('is left out as well inside of %s', async (_what, schema) => {
    class Search extends Query(schema) {}
    class Searches {
      @Get('/')
      search(search: Search) {
        return { ...search };
      }
    }
    expect((await quietApp([Searches]).testClient().get('/?n=')).json()).toEqual({});
  });

  it.each<[string, z.ZodType<object>]>([
    ['before a number', z.object({ n: z.union([z.string(), n]).optional() })],
    ['in another object', z.union([z.object({ n: z.string() }), bare])],
  ])('stays empty text where it may be text %s', async (_what, schema) => {
    class Search extends Query(schema) {}
    class Searches {
      @Get('/')
      search(search: Search) {
        return { ...search };
      }
    }
    expect((await quietApp([Searches]).testClient().get('/?n=')).json()).toEqual({ n: '' });
  });
});
