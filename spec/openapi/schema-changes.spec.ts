import { z } from 'zod';

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
