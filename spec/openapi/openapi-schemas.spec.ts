import { Validator } from '@seriousme/openapi-schema-validator';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { createApp, Json, Post, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

type Schemas = Record<string, { properties: Record<string, unknown> } & Record<string, unknown>>;

/** The schemas of a document for routes that take these classes, and give what they take. */
async function schemasFor(
  ...inputs: { new (...values: never[]): unknown; name: string }[]
): Promise<{ schemas: Schemas; references: string[] }> {
  class Things {}

  inputs.forEach((input, index) => {
    const descriptor = {
      value() {
        return '';
      },
    };
    Object.defineProperty(Things.prototype, `take${index}`, descriptor);
    Post(`/${index}`, { inject: [input] })(Things.prototype, `take${index}`, descriptor);
  });
  const document = (
    await createApp({ controllers: [Things], openapi: { info: { title: 'x', version: '1' } } })
      .testClient()
      .get('/openapi.json')
  ).json();
  expect(await new Validator().validate(document)).toMatchObject({ valid: true });
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, one]) => one!);
  return { schemas: document.components.schemas, references };
}

interface Node {
  name: string;
  kids: Node[];
}

const zodNode = z.object({
  name: z.string(),
  get kids() {
    return z.array(zodNode);
  },
});
const valibotNode: v.GenericSchema<Node> = v.object({ name: v.string(), kids: v.array(v.lazy(() => valibotNode)) });
const arktypeNode = type.module({ node: { name: 'string', kids: 'node[]' } }).node;

describe.each<[string, StandardSchema<unknown, object>, StandardSchema<unknown, object>]>([
  ['zod', zodNode, z.object({ root: zodNode })],
  ['valibot', toStandardJsonSchema(valibotNode), toStandardJsonSchema(v.object({ root: valibotNode }))],
  ['arktype', arktypeNode, type({ root: arktypeNode })],
])('a recursive schema of %s', (_library, self, inside) => {
  class Tree extends Json(self) {}
  class Forest extends Json(inside) {}

  it('refers to itself by its name', async () => {
    const { schemas } = await schemasFor(Tree);
    expect(Object.keys(schemas['Tree']!.properties).sort()).toEqual(['kids', 'name']);
    expect(JSON.stringify(schemas)).toContain('"$ref":"#/components/schemas/Tree"');
  });

  it('gets a name of its own inside another', async () => {
    const { schemas } = await schemasFor(Forest);
    expect(JSON.stringify(schemas['ForestPart'])).toContain('"$ref":"#/components/schemas/ForestPart');
  });

  it('leaves no definitions inside, and no reference that leads nowhere', async () => {
    const { schemas, references } = await schemasFor(Tree, Forest);
    expect(JSON.stringify(schemas)).not.toMatch(/\$defs|\$schema/);
    expect(
      references.filter((one) => !Object.keys(schemas).includes(one.replace('#/components/schemas/', ''))),
    ).toEqual([]);
  });
});

describe('a schema with a name', () => {
  const author = z.object({ name: z.string() }).meta({ id: 'Author' });
  class Book extends Json(z.object({ title: z.string(), author })) {}
  class Film extends Json(z.object({ year: z.int(), author })) {}

  it('keeps it, and is there once', async () => {
    const { schemas } = await schemasFor(Book, Film);
    expect(Object.keys(schemas).sort()).toEqual(['Author', 'Book', 'Film', 'Problem', 'ValidationProblem']);
    expect(schemas['Film']!.properties['author']).toEqual({ $ref: '#/components/schemas/Author' });
  });

  it('has it as a whole, too, and is the same in a list and in another', async () => {
    const node = z
      .object({
        name: z.string(),
        get kids() {
          return z.array(node);
        },
      })
      .meta({ id: 'Node' });
    class One extends Json(node) {}
    class All extends Json(z.object({ nodes: z.array(node), first: author })) {}
    const { schemas } = await schemasFor(One, All);
    expect(Object.keys(schemas).sort()).toEqual(['All', 'Author', 'Node', 'Problem', 'ValidationProblem']);
  });

  it('is there once, also when it is a response of its own, and refers to others', async () => {
    const book = z.object({ title: z.string(), author }).meta({ id: 'Printed' });
    class Shelf extends Json(z.object({ books: z.array(book) })) {}
    class Loan extends Json(z.object({ book, until: z.string() })) {}
    const { schemas } = await schemasFor(Shelf, Loan, Json(book), Json(book));
    expect(Object.keys(schemas).sort()).toEqual(['Author', 'Loan', 'Printed', 'Problem', 'Shelf', 'ValidationProblem']);
    expect(schemas['Loan']!.properties['book']).toEqual({ $ref: '#/components/schemas/Printed' });
  });
});

describe('two classes of one name', () => {
  const first = (() => {
    class Note extends Json(z.object({ text: z.string() })) {}
    return Note;
  })();
  const second = (() => {
    class Note extends Json(z.object({ body: z.string() })) {}
    return Note;
  })();
  class Problem extends Json(z.object({ problem: z.string() })) {}

  it('have two schemas', async () => {
    const { schemas } = await schemasFor(first, second);
    expect([schemas['Note'], schemas['Note2']].map((one) => Object.keys(one!.properties))).toEqual([
      ['text'],
      ['body'],
    ]);
  });

  it('have one, when they are alike', async () => {
    expect(Object.keys((await schemasFor(first, first)).schemas).sort()).toEqual([
      'Note',
      'Problem',
      'ValidationProblem',
    ]);
  });

  it('are not confused with the one of errors', async () => {
    const { schemas } = await schemasFor(Problem);
    expect([schemas['Problem'], schemas['Problem2']].map((one) => Object.keys(one!.properties).at(-1))).toEqual([
      'instance',
      'problem',
    ]);
  });
});

describe('a schema that no class has', () => {
  it('is named by what it is', async () => {
    expect(Object.keys((await schemasFor(Json(z.object({ text: z.string() })))).schemas)).toContain('Json');
  });
});

describe('an intersection', () => {
  class Intersection extends Json(z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))) {}

  it('is described whole', async () => {
    const { schemas } = await schemasFor(Intersection);
    expect(Object.keys(schemas['Intersection']!.properties)).toEqual(['a', 'b']);
  });
});

describe('a schema of a customer', () => {
  class Order extends Json(
    z.object({
      payment: z.discriminatedUnion('by', [
        z.object({ by: z.literal('card'), number: z.string() }),
        z.object({ by: z.literal('bill') }),
      ]),
      state: z.enum(['open', 'paid']),
      note: z.string().nullable().describe('As it is printed.'),
      due: z.coerce.date(),
      cents: z.bigint(),
      city: z.string().meta({ examples: ['Bern'] }),
    }),
  ) {}

  it('has its choices, enums, descriptions, examples and what else JSON Schema can say', async () => {
    const { properties } = (await schemasFor(Order)).schemas['Order']!;
    expect(properties).toMatchObject({
      payment: { oneOf: [{ properties: { by: { const: 'card' } } }, { properties: { by: { const: 'bill' } } }] },
      state: { enum: ['open', 'paid'] },
      note: { description: 'As it is printed.', type: ['string', 'null'] },
      due: { type: 'string', format: 'date-time' },
      cents: { type: 'integer' },
      city: { examples: ['Bern'] },
    });
  });
});

describe('a name like those that libraries make', () => {
  class Order extends Json(z.object({ items: z.array(z.object({ id: z.int() }).meta({ id: 'item1' })) })) {}

  it('is kept where the user has given it', async () => {
    const { schemas } = await schemasFor(Order);
    expect(Object.keys(schemas)).toContain('item1');
  });
});
