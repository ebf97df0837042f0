import { type } from 'arktype';
import { Controller, createApp, Form, Get, Post, Query, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

interface Paging {
  page: number;
  sort?: 'title' | 'date' | undefined;
}

describe.each<[string, StandardSchema<unknown, Paging>]>([
  ['zod', z.object({ page: z.coerce.number().int().min(1).default(1), sort: z.enum(['title', 'date']).optional() })],
  [
    'valibot',
    v.object({
      page: v.optional(v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1)), '1'),
      sort: v.optional(v.picklist(['title', 'date'])),
    }),
  ],
  ['arktype', type({ page: type('string.integer.parse').to('number >= 1').default('1'), 'sort?': '"title" | "date"' })],
])('a query class over %s', (_library, schema) => {
  class Search extends Query(schema) {
    get offset() {
      return (this.page - 1) * 10;
    }
  }

  @Controller()
  class Books {
    @Get('/')
    list(search: Search) {
      return { ...search, offset: search.offset, isSearch: search instanceof Search };
    }

    @Get('/:shelf')
    shelf(shelf: number, search: Search) {
      return { shelf, ...search };
    }

    @Post('/')
    create(search: Search) {
      return { ...search };
    }
  }

  const client = createApp({ controllers: [Books] }).testClient();

  it('gives an instance of itself, with what the schema made and its own members', async () => {
    expect((await client.get('/?page=3&sort=title')).json()).toEqual({
      page: 3,
      sort: 'title',
      offset: 20,
      isSearch: true,
    });
  });

  it('has the defaults of the schema', async () => {
    expect((await client.get('/')).json()).toEqual({ page: 1, offset: 0, isSearch: true });
  });

  it('stands beside the variables of the path', async () => {
    expect((await client.get('/5?page=2')).json()).toEqual({ shelf: 5, page: 2 });
  });

  it('is read of the URL whatever the method', async () => {
    expect((await client.post('/?page=2', { form: { page: '7' } })).json()).toEqual({ page: 2 });
  });

  it.each(['page=0', 'page=one', 'page=1&page=2', 'sort=price', 'page=1&sort=title&sort=date'])(
    'refuses ?%s',
    async (query) => {
      const { status, json } = await client.get(`/?${query}`, { headers: { accept: 'application/json' } });
      expect(status).toBe(422);
      expect(json().detail).toMatch(/^The query is not valid\. /);
      expect(json().errors[0].path).toEqual([/page|sort/.exec(query.split('&').at(-1)!)![0]]);
    },
  );
});

describe.each<[string, StandardSchema<unknown, object>]>([
  ['zod', z.looseObject({})],
  ['valibot', v.looseObject({})],
  ['arktype', type({})],
])('hostile names over %s', (_library, schema) => {
  class Filter extends Query(schema) {}
  class Fields extends Form(schema) {}

  @Controller()
  class Hostile {
    @Get('/')
    query(filter: Filter) {
      return { own: Object.entries(filter).sort(), isFilter: filter instanceof Filter, polluted: 'polluted' in filter };
    }

    @Post('/')
    form(fields: Fields) {
      return { own: Object.entries(fields).sort(), isFields: fields instanceof Fields };
    }
  }

  const client = createApp({ controllers: [Hostile] }).testClient();
  // Valibot leaves 'constructor' out.
  const names = ['hasOwnProperty', 'isPrototypeOf', 'toString', 'valueOf'];

  it('are ordinary fields', async () => {
    const form = Object.fromEntries(names.map((name) => [name, 'x']));
    expect((await client.get('/', { query: form })).json()).toEqual({
      own: names.map((name) => [name, 'x']),
      isFilter: true,
      polluted: false,
    });
    expect((await client.post('/', { form })).json()).toEqual({
      own: names.map((name) => [name, 'x']),
      isFields: true,
    });
  });

  it('change no prototype', async () => {
    const { isFilter, polluted } = (
      await client.get('/?__proto__=x&__proto__[polluted]=1&constructor[prototype][polluted]=1')
    ).json();
    expect({ isFilter, polluted, everywhere: 'polluted' in {} }).toEqual({
      isFilter: true,
      polluted: false,
      everywhere: false,
    });
  });
});
