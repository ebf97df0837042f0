import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  BeforeRequest,
  Controller,
  Cookies,
  createApp,
  Get,
  Headers,
  Request,
  type App,
  type Class,
  type StandardSchema,
} from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { exchange } from '../support/raw-request.js';
import { findingsOf } from '../support/findings-of.js';

const JSON_TYPE = 'application/json';

function clientOf(controller: Class) {
  return createApp({ controllers: [controller] }).testClient();
}

describe.each<[string, StandardSchema<unknown, { 'x-request-id': string }>]>([
  ['zod', z.object({ 'x-request-id': z.string().min(2) })],
  ['valibot', v.object({ 'x-request-id': v.pipe(v.string(), v.minLength(2)) })],
  ['arktype', type({ 'x-request-id': 'string >= 2' })],
])('Headers over %s', (_library, schema) => {
  class Trace extends Headers(schema) {
    get short() {
      return this['x-request-id'].slice(0, 2);
    }
  }

  @Controller()
  class Notes {
    @Get('/')
    show(trace: Trace) {
      return { short: trace.short, isTrace: trace instanceof Trace };
    }
  }

  const client = clientOf(Notes);

  it('are an instance with the headers of the schema and members of its own', async () => {
    const { json } = await client.get('/', { headers: { 'X-Request-Id': 'abcd' } });
    expect(json()).toEqual({ short: 'ab', isTrace: true });
  });

  it('are refused with the place of what is wrong', async () => {
    const { status, json } = await client.get('/', { headers: { accept: JSON_TYPE, 'x-request-id': 'a' } });
    expect([status, json().errors]).toEqual([
      422,
      [expect.objectContaining({ path: ['x-request-id'], place: 'header.x-request-id' })],
    ]);
  });
});

describe('Headers', () => {
  class Named extends Headers(z.object({ 'X-Api-Version': z.coerce.number().default(1) })) {}
  class Strict extends Headers(z.strictObject({ 'x-a': z.string() })) {}
  class Lists extends Headers(z.object({ 'x-a': z.array(z.string()), 'x-b': z.string().optional() })) {}
  let app: App | undefined;

  @Controller()
  class Odd {
    @BeforeRequest()
    look({ 'X-Api-Version': version }: Named, { state }: Request) {
      state['version'] = version;
    }

    @Get('/named')
    named({ state }: Request) {
      return { version: state['version'] };
    }

    @Get('/strict')
    strict(strict: Strict) {
      return strict;
    }

    @Get('/lists')
    lists(lists: Lists) {
      return lists;
    }

    @Get('/by-hand')
    async byHand(request: Request) {
      const { errors, values } = await Strict.validate(request);
      return { errors, values };
    }
  }

  const client = clientOf(Odd);
  afterAll(() => app?.close());

  it('have names whose case does not matter, in the schema either', async () => {
    expect((await client.get('/named', { headers: { 'x-api-version': '3' } })).json()).toEqual({ version: 3 });
    expect((await client.get('/named')).json()).toEqual({ version: 1 });
  });

  it('may be a strict schema, which sees those that it names', async () => {
    expect((await client.get('/strict', { headers: { 'x-a': 'a', 'x-b': 'b' } })).json()).toEqual({ 'x-a': 'a' });
  });

  it('are lists where the schema wants one, and none is an empty list', async () => {
    expect((await client.get('/lists', { headers: { 'x-a': 'a', 'x-b': 'b' } })).json()).toEqual({
      'x-a': ['a'],
      'x-b': 'b',
    });
    expect((await client.get('/lists')).json()).toEqual({ 'x-a': [] });
  });

  it.each([
    ['a,b , c', ['a', 'b', 'c']],
    [',a,,', ['a']],
    ['"a, b", "c \\", d";q=1', ['"a, b"', '"c \\", d";q=1']],
    ['5" x 3, "b', ['5" x 3, "b']],
    ['', []],
  ])('are lists that commas divide, but not those between quotes: %s', async (sent, items) => {
    expect((await client.get('/lists', { headers: { 'x-a': sent } })).json()).toEqual({ 'x-a': items });
  });

  it('are such lists where the schema does not tell that it wants one', async () => {
    class Tags extends Headers(v.object({ 'x-tags': v.array(v.picklist(['a', 'b'])) })) {}

    class Notes {
      @Get('/')
      index(tags: Tags) {
        return tags['x-tags'];
      }
    }
    expect((await clientOf(Notes).get('/', { headers: { 'x-tags': 'a, b' } })).json()).toEqual(['a', 'b']);
  });

  it('are one with a comma when one is sent twice', async () => {
    app = createApp({ controllers: [Odd], fastify: { logger: false } });
    const head = [
      'GET /lists HTTP/1.1',
      'Host: a',
      'Connection: close',
      'X-A: 1, 2',
      'X-A: 3',
      'X-B: 1',
      'X-B: 2',
      '',
      '',
    ];
    const { body } = await exchange(await app.run({ port: 0 }), Buffer.from(head.join('\r\n')));
    expect(JSON.parse(body)).toEqual({ 'x-a': ['1', '2', '3'], 'x-b': '1, 2' });
  });

  it('are validated by hand, too', async () => {
    expect((await client.get('/by-hand')).json()).toEqual({ errors: { 'x-a': expect.any(String) }, values: {} });
  });
});

const Seen = v.object({ seen: v.array(v.string()) });

describe.each<[string, typeof Seen]>([
  ['a library that tells it', toStandardJsonSchema(Seen) as unknown as typeof Seen],
  ['a library that does not', Seen],
])('Cookies whose schema wants a list, in %s', (_library, schema) => {
  class Trail extends Cookies(schema) {}

  @Controller()
  class Pages {
    @Get('/')
    show({ seen }: Trail) {
      return seen;
    }
  }

  it.each([
    ['seen=a; seen=b', ['a', 'b']],
    ['seen=a', ['a']],
  ])('are lists: %s', async (cookie, seen) => {
    expect((await clientOf(Pages).get('/', { headers: { cookie } })).json()).toEqual(seen);
  });
});

describe.each<[string, StandardSchema<unknown, { theme: string }>]>([
  ['zod', z.object({ theme: z.enum(['light', 'dark']).default('light') })],
  ['valibot', toStandardJsonSchema(v.object({ theme: v.optional(v.picklist(['light', 'dark']), 'light') }))],
  ['arktype', type({ theme: '"light" | "dark" = "light"' })],
])('Cookies over %s', (_library, schema) => {
  class Preferences extends Cookies(schema) {}

  @Controller()
  class Pages {
    @Get('/')
    show({ theme }: Preferences) {
      return theme;
    }
  }

  const client = clientOf(Pages);

  it('are what the client has sent, as the schema makes it', async () => {
    expect((await client.get('/', { headers: { cookie: 'a=b; theme=dark' } })).text).toBe('dark');
    expect((await client.get('/')).text).toBe('light');
  });

  it('have the first value of a name that is sent twice, as request.cookies has', async () => {
    expect((await client.get('/', { headers: { cookie: 'theme=dark; theme=light' } })).text).toBe('dark');
  });

  it('are refused with the place of what is wrong', async () => {
    const { status, json } = await client.get('/', { headers: { accept: JSON_TYPE, cookie: 'theme=red' } });
    expect([status, json().errors[0].place]).toEqual([422, 'cookie.theme']);
  });
});

describe('the doctor, of headers and cookies', () => {
  it('finds what is not a schema', () => {
    class Broken extends Cookies(undefined as unknown as StandardSchema<unknown, object>) {}

    class Pages {
      @Get('/')
      show(broken: Broken) {
        return broken;
      }
    }

    expect(findingsOf({ controllers: [Pages] })).toEqual([
      expect.stringContaining('Broken: its schema is undefined. Give Cookies() a schema'),
    ]);
  });

  it('tells what to write instead of a decorator on a parameter', () => {
    const decorate = Headers('x-a' as never) as unknown as (target: object, key: string, index: number) => void;
    expect(() => decorate({}, 'index', 0)).toThrow("or a Request, and read request.headers.get('x-a').");
  });
});

describe('the document, of headers and cookies', () => {
  class Trace extends Headers(z.object({ 'x-request-id': z.string() })) {}
  class Preferences extends Cookies(z.object({ theme: z.string().optional() })) {}

  @Controller()
  class Notes {
    @Get('/notes')
    show(_trace: Trace, _preferences: Preferences) {
      return {};
    }
  }

  it('has them as parameters', async () => {
    const openapi = { info: { title: 'Notes', version: '1.0.0' } };
    const { json } = await createApp({ controllers: [Notes], openapi })
      .testClient()
      .get('/openapi.json');
    expect(json().paths['/notes'].get.parameters).toEqual([
      { name: 'x-request-id', in: 'header', required: true, schema: { type: 'string' } },
      { name: 'theme', in: 'cookie', required: false, schema: { type: 'string' } },
    ]);
  });
});
