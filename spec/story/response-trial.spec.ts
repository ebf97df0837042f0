import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { Controller, createApp, ErrorHandler, Get, makeResponse, Request, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { exchange } from '../support/raw-request.js';
import { loggedBy } from '../support/log-of.js';

/** What a client gets of a route that returns a value, and what the log says of it. */
async function answerOf(schema: StandardSchema, value: unknown): Promise<{ status: number; said: string | undefined }> {
  @Controller()
  class Notes {
    @Get('/', { response: schema })
    show(): unknown {
      return value;
    }
  }

  const { logger, entries } = loggedBy();
  const client = createApp({ controllers: [Notes], fastify: { logger } as never }).testClient();
  const { status } = await client.get('/');
  return { status, said: (entries.at(-1) as { err?: Error } | undefined)?.err?.message };
}

const author = z.object({ name: z.string().min(2), mail: z.email().optional() });

describe('under the test client, a response', () => {
  it.each<[string, StandardSchema, unknown, string]>([
    ['a limit of zod', z.object({ author }), { author: { name: 'A' } }, '"author.name": Too small'],
    ['a format of zod', z.object({ author }), { author: { name: 'Ada', mail: 'x' } }, '"author.mail": Invalid email'],
    ['a limit of valibot', toStandardJsonSchema(v.object({ tags: v.array(v.pipe(v.string(), v.minLength(2))) })), { tags: ['a'] }, '"tags.0": Invalid length'], // prettier-ignore
    ['a limit of arktype', type({ age: 'number >= 18' }), { age: 5 }, '"age": age must be at least 18'],
    ['a rule for the whole', z.object({ a: z.int(), b: z.int() }).refine(({ a, b }) => a < b, 'a is below b.'), { a: 2, b: 1 }, 'the value: a is below b.'], // prettier-ignore
    ['a rule that is asked later', z.object({ a: z.string().refine(async (a) => a !== 'x', 'Taken.') }), { a: 'x' }, '"a": Taken.'], // prettier-ignore
    ['a limit, in a Response', z.object({ author }), makeResponse({ author: { name: 'A' } }, 201), '"author.name": Too small'], // prettier-ignore
    ['a limit, later', z.array(author), Promise.resolve([{ name: 'A' }]), '"0.name": Too small'],
    [
      'a limit, in an object of a class',
      author,
      new (class {
        name = 'A';
      })(),
      '"name": Too small',
    ],
    ['the holes of a list', z.object({ list: z.array(author) }), { list: Array(2) }, '"list.0" is undefined instead of an object'], // prettier-ignore
    ['a date as text', z.object({ at: z.iso.datetime() }), { at: 'today' }, '"at": Invalid ISO datetime'],
  ])('is held to %s', async (_what, schema, value, problem) => {
    const { status, said } = await answerOf(schema, value);
    expect([status, said]).toEqual([
      500,
      expect.stringContaining(`Notes.show returned a value that does not fit its response schema: ${problem}`),
    ]);
  });

  it.each<[string, StandardSchema, unknown, string]>([
    ['anything', z.object({ notes: z.array(z.unknown()) }), { notes: [new Set([1])] }, 'Set at .notes[0]'],
    ['anything, deep', z.object({ any: z.any() }), { any: { list: [new Map()] } }, 'Map at .any.list[0]'],
    ['more fields', z.looseObject({ id: z.int() }), { id: 1, more: Promise.resolve(1) }, 'Promise at .more'],
    ['a set, of which JSON Schema cannot say more', z.object({ all: z.set(z.int()) }), { all: new Set([1]) }, 'Set at .all'], // prettier-ignore
  ])('is refused with what JSON would lose where its schema takes %s', async (_what, schema, value, problem) => {
    expect(await answerOf(schema, value)).toEqual({
      status: 500,
      said: expect.stringMatching(
        `^There is one of the class ${problem.replace(/[[\].]/g, '\\$&')}, which JSON would lose`,
      ),
    });
  });

  it.each<[string, StandardSchema, unknown]>([
    ['fields that a strict schema does not name', z.strictObject({ id: z.int().min(1) }), { id: 1, password: 'x' }],
    ['a date where its text is wanted', z.object({ at: z.iso.datetime() }), { at: new Date(0) }],
    [
      'a date beside more fields than a strict schema names',
      z.strictObject({ at: z.date() }),
      { at: new Date(0), x: 1 },
    ],
    [
      'that date in a union of strict schemas',
      z.union([z.strictObject({ at: z.date(), list: z.array(z.strictObject({ big: z.bigint() })) }), z.null()]),
      { at: new Date(0), list: [{ big: 1n, x: 1 }], x: 1 },
    ],
    ['a bigint', z.object({ big: z.bigint().min(5n) }), { big: 9n }],
    ['what a transform has made', z.object({ length: z.string().transform((text) => text.length) }), { length: 5 }],
    ['what a default has made', z.object({ tags: z.array(z.string().min(1)).default(['a']) }), { tags: ['b'] }],
    [
      'an object of a class',
      z.record(z.string(), z.int()),
      new (class {
        a = 1;
      })(),
    ],
    ['undefined for what may be missing', type({ 'mail?': 'string' }), { mail: undefined }],
    ['what a status of an error has', z.object({ author }), makeResponse({ reason: 'closed' }, 403)],
    ['null', author.nullable(), null],
    ['bytes', author, Buffer.from('a')],
    ['text', z.object({ author }), 'text'],
  ])('may be %s', async (_what, schema, value) => {
    const { status } = await answerOf(schema, value);
    expect(status).toBeLessThan(500);
  });

  it('of an error handler is not held to it', async () => {
    @Controller()
    class Notes {
      @Get('/', { response: author })
      show(): { name: string } {
        throw new RangeError('x');
      }

      @ErrorHandler(RangeError)
      range() {
        return makeResponse({ name: 'A' }, 400);
      }
    }

    const { status, json } = await createApp({ controllers: [Notes] })
      .testClient()
      .get('/');
    expect([status, json()]).toEqual([400, { name: 'A' }]);
  });

  it.each<[number, unknown, number]>([
    [409, { conflict: '' }, 500],
    [409, { conflict: 'x', secret: 1 }, 409],
    [202, { job: 0 }, 500],
    [202, { job: 1 }, 202],
    [503, { any: 'thing' }, 503],
  ])('of the status %i is held to the schema of that: %j', async (status, value, expected) => {
    const responses = { 409: z.object({ conflict: z.string().min(1) }), 202: z.object({ job: z.int().min(1) }) };
    class Notes {
      @Get('/', { response: author, openapi: { responses } })
      show() {
        return makeResponse(value as object, status);
      }
    }

    const answer = await createApp({ controllers: [Notes], fastify: { logger: false } })
      .testClient()
      .get('/');
    expect(answer.status).toBe(expected);
    expect(answer.text).not.toContain('secret');
  });

  it('to a HEAD is held to it, too', async () => {
    @Controller()
    class Notes {
      @Get('/', { response: author })
      show() {
        return { name: 'A' };
      }
    }

    expect(
      (
        await createApp({ controllers: [Notes], fastify: { logger: false } })
          .testClient()
          .head('/')
      ).status,
    ).toBe(500);
  });
});

describe('in production, a response', () => {
  @Controller()
  class Notes {
    @Get('/limit', { response: author })
    limit() {
      return { name: 'A', secret: 1 };
    }

    @Get('/type', { response: author })
    type(): object {
      return { name: 5, secret: 1 };
    }
  }

  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Notes], debug: false, fastify: { logger } as never });
  let address: string;
  beforeAll(async () => {
    address = await app.run({ port: 0 });
  });
  afterAll(() => app.close());

  async function get(path: string): Promise<unknown> {
    const head = [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', '', ''];
    const { status, body } = await exchange(address, Buffer.from(head.join('\r\n')));
    return [status, JSON.parse(body)];
  }

  it('is sent without what its schema does not name, and what does not fit is logged', async () => {
    expect(await get('/type')).toEqual([200, { name: 5 }]);
    expect(entries.map((entry) => (entry as { msg?: string }).msg)).toContainEqual(
      expect.stringContaining('Notes.type returned a value that does not fit its response schema: "name" is a number'),
    );
  });

  it('is not asked for its limits', async () => {
    expect(await get('/limit')).toEqual([200, { name: 'A' }]);
  });
});

it('A response whose status was set through environ.reply is held to what is said of that status', async () => {
  class Notes {
    @Get('/:status', {
      response: z.object({ id: z.int() }),
      openapi: { responses: { 409: z.object({ taken: z.string().min(2) }) } },
    })
    show(status: number, { environ }: Request) {
      environ.reply.code(status);
      return { taken: 'x' } as never;
    }
  }
  const { logger, entries } = loggedBy();
  const client = createApp({ controllers: [Notes], fastify: { logger } as never }).testClient();
  expect((await client.get('/404')).json()).toEqual({ taken: 'x' });
  expect((await client.get('/409')).status).toBe(500);
  expect(JSON.stringify(entries.at(-1))).toContain('taken');
});
