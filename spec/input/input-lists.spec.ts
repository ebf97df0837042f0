import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  Controller,
  createApp,
  Form,
  Get,
  Post,
  Query,
  UploadedFile,
  type StandardSchema,
  type TestClient,
} from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

interface Lists {
  tags: string[];
  colours: string[];
  sizes?: string[] | undefined;
  title?: string | undefined;
}

const book = v.object({
  tags: v.array(v.pipe(v.string(), v.minLength(2))),
  colours: v.optional(v.array(v.string()), ['red']),
  sizes: v.optional(v.array(v.string())),
  title: v.optional(v.string()),
});

const LIBRARIES: [string, StandardSchema<unknown, Lists>][] = [
  [
    'zod',
    z.object({
      tags: z.array(z.string().min(2)),
      colours: z.array(z.string()).default(['red']),
      sizes: z.array(z.string()).optional(),
      title: z.string().optional(),
    }),
  ],
  ['valibot', book],
  ['valibot, which tells its JSON Schema', toStandardJsonSchema(book)],
  [
    'arktype',
    type({
      tags: '(string >= 2)[]',
      colours: type('string[]').default(() => ['red']),
      'sizes?': 'string[]',
      'title?': 'string',
    }),
  ],
];

describe.each(LIBRARIES)('a list over %s', (_library, schema) => {
  class Book extends Form(schema) {}
  class Search extends Query(schema) {}

  @Controller()
  class Books {
    @Post('/')
    create(book: Book) {
      return { ...book };
    }

    @Get('/')
    search(search: Search) {
      return { ...search };
    }
  }

  const client = createApp({ controllers: [Books] }).testClient();
  const send = {
    'a form': async (fields: object) =>
      client.post('/', { form: { ...fields }, headers: { accept: 'application/json' } }),
    'a query': async (fields: object) =>
      client.get('/', { query: { ...fields }, headers: { accept: 'application/json' } }),
  };

  describe.each(Object.entries(send))('in %s', (_where, sent) => {
    it('has every value of a repeated field, in order', async () => {
      expect((await sent({ tags: ['sea', 'whale', 'sea'] })).json().tags).toEqual(['sea', 'whale', 'sea']);
    });

    it('may have one value', async () => {
      expect((await sent({ tags: 'sea' })).json().tags).toEqual(['sea']);
    });

    it('is empty when nothing was sent', async () => {
      expect((await sent({})).json().tags).toEqual([]);
    });

    it('has the default of the schema when nothing was sent', async () => {
      expect((await sent({})).json().colours).toEqual(['red']);
    });

    it('has what was sent instead of the default', async () => {
      expect((await sent({ colours: 'blue' })).json().colours).toEqual(['blue']);
    });

    it('is missing when nothing was sent and the schema does not require it', async () => {
      expect((await sent({})).json()).not.toHaveProperty('sizes');
      expect((await sent({ sizes: 'XL' })).json().sizes).toEqual(['XL']);
    });

    it('tells which of its values is not valid', async () => {
      const { status, json } = await sent({ tags: ['sea', 'x'] });
      expect([status, json().errors.map(({ path }: { path: unknown[] }) => path)]).toEqual([422, [['tags', 1]]]);
    });

    it('tells that its only value is not valid', async () => {
      const { status, json } = await sent({ tags: 'x' });
      expect([status, json().errors.map(({ path }: { path: unknown[] }) => path)]).toEqual([422, [['tags', 0]]]);
    });

    it('is refused where the schema wants one value', async () => {
      const { status, json } = await sent({ title: ['a', 'b'] });
      expect([status, json().errors.map(({ path }: { path: unknown[] }) => path)]).toEqual([422, [['title']]]);
    });
  });
});

describe.each<[string, StandardSchema<unknown, { pictures: UploadedFile[] }>]>([
  ['zod', z.object({ pictures: z.array(z.instanceof(UploadedFile)) })],
  ['valibot', v.object({ pictures: v.array(v.instance(UploadedFile)) })],
  ['arktype', type({ pictures: type.instanceOf(UploadedFile).array() })],
])('files in a list over %s', (_library, schema) => {
  class Album extends Form(schema) {}

  @Controller()
  class Albums {
    @Post('/')
    create({ pictures }: Album) {
      return pictures.map(({ filename }) => filename);
    }
  }

  const client = createApp({ controllers: [Albums] }).testClient();
  const file = (filename: string) => ({ filename, content: 'x' });

  it.each([[['a.png', 'b.png']], [['a.png']], [[]]])('are %j', async (names) => {
    expect((await client.post('/', { files: { pictures: names.map(file) } })).json()).toEqual(names);
  });
});

describe.each<[string, StandardSchema<unknown, { words: string | string[] }>]>([
  ['zod', z.object({ words: z.union([z.string().min(3), z.array(z.string())]) })],
  ['valibot', v.object({ words: v.union([v.pipe(v.string(), v.minLength(3)), v.array(v.string())]) })],
  ['arktype', type({ words: 'string >= 3 | string[]' })],
])('a field that may be a list or a single value over %s', (_library, schema) => {
  class Words extends Query(schema) {}

  @Controller()
  class Search {
    @Get('/')
    search({ words }: Words) {
      return { words };
    }
  }

  const client = createApp({ controllers: [Search] }).testClient();

  it('is what was sent', async () => {
    expect((await client.get('/?words=abc')).json().words).toBe('abc');
    expect((await client.get('/?words=abc&words=d')).json().words).toEqual(['abc', 'd']);
  });

  it('is missing when it was not sent', async () => {
    expect((await client.get('/')).status).toBe(422);
  });

  it('does not depend on what others have sent', async () => {
    await client.get('/?words=ab');
    expect((await client.get('/?words=abc')).json().words).toBe('abc');
  });
});

describe('a schema that does not tell what it wants', () => {
  class Counted extends Form(
    v.object({ count: v.pipe(v.unknown(), v.transform(Number), v.number()), tags: v.array(v.string()) }),
  ) {}

  @Controller()
  class Counts {
    @Post('/')
    count(counted: Counted) {
      return { ...counted };
    }
  }

  const client: TestClient = createApp({ controllers: [Counts] }).testClient();

  it('is given no empty list that a conversion would take for a number', async () => {
    const { status, json } = await client.post('/', { form: {}, headers: { accept: 'application/json' } });
    expect([status, json().errors.map(({ path }: { path: unknown[] }) => path)]).toEqual([422, [['count']]]);
  });

  it('gets its other lists', async () => {
    expect((await client.post('/', { form: { count: '2' } })).json()).toEqual({ count: 2, tags: [] });
  });
});

describe.each<[string, StandardSchema<unknown, object>]>([
  ['zod', z.union([z.object({ name: z.string(), tags: z.array(z.string()) }), z.object({ file: z.string() })])],
  [
    'zod, beside one with a list',
    z.union([
      z.object({ name: z.string(), tags: z.array(z.string()) }),
      z.object({ file: z.string(), sizes: z.array(z.string()) }),
    ]),
  ],
  [
    'valibot, which tells',
    toStandardJsonSchema(
      v.union([v.object({ name: v.string(), tags: v.array(v.string()) }), v.object({ file: v.string() })]),
    ),
  ],
  ['arktype', type({ name: 'string', tags: 'string[]' }).or({ file: 'string' })],
])('a list in one object of a union over %s', (_library, schema) => {
  class Upload extends Form(schema) {}

  class Uploads {
    @Post('/', { inject: [Upload] })
    create(upload: Upload) {
      return { ...upload };
    }
  }

  const client = createApp({ controllers: [Uploads], fastify: { logger: false } }).testClient();

  it('is empty when nothing was sent', async () => {
    expect((await client.post('/', { form: { name: 'x' } })).json()).toEqual({ name: 'x', tags: [] });
  });

  it('does not make up for a field that is missing', async () => {
    const { status, json } = await client.post('/', { form: { tags: 'x' }, headers: { accept: 'application/json' } });
    expect([status, json().errors.length > 0]).toEqual([422, true]);
  });
});

it('does not make up a list that may be left out, where a check of the whole refuses', async () => {
  const either = z.object({ name: z.string().optional(), tags: z.array(z.string()).optional() });
  class Upload extends Form(either.refine(({ name, tags }) => name !== undefined || tags !== undefined)) {}

  class Uploads {
    @Post('/', { inject: [Upload] })
    create(upload: Upload) {
      return { ...upload };
    }
  }

  const client = createApp({ controllers: [Uploads], fastify: { logger: false } }).testClient();
  expect((await client.post('/', { form: {} })).status).toBe(422);
});

it.each<[string, StandardSchema<unknown, { filter?: unknown }>]>([
  ['zod, any', z.object({ filter: z.any() })],
  ['zod, unknown', z.object({ filter: z.unknown().describe('of the list') })],
  ['valibot, which tells', toStandardJsonSchema(v.object({ filter: v.unknown() }))],
  ['arktype', type({ filter: 'unknown' })],
])('a required field of anything is missing when it was not sent: %s', async (_library, schema) => {
  class Search extends Query(schema) {}

  class Searches {
    @Get('/', { inject: [Search] })
    search({ filter }: Search) {
      return { filter };
    }
  }

  const client = createApp({ controllers: [Searches], fastify: { logger: false } }).testClient();
  expect((await client.get('/')).status).toBe(422);
  expect((await client.get('/?filter=a')).json()).toEqual({ filter: 'a' });
});

describe('a record of lists', () => {
  class Answers extends Form(z.record(z.string(), z.array(z.string()))) {}

  @Controller()
  class Survey {
    @Post('/')
    answer(answers: Answers) {
      return { ...answers };
    }
  }

  it('has a list of each field', async () => {
    const client = createApp({ controllers: [Survey] }).testClient();
    expect((await client.post('/', { form: { a: ['1', '2'], b: '3' } })).json()).toEqual({ a: ['1', '2'], b: ['3'] });
  });
});
