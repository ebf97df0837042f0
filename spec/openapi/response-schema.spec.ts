import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  BeforeRequest,
  Controller,
  createApp,
  FromRequest,
  Get,
  makeResponse,
  Post,
  Response,
  type StandardSchema,
} from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

const user = { id: 1, name: 'Ada', born: new Date(0), tags: ['a'], password: 'secret', mail: null, pair: ['x', 1] };
const sent = { id: 1, name: 'Ada', born: '1970-01-01T00:00:00.000Z', tags: ['a'], mail: null, pair: ['x', 1] };

const valibotUser = v.strictObject({
  id: v.number(),
  name: v.string(),
  born: v.date(),
  tags: v.array(v.string()),
  mail: v.nullable(v.string()),
  pair: v.strictTuple([v.string(), v.number()]),
});

describe.each<[string, StandardSchema, StandardSchema]>([
  [
    'zod',
    z.object({
      id: z.int(),
      name: z.string(),
      born: z.date(),
      tags: z.array(z.string()),
      mail: z.string().nullable(),
      pair: z.tuple([z.string(), z.number()]),
    }),
    z.object({ id: z.int() }),
  ],
  ['valibot', toStandardJsonSchema(valibotUser), toStandardJsonSchema(v.strictObject({ id: v.number() }))],
  [
    'arktype',
    type({
      '+': 'delete',
      id: 'number',
      name: 'string',
      born: 'Date',
      tags: 'string[]',
      mail: 'string | null',
      pair: ['string', 'number'],
    }),
    type({ '+': 'delete', id: 'number' }),
  ],
])('a response schema of %s', (_library, schema, inner) => {
  @Controller()
  class Users {
    @Get('/', { response: schema })
    show() {
      return user;
    }

    @Get('/later', { response: schema })
    async later() {
      return Promise.resolve(user);
    }

    @Post('/', { response: schema })
    create() {
      return makeResponse(user, 201, { location: '/users/1' });
    }

    @Get('/inner', { response: inner })
    inner() {
      return user;
    }

    @Get('/text', { response: schema })
    text() {
      return 'text';
    }

    @Get('/response', { response: schema })
    response() {
      return new Response(JSON.stringify(user), { type: 'application/json' });
    }

    @Get('/refused', { response: schema })
    refused() {
      return makeResponse({ reason: 'closed' }, 403);
    }
  }

  const client = createApp({ controllers: [Users] }).testClient();

  it('leaves out what it does not name', async () => {
    expect((await client.get('/')).json()).toEqual(sent);
    expect((await client.get('/inner')).json()).toEqual({ id: 1 });
  });

  it('is there for what comes later, too', async () => {
    expect((await client.get('/later')).json()).toEqual(sent);
  });

  it('holds for every success', async () => {
    const { status, json, location } = await client.post('/');
    expect({ status, location, body: json() }).toEqual({ status: 201, location: '/users/1', body: sent });
  });

  it('gives a HEAD the length of its GET', async () => {
    const { headers } = await client.get('/');
    expect((await client.head('/')).headers['content-length']).toBe(headers['content-length']);
  });

  it('has nothing to do with other responses', async () => {
    expect((await client.get('/text')).text).toBe('text');
    expect((await client.get('/response')).json()).toHaveProperty('password');
    expect((await client.get('/refused')).json()).toEqual({ reason: 'closed' });
  });
});

describe('a response that does not fit its schema', () => {
  class Users {
    @Get('/', { response: z.object({ id: z.int(), name: z.string() }) })
    show() {
      return { id: 1 };
    }
  }

  it('is a 500 whose log says what is missing', async () => {
    const { logger, entries } = loggedBy();
    const { status, text } = await createApp({ controllers: [Users], fastify: { logger } as never })
      .testClient()
      .get('/');
    expect(status).toBe(500);
    expect(text).not.toContain('required');
    expect(entries.at(-1)).toMatchObject({
      handler: 'Users.show',
      err: {
        message:
          'Users.show returned a value that does not fit its response schema: "name" is missing. Change the value, or the schema in the options of its route.',
      },
    });
  });
});

describe('a response schema', () => {
  const recursive = z.object({
    name: z.string(),
    get kids() {
      return z.array(recursive);
    },
  });
  const valibotLength = toStandardJsonSchema(
    v.object({
      length: v.pipe(
        v.string(),
        v.transform((text) => text.length),
      ),
    }),
  );

  class Odd {
    @Get('/tree', { response: recursive })
    tree() {
      return { name: 'a', x: 1, kids: [{ name: 'b', x: 1, kids: [] }] };
    }

    @Get('/list', { response: z.array(z.object({ id: z.int() })) })
    list() {
      return [
        { id: 1, x: 1 },
        { id: 2, x: 2 },
      ];
    }

    @Get('/number', { response: z.number() })
    number() {
      return 5;
    }

    @Get('/any', { response: z.any() })
    any() {
      return { a: [1, null, { b: true }] };
    }

    @Get('/union', {
      response: z.union([
        z.object({ kind: z.literal('a'), a: z.number() }),
        z.object({ kind: z.literal('b'), b: z.string() }),
      ]),
    })
    union() {
      return { kind: 'b', b: 'x' };
    }

    @Get('/record', { response: z.record(z.string(), z.number()) })
    record() {
      return { a: 1, b: 2 };
    }

    @Get('/big', { response: z.object({ big: z.bigint() }) })
    big() {
      return { big: 12345678901234567890n };
    }

    @Get('/made', { response: z.object({ made: z.string().transform((text) => text.length) }) })
    made() {
      return { made: 5 };
    }

    @Get('/length', { response: valibotLength })
    length() {
      return { length: 5 };
    }
  }

  const client = quietApp([Odd]).testClient();

  it.each([
    ['/tree', '{"name":"a","kids":[{"name":"b","kids":[]}]}'],
    ['/list', '[{"id":1},{"id":2}]'],
    ['/number', '5'],
    ['/any', '{"a":[1,null,{"b":true}]}'],
    ['/union', '{"kind":"b","b":"x"}'],
    ['/record', '{"a":1,"b":2}'],
    ['/big', '{"big":12345678901234567890}'],
    ['/made', '{"made":5}'],
    ['/length', '{"length":5}'],
  ])('may be that of %s', async (path, text) => {
    expect((await client.get(path)).text).toBe(text);
  });

  it.each<[string, unknown, string]>([
    ['no schema', { id: 1 }, "its response's schema is no Standard Schema"],
    [
      'one that cannot tell its JSON Schema',
      v.object({ id: v.number() }),
      "its response's schema, of valibot, cannot tell its JSON Schema. This can: valibot with toStandardJsonSchema(schema)",
    ],
    [
      'one that fails to',
      {
        '~standard': {
          version: 1,
          vendor: 'mine',
          validate: () => ({}),
          jsonSchema: {
            output: () => {
              throw new Error('no words');
            },
          },
        },
      },
      "its response's schema, of mine, cannot tell its JSON Schema (no words). These can: zod from version 4.2 on",
    ],
  ])('is not %s', (_what, schema, finding) => {
    class Users {
      @Get('/', { response: schema as StandardSchema })
      show() {
        return '';
      }
    }

    expect(findingsOf({ controllers: [Users] })).toEqual([expect.stringContaining(`Users.show: ${finding}`)]);
  });
});

describe('A response schema that cannot tell its JSON Schema', () => {
  const openapi = { responses: { 409: v.object({ code: v.number() }) } };
  const found = ': its schema of the response 409, of valibot, cannot tell its JSON Schema';

  it('is found where a controller, a blueprint or a factory of a hook says it', () => {
    class Slot {
      static openapi = openapi;

      @FromRequest()
      static take() {
        return new Slot();
      }
    }
    @Controller('/a', { openapi })
    class Bookings {
      @BeforeRequest()
      take(_slot: Slot) {}

      @Get('/')
      index() {
        return [];
      }

      @Get('/more', { openapi: false })
      more() {
        return [];
      }
    }
    const within = { name: 'shop', openapi, controllers: [Bookings] };
    expect(findingsOf({ blueprints: [{ name: 'api', blueprints: [within] }] })).toEqual([
      expect.stringContaining(`api.shop: openapi of Bookings${found}`),
      expect.stringContaining(`api.shop: openapi${found}`),
      expect.stringContaining(`openapi of Slot${found}`),
    ]);
  });
});

describe('A reference of a response schema', () => {
  const note = { type: 'object', properties: { id: { type: 'integer' } } };

  function schemaOf(output: Record<string, unknown>): StandardSchema {
    const jsonSchema = { input: () => output, output: () => output };
    return { '~standard': { version: 1, vendor: 'mine', validate: (value: unknown) => ({ value }), jsonSchema } };
  }

  function found(output: Record<string, unknown>): string[] {
    class Notes {
      @Get('/', { response: schemaOf(output) })
      show() {
        return {};
      }
    }
    return findingsOf({ controllers: [Notes] });
  }

  it.each(['#/$defs/Nothing', '#/components/schemas/Note', 'https://example.com/note.json', '#note'])(
    'leads to something in it, not to %s',
    ($ref) => {
      expect(found({ type: 'array', items: { $ref }, $defs: { Note: note } })).toEqual([
        `Notes.show: its response's schema has a $ref to '${$ref}', which is not in the schema itself, so that anything would be sent there. Write the schema in its place, or refer to one of its own: '#/$defs/Note'.`,
      ]);
    },
  );

  it.each<Record<string, unknown>>([
    { type: 'array', items: { $ref: '#/$defs/Note' }, $defs: { Note: note } },
    { type: 'object', properties: { more: { $ref: '#' } } },
    { type: 'object', properties: { $ref: { type: 'string' } }, examples: [{ $ref: '#/x' }], default: { $ref: '#/x' } },
  ])('is found where there is one alone: %j', (output) => {
    expect(found(output)).toEqual([]);
  });

  it('leads to something in what is said of a single status, by a controller too, and of errors', () => {
    const lost = schemaOf({ $ref: '#/$defs/Nothing' });
    class Notes {
      @Get('/', { openapi: { responses: { 409: lost } } })
      show() {
        return {};
      }
    }
    @Controller('/pages', { openapi: { responses: { 404: lost } } })
    class Pages {
      @Get('/')
      show() {
        return {};
      }
    }
    const openapi = { info: { title: 'Notes', version: '1.0.0' }, errors: lost };
    expect(findingsOf({ controllers: [Notes, Pages], openapi }).map((one) => one.split(' has a ')[0])).toEqual([
      'openapi: its schema of errors',
      'Notes.show: its schema of the response 409',
      'openapi of Pages: its schema of the response 404',
    ]);
  });
});

describe('The name of a response schema', () => {
  it.each(['Note', 'shop/Note', 'My Note', 'a~b', 'a~1b', '50%', 'a%20b', 'constructor'])(
    'may be any, and lets nothing else out: %s',
    async (id) => {
      const Named = z.object({ text: z.string() }).meta({ id });
      class Notes {
        @Get('/note', { response: Named })
        show() {
          return { text: 'Hello', secret: 'leak' };
        }
        @Get('/page', { response: z.object({ note: Named }) })
        page() {
          return { note: { text: 'Hello', secret: 'leak' } };
        }
      }
      const openapi = { info: { title: 'Notes', version: '1.0.0' } };
      const client = quietApp([Notes], { openapi }).testClient();
      expect((await client.get('/note')).json()).toEqual({ text: 'Hello' });
      expect((await client.get('/page')).json()).toEqual({ note: { text: 'Hello' } });
      const { components } = (await client.get('/openapi.json')).json() as { components: { schemas: object } };
      expect(Object.values(components.schemas)).toContainEqual(
        expect.objectContaining({ properties: { text: { type: 'string' } } }),
      );
      expect(JSON.stringify(components)).not.toContain('$defs');
    },
  );
});
