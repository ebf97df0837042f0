import { type } from 'arktype';
import {
  BeforeRequest,
  Controller,
  createApp,
  Form,
  FromRequest,
  Get,
  Json,
  Post,
  Query,
  Request,
  redirect,
  type StandardSchema,
} from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { loggedBy } from '../support/log-of.js';

/** A schema of nobody's library, that does what it is told. */
function schemaOf<Output>(validate: (value: unknown) => unknown): StandardSchema<unknown, Output> {
  return { '~standard': { version: 1, vendor: 'spec', validate: validate as never } };
}

describe('the class of an input', () => {
  class Base extends Json(z.object({ title: z.string(), tags: z.array(z.string()).optional() })) {
    get loud() {
      return this.title.toUpperCase();
    }
  }

  class Book extends Base {
    readonly slug = this.title.replaceAll(' ', '-');
    override tags: string[] = ['none'];
    readonly #secret = this.title.length;
    readonly length: number;

    constructor(values: ConstructorParameters<typeof Base>[0]) {
      super(values);
      this.length = this.#secret;
    }
  }

  class Plain extends Book {}

  @Controller()
  class Books {
    @Post('/')
    create(book: Plain) {
      return { ...book, loud: book.loud, is: [Plain, Book, Base].map((one) => book instanceof one) };
    }
  }

  const client = createApp({ controllers: [Books] }).testClient();

  it('may have fields and a constructor, which see what the schema made', async () => {
    expect((await client.post('/', { json: { title: 'a b' } })).json()).toMatchObject({
      title: 'a b',
      slug: 'a-b',
      length: 3,
    });
  });

  it('may have a default in a field', async () => {
    expect((await client.post('/', { json: { title: 'a b' } })).json().tags).toEqual(['none']);
    expect((await client.post('/', { json: { title: 'a b', tags: ['x'] } })).json().tags).toEqual(['x']);
  });

  it('may be a subclass of a subclass', async () => {
    expect((await client.post('/', { json: { title: 'a b' } })).json()).toMatchObject({
      loud: 'A B',
      is: [true, true, true],
    });
  });

  it('may declare a field that the schema has', async () => {
    class Declared extends Base {
      override title!: string;
    }

    @Controller()
    class Declaring {
      @Post('/')
      create({ title }: Declared) {
        return title;
      }
    }

    expect(
      (
        await createApp({ controllers: [Declaring] })
          .testClient()
          .post('/', { json: { title: 'a b' } })
      ).text,
    ).toBe('a b');
  });

  it('may be made by hand', () => {
    const book = new Plain({ title: 'by hand', tags: [] });
    expect([book.slug, book.loud]).toEqual(['by-hand', 'BY HAND']);
  });
});

describe('a member of the class that a schema has a value for', () => {
  const ran: unknown[] = [];

  class Account extends Json(z.looseObject({ name: z.string() })) {
    set role(value: string) {
      ran.push(value);
    }
  }

  @Controller()
  class Accounts {
    @Post('/')
    create(account: Account) {
      return Object.keys(account);
    }
  }

  it('runs no setter', async () => {
    const client = createApp({ controllers: [Accounts] }).testClient();
    expect((await client.post('/', { json: { name: 'x', role: 'admin' } })).json()).toEqual(['name']);
    expect(ran).toEqual([]);
  });
});

describe('an input class', () => {
  let count = 0;
  const made: object[] = [];

  class Counted extends Query(schemaOf<{ count: number }>(() => ({ value: { count: ++count } }))) {}

  class Seen {
    constructor(readonly input: Counted) {}

    @FromRequest()
    static of(input: Counted) {
      return new Seen(input);
    }
  }

  @Controller()
  class Shared {
    @BeforeRequest()
    look(input: Counted) {
      made.push(input);
    }

    @Get('/one')
    one(input: Counted, { input: other }: Seen) {
      return { count: input.count, same: input === other && input === made.at(-1) };
    }

    @Get('/two')
    two(input: Counted) {
      return { count: input.count };
    }
  }

  const client = createApp({ controllers: [Shared] }).testClient();

  it('is validated once per request, for hooks, factories and the handler', async () => {
    expect((await client.get('/one')).json()).toEqual({ count: 1, same: true });
  });

  it('serves several routes', async () => {
    expect((await client.get('/two')).json()).toEqual({ count: 2 });
  });
});

describe('an input class with a factory', () => {
  class Guess extends Form(z.object({ number: z.coerce.number() })) {
    @FromRequest()
    static async load(request: Request) {
      const { value } = await Guess.validate(request);
      return value ?? redirect('/again');
    }
  }

  @Controller()
  class Game {
    @Post('/')
    play(guess: Guess) {
      return guess.number;
    }
  }

  const client = createApp({ controllers: [Game] }).testClient();

  it('is made by it', async () => {
    expect((await client.post('/', { form: { number: '7' } })).text).toBe('7');
    expect((await client.post('/', { form: { number: 'x' } })).location).toBe('/again');
  });
});

describe.each<[string, StandardSchema<unknown, { name: string }>]>([
  ['zod', z.object({ name: z.string().refine(async (name) => (await lookUp(name)) === undefined, 'Taken.') })],
  [
    'valibot',
    v.objectAsync({
      name: v.pipeAsync(
        v.string(),
        v.checkAsync(async (name) => (await lookUp(name)) === undefined, 'Taken.'),
      ),
    }),
  ],
])('an asynchronous schema of %s', (_library, schema) => {
  class NewUser extends Json(schema) {}

  @Controller()
  class Users {
    @Post('/')
    create({ name }: NewUser) {
      return name;
    }
  }

  const client = createApp({ controllers: [Users] }).testClient();

  it('is awaited', async () => {
    expect((await client.post('/', { json: { name: 'bob' } })).text).toBe('bob');
    expect((await client.post('/', { json: { name: 'ada' } })).json().errors).toEqual([
      { place: 'body.name', path: ['name'], message: 'Taken.' },
    ]);
  });
});

async function lookUp(name: string): Promise<string | undefined> {
  await new Promise(setImmediate);
  return name === 'ada' ? name : undefined;
}

describe.each<[string, StandardSchema<unknown, { name: string }>]>([
  ['zod', z.object({ name: z.string() })],
  ['valibot', v.object({ name: v.string() })],
  ['arktype', type({ name: 'string' })],
])('a synchronous schema of %s', (_library, schema) => {
  class Name extends Json(schema) {}

  @Controller()
  class Names {
    @BeforeRequest()
    start(request: Request) {
      void Promise.resolve().then(() => {
        request.state['isLater'] = true;
      });
    }

    @Post('/')
    create({ name }: Name, request: Request) {
      return { name, isLater: request.state['isLater'] === true };
    }
  }

  it('lets its handler run at once', async () => {
    const client = createApp({ controllers: [Names] }).testClient();
    expect((await client.post('/', { json: { name: 'ada' } })).json()).toEqual({ name: 'ada', isLater: false });
  });
});

describe('a schema that fails', () => {
  class Broken extends Query(
    schemaOf<object>(() => {
      throw new RangeError('secret of the schema');
    }),
  ) {}
  class Rejecting extends Query(
    schemaOf<object>(async () => {
      throw new RangeError('secret of the schema');
    }),
  ) {}
  class Listing extends Query(schemaOf<object>(() => ({ value: ['a'] }))) {}
  class Nothing extends Query(schemaOf<object>(() => ({ value: undefined }))) {}
  class Wordless extends Query(schemaOf<object>(() => undefined)) {}

  @Controller()
  class Failing {
    @Get('/throws')
    throws(input: Broken) {
      return input;
    }

    @Get('/rejects')
    rejects(input: Rejecting) {
      return input;
    }

    @Get('/list')
    list(input: Listing) {
      return input;
    }

    @Get('/nothing')
    nothing(input: Nothing) {
      return input;
    }

    @Get('/wordless')
    wordless(input: Wordless) {
      return input;
    }
  }

  const { logger, entries } = loggedBy();
  const client = createApp({ controllers: [Failing], fastify: { logger } as never }).testClient();

  it.each([
    ['throws', 'secret of the schema'],
    ['rejects', 'secret of the schema'],
    ['list', "The schema of Listing gives [ 'a' ]. An input class holds an object"],
    ['nothing', 'The schema of Nothing gives undefined. An input class holds an object'],
    ['wordless', 'The schema of Wordless gave undefined instead of a result'],
  ])('as /%s does is a 500 that is logged with its handler, and not shown', async (path, message) => {
    const { status, text } = await client.get(`/${path}`);
    expect(status).toBe(500);
    expect(text).not.toContain('schema');
    expect(entries.at(-1)).toMatchObject({
      handler: `Failing.${path}`,
      err: { message: expect.stringContaining(message) },
    });
  });
});
