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
