import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { Controller, createApp, Json, Post, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

class Loose extends Json(z.looseObject({})) {
  get isOwner() {
    return false;
  }

  describe() {
    return 'mine';
  }

  whisper = (): string => 'mine';

  toJSON() {
    return { isOwner: this.isOwner, text: this.describe(), whisper: this.whisper(), type: this.constructor.name };
  }
}

class Heir extends Loose {}

const tree = z.object({
  get kids() {
    return z.array(tree);
  },
});
class Tree extends Json(tree) {}
class Anything extends Json(z.any()) {}
class Moment extends Json(z.string().transform(() => new Date(0)) as never) {}

class Price {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get cents() {
    return this.#text.length;
  }
}

class Tag {
  constructor(readonly name: string) {}
}

@Controller()
class Api {
  @Post('/loose')
  loose(loose: Loose) {
    return loose;
  }

  @Post('/heir')
  heir(heir: Heir) {
    return heir;
  }

  @Post('/tree')
  tree(tree: Tree) {
    return { isTree: tree instanceof Tree };
  }

  @Post('/anything')
  anything(anything: Anything) {
    return { isObject: anything instanceof Anything };
  }

  @Post('/moment')
  moment(moment: Moment) {
    return { moment };
  }
}

const client = createApp({ controllers: [Api], fastify: { logger: false } }).testClient();

describe('a member of an input class', () => {
  it("that is a field gets the schema's value, whatever it is set to", async () => {
    class Fields extends Json(z.object({ name: z.string(), size: z.number().optional(), at: z.nan().optional() })) {
      override name = 'mine';
      override size = 1;
    }
    @Controller()
    class Own {
      @Post('/')
      show(fields: Fields) {
        return { fields, names: Object.keys(fields) };
      }
    }
    const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
    const sent = await own.post('/', { json: { name: 'sent' } });
    expect(sent.json()).toEqual({ fields: { name: 'sent', size: 1 }, names: ['name', 'size'] });
  });

  it.each([
    ['zod', z.looseObject({ name: z.string() })],
    ['zod, a union', z.union([z.looseObject({ name: z.string() }), z.looseObject({ title: z.string() })])],
    [
      'zod, a conversion into one',
      z
        .string()
        .or(z.any())
        .pipe(z.looseObject({ name: z.string() })),
    ],
    ['valibot', v.looseObject({ name: v.string() })],
    ['arktype', type({ name: 'string' })],
  ])('that is a field wins over what a loose schema lets through: %s', async (_library, schema) => {
    class Account extends Json(schema as z.ZodType<{ name: string }>) {
      role = 'user';
      override name = 'mine';
      extra?: string;
    }
    @Controller()
    class Own {
      @Post('/')
      show(account: Account) {
        return account;
      }
    }
    const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
    const sent = await own.post('/', { json: { name: 'sent', role: 'admin', extra: 'more' } });
    expect(sent.json()).toEqual({ name: 'sent', role: 'user', extra: 'more' });
  });

  it('that a conversion makes gets what that made', async () => {
    const schema = z.object({ name: z.string() }).transform(({ name }) => ({ name, slug: name.toLowerCase() }));
    class Note extends Json(schema) {
      override slug = '';
    }
    @Controller()
    class Own {
      @Post('/')
      show(note: Note) {
        return note;
      }
    }
    const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
    expect((await own.post('/', { json: { name: 'Milk' } })).json()).toEqual({ name: 'Milk', slug: 'milk' });
  });

  it.each(['isOwner', 'describe', 'whisper', 'toJSON', 'constructor'])(
    'wins over what a loose schema lets through: %s',
    async (name) => {
      const own = { isOwner: false, text: 'mine', whisper: 'mine' };
      expect((await client.post('/loose', { json: { [name]: true } })).json()).toEqual({ ...own, type: 'Loose' });
      expect((await client.post('/heir', { json: { [name]: true } })).json()).toEqual({ ...own, type: 'Heir' });
    },
  );
});

it('a field that the schema calls constructor is what was sent', async () => {
  class Search extends Json(z.object({ constructor: z.string() }) as z.ZodType<object>) {}
  class Own {
    @Post('/', { inject: [Search] })
    show(search: Search) {
      return { ...search };
    }
  }
  const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
  expect((await own.post('/', { json: { constructor: 'x' } })).json()).toEqual({ constructor: 'x' });
});

describe('a JSON body', () => {
  const post = (path: string, body: string) =>
    client.post(path, { body, headers: { 'content-type': 'application/json' } } as never);

  it('that is nested too deeply for a recursive schema is refused', async () => {
    const deep = '{"kids":['.repeat(50_000) + ']}'.repeat(50_000);
    expect((await post('/tree', deep)).status).toBe(400);
    expect((await post('/tree', '{"kids":[{"kids":[]}]}')).status).toBe(200);
  });

  it.each(['null', '[1]', '"s"', '5'])('of %s is refused where the schema takes anything', async (body) => {
    expect((await post('/anything', body)).status).toBe(422);
  });

  it.each<[string, StandardSchema<unknown, object>]>([
    ['arktype', type({ 'name?': 'string' })],
    ['valibot', v.looseObject({ name: v.optional(v.string()) })],
    ['valibot, a record', v.record(v.string(), v.string())],
    ['valibot, which tells', toStandardJsonSchema(v.object({ name: v.optional(v.string()) }))],
  ])('that is a list is no object of optional fields: %s', async (_library, schema) => {
    class Patch extends Json(schema) {
      value = 'own';
    }
    @Controller()
    class Own {
      @Post('/')
      show(patch: Patch) {
        return { ...patch };
      }
    }
    const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
    expect((await own.post('/', { json: ['sent'] })).json()).toMatchObject({
      status: 422,
      errors: [{ place: 'body', path: [], message: 'Expected an object.' }],
    });
    expect((await own.post('/', { json: { name: 'sent' } })).json()).toMatchObject({ value: 'own' });
  });

  it.each<[string, StandardSchema<unknown, object>]>([
    ['arktype', type('string[]').pipe(([name]) => ({ name: name! }), type({ name: 'string' }))],
    ['valibot', toStandardJsonSchema(v.pipe(v.array(v.string()), v.transform(([name]) => ({ name })), v.object({ name: v.string() })))], // prettier-ignore
    [
      'valibot, of anything',
      v.pipe(
        v.any(),
        v.transform(([name]) => ({ name })),
        v.object({ name: v.string() }),
      ),
    ],
    ['zod', z.preprocess((list) => ({ name: (list as string[])[0] }), z.object({ name: z.string() }))],
  ])('that is a list may become an object: %s', async (_library, schema) => {
    class Note extends Json(schema) {}
    @Controller()
    class Own {
      @Post('/')
      show(note: Note) {
        return { ...note };
      }
    }
    const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
    expect((await own.post('/', { json: ['sent'] })).json()).toEqual({ name: 'sent' });
  });

  it('may become a Date, which is the value of its class', async () => {
    expect((await post('/moment', '"x"')).json()).toEqual({ moment: { value: expect.stringMatching(/Z$/) } });
  });

  it.each<[string, (text: string) => object, unknown]>([
    ['a URL', (text) => new URL(`https://${text}/`), 'value'],
    ['a regular expression', (text) => new RegExp(text), 'value'],
    ['an object of private fields', (text) => new Price(text), 'value'],
    ['an object with fields of its own', (name) => new Tag(name), 'name'],
  ])('may become an object that has no fields to copy, which is its value: %s', async (_what, make, member) => {
    class Made extends Json(z.string().transform(make) as never) {}
    @Controller()
    class Own {
      @Post('/')
      show(made: Made) {
        return Object.keys(made);
      }
    }
    const own = createApp({ controllers: [Own], fastify: { logger: false } }).testClient();
    expect((await own.post('/', { json: 'note' })).json()).toEqual([member]);
  });
});
