import { z } from 'zod';

import { changesOf } from '../../lib/openapi/changes.js';
import { changesFrom } from '../support/changes-from.js';

const text = z.string();

describe('A union between two documents', () => {
  const letters = z.union([z.literal('a'), z.literal('b')]);
  const objects = z.union([z.object({ a: text }), z.object({ b: text })]);

  it('is not told of when it stays as it is', async () => {
    expect(await changesFrom({ body: z.object({ k: letters }) }, { body: z.object({ k: letters }) })).toEqual([]);
    expect(await changesFrom({ response: objects }, { response: objects })).toEqual([]);
  });

  it('is not told of when a field beside it is new', async () => {
    const after = { response: z.object({ k: letters, n: text }) };
    expect(await changesFrom({ response: z.object({ k: letters }) }, after)).toEqual([
      'fits: POST /notes/: the response 2XX.n is new',
    ]);
  });

  it('is told of where one of its alternatives has changed', async () => {
    const after = z.union([z.object({ b: text, c: text }), z.object({ a: text })]);
    expect(await changesFrom({ response: objects }, { response: after })).toEqual([
      'fits: POST /notes/: the response 2XX.c is new',
    ]);
  });

  it('with fewer alternatives breaks who sends one of them', async () => {
    const three = z.union([...letters.options, z.literal('c')]);
    expect(await changesFrom({ body: z.object({ k: three }) }, { body: z.object({ k: letters }) })).toEqual([
      'breaks: POST /notes/: body.k has fewer alternatives (anyOf)',
    ]);
  });
});

describe('A schema that becomes a union', () => {
  const one = z.object({ a: text });
  const union = z.union([z.object({ a: text, n: z.int().optional() }), text]);

  it('fits who sends it', async () => {
    expect(await changesFrom({ body: z.object({ u: one }) }, { body: z.object({ u: union }) })).toEqual([
      'fits: POST /notes/: body.u has 2 alternatives now',
    ]);
    expect(await changesFrom({ body: z.object({ u: one }) }, { body: z.object({ u: union.nullable() }) })).toEqual([
      'fits: POST /notes/: body.u may be null, too',
      'fits: POST /notes/: body.u has 2 alternatives now',
    ]);
  });

  it('breaks who sends it when no alternative takes it', async () => {
    const other = z.union([z.int(), z.object({ b: text })]);
    expect(await changesFrom({ body: z.object({ u: one }) }, { body: z.object({ u: other }) })).toEqual([
      'breaks: POST /notes/: body.u has 2 alternatives now',
    ]);
  });

  it('breaks who gets it, unless it knew all alternatives', async () => {
    expect(await changesFrom({ response: one }, { response: union })).toEqual([
      'breaks: POST /notes/: the response 2XX may be text/html, too',
      'breaks: POST /notes/: the response 2XX has 2 alternatives now',
    ]);
    const narrow = z.union([z.object({ a: z.literal('x') }), z.object({ a: text, n: z.int() })]);
    expect(await changesFrom({ response: one }, { response: narrow })).toEqual([
      'fits: POST /notes/: the response 2XX has 2 alternatives now',
    ]);
  });

  it('and is one no more, breaks who sends another, and fits who gets it', async () => {
    expect(await changesFrom({ body: z.object({ u: union }) }, { body: z.object({ u: one }) })).toEqual([
      'breaks: POST /notes/: body.u has no alternatives any more',
    ]);
    expect(await changesFrom({ response: union }, { response: one })).toEqual([
      'breaks: POST /notes/: the response 2XX has no alternatives any more',
      'fits: POST /notes/: the response 2XX is not text/html any more',
    ]);
    expect(await changesFrom({ response: union }, { response: z.object({ a: text, n: z.int().optional() }) })).toEqual([
      'fits: POST /notes/: the response 2XX has no alternatives any more',
      'fits: POST /notes/: the response 2XX is not text/html any more',
    ]);
  });
});

describe('A union that may be null in one document', () => {
  const kinds = z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b') })]);
  const unions: [string, z.ZodType][] = [
    ['of objects', kinds],
    ['of types', z.union([text, z.int()])],
    ['of constants', z.literal('a').or(z.literal('b'))],
  ];

  it.each(unions)('fits who sends one %s', async (_what, u) => {
    const [before, after] = [{ body: z.object({ u }) }, { body: z.object({ u: u.nullable() }) }];
    expect(await changesFrom(before, after)).toEqual(['fits: POST /notes/: body.u may be null, too']);
    expect(await changesFrom(after, before)).toEqual(['breaks: POST /notes/: body.u cannot be null any more']);
  });

  it.each(unions)('breaks who gets one %s', async (_what, u) => {
    const [before, after] = [{ response: z.object({ u }) }, { response: z.object({ u: u.nullable() }) }];
    expect(await changesFrom(before, after)).toEqual(['breaks: POST /notes/: the response 2XX.u may be null, too']);
    expect(await changesFrom(after, before)).toEqual([
      'fits: POST /notes/: the response 2XX.u cannot be null any more',
    ]);
  });

  it('is the same when null is one of its own alternatives', async () => {
    const [before, after] = [z.union([text, z.int()]).nullable(), z.union([text, z.int(), z.null()])];
    expect(await changesFrom({ body: z.object({ u: before }) }, { body: z.object({ u: after }) })).toEqual([]);
  });

  it('is told of beside its alternatives', async () => {
    const before = { body: z.object({ u: z.union([text, z.array(text)]) }) };
    const after = { body: z.object({ u: z.union([text, z.array(z.boolean())]).nullable() }) };
    expect(await changesFrom(before, after)).toEqual([
      'fits: POST /notes/: body.u may be null, too',
      'breaks: POST /notes/: body.u[] was string, and is boolean',
    ]);
  });

  it('fits who sends it when it may be anything', async () => {
    const [before, after] = [kinds.nullable(), z.any()].map((u) => ({ body: z.object({ a: z.array(u) }) }));
    expect(await changesFrom(before!, after!)).not.toContainEqual(expect.stringContaining('null'));
  });
});

describe('The keys of a record between two documents', () => {
  const record = (...keys: string[]) => z.object({ r: z.record(z.enum(keys), z.int()) });
  const partial = (...keys: string[]) => z.object({ r: z.partialRecord(z.enum(keys), z.int()) });

  it('break who sends them when one more is required', async () => {
    expect(await changesFrom({ body: record('a', 'b') }, { body: record('a', 'b', 'c') })).toEqual([
      'breaks: POST /notes/: body.r.c is new and required',
      'fits: POST /notes/: a key of body.r may be "c", too',
    ]);
  });

  it('break who sends them when one is refused', async () => {
    expect(await changesFrom({ body: partial('a', 'b') }, { body: partial('a') })).toEqual([
      'breaks: POST /notes/: a key of body.r cannot be "b" any more',
    ]);
  });

  it('break who gets them when one is gone', async () => {
    expect(await changesFrom({ response: record('a', 'b') }, { response: record('a') })).toEqual([
      'breaks: POST /notes/: the response 2XX.r.b is gone',
      'fits: POST /notes/: a key of the response 2XX.r cannot be "b" any more',
    ]);
  });

  it('do not break who gets one more, as a new field does not', async () => {
    expect(await changesFrom({ response: partial('a') }, { response: partial('a', 'b') })).toEqual([
      'fits: POST /notes/: a key of the response 2XX.r may be "b", too',
    ]);
  });

  it('tell of another kind of value once', async () => {
    const of = (value: z.ZodType) => z.object({ r: z.record(z.enum(['a', 'b']), value) });
    expect(await changesFrom({ body: of(z.boolean()) }, { body: of(text) })).toEqual([
      'breaks: POST /notes/: body.r.* was boolean, and is string',
    ]);
  });

  it('are compared with the fields of an object', async () => {
    const object = z.object({ r: z.object({ a: text, b: z.int() }) });
    const changes = await changesFrom({ body: object }, { body: record('a', 'b') });
    expect(changes).toContain('breaks: POST /notes/: body.r.a was string, and is integer');
    expect(changes).not.toContainEqual(expect.stringContaining('body.r.b'));
  });
});

describe('What an object may have between two documents', () => {
  const record = z.object({ r: z.record(text, z.int()) });

  it('breaks who sends a field that is gone where others are refused', async () => {
    const before = { body: z.strictObject({ a: text, b: text }) };
    expect(await changesFrom(before, { body: z.strictObject({ a: text }) })).toEqual([
      'breaks: POST /notes/: body.b is gone',
    ]);
    expect(await changesFrom(before, { body: z.object({ a: text }) })).toEqual([
      'fits: POST /notes/: body.b is gone',
      'fits: POST /notes/: body may have other members, too',
    ]);
  });

  it('breaks who reads the members of a record that has none any more', async () => {
    const none = z.object({ r: z.object({}) });
    expect(await changesFrom({ response: record }, { response: none })).toEqual([
      'breaks: POST /notes/: the response 2XX.r may have no other members any more',
    ]);
  });

  it('breaks who reads the members of a record when they may be anything', async () => {
    const anything = z.object({ r: z.record(text, z.any()) });
    expect(await changesFrom({ response: record }, { response: anything })).toContain(
      'breaks: POST /notes/: the response 2XX.r.* was integer, and is anything',
    );
    expect(await changesFrom({ body: record }, { body: anything })).not.toContainEqual(
      expect.stringMatching(/^breaks/),
    );
  });

  it('does not break who reads an object that names all of them', async () => {
    const loose = { response: z.looseObject({ a: text }) };
    const strict = { response: z.strictObject({ a: text }) };
    expect(await changesFrom(loose, strict)).toEqual([
      'fits: POST /notes/: the response 2XX may have no other members any more',
    ]);
  });
});

describe('The items of an array between two documents', () => {
  it('break who sends others when they are of one kind now', async () => {
    const [before, after] = [z.array(z.any()), z.array(text)].map((a) => ({ body: z.object({ a }) }));
    expect(await changesFrom(before!, after!)).toEqual(['breaks: POST /notes/: body.a[] was anything, and is string']);
    expect(changesOf(bodyOf({ type: 'array' }), bodyOf({ type: 'array', items: { type: 'string' } }))).toEqual([
      { breaks: true, text: 'POST /a: body[] was anything, and is string' },
    ]);
  });

  it('are not told of where there was no array', async () => {
    const [before, after] = [text, z.array(text)].map((a) => ({ body: z.object({ a }) }));
    expect(await changesFrom(before!, after!)).toEqual(['breaks: POST /notes/: body.a was string, and is array']);
  });

  it('do not break who sends a tuple that may be longer', async () => {
    const [before, after] = [z.tuple([text]), z.tuple([text], text)].map((t) => z.object({ t }));
    expect(await changesFrom({ body: before! }, { body: after! })).toEqual([
      'fits: POST /notes/: the maxItems of body.t is gone',
      'fits: POST /notes/: body.t[] may be there now',
    ]);
  });

  it('break who gets a tuple that may be longer, and who sends one that may not any more', async () => {
    const [short, long] = [z.tuple([text]), z.tuple([text], text)].map((t) => z.object({ t }));
    expect(await changesFrom({ response: short! }, { response: long! })).toContain(
      'breaks: POST /notes/: the response 2XX.t[] may be there now',
    );
    expect(await changesFrom({ body: long! }, { body: short! })).toContain(
      'breaks: POST /notes/: body.t[] cannot be there any more',
    );
  });
});

describe('A schema that has a name in one document alone', () => {
  const named = { $ref: '#/components/schemas/N' };
  const written = { type: 'object', properties: { n: { type: 'integer' } } };
  const schemas = { N: written };
  const objectOf = (a: object, b: object) => bodyOf({ type: 'object', properties: { a, b } }, schemas);

  it('is compared wherever it stands', () => {
    const change = { breaks: true, text: 'POST /a: body.b was object, and is string' };
    expect(changesOf(objectOf(named, named), objectOf(written, { type: 'string' }))).toContainEqual(change);
    expect(changesOf(objectOf(written, written), objectOf(named, { type: 'string' }))).toContainEqual(change);
    expect(changesOf(objectOf(named, named), objectOf(written, named))).toEqual([]);
  });
});

function bodyOf(schema: object, schemas: object = {}) {
  const requestBody = { content: { 'application/json': { schema } } };
  return { paths: { '/a': { post: { requestBody } } }, components: { schemas } };
}
