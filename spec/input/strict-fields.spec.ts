import { Cookies, Get, Headers, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { quietApp } from '../support/quiet-app.js';

/** What a handler gets of the headers, or why they are refused. */
async function got(schema: StandardSchema<unknown, object>, headers: Record<string, string | string[]>) {
  class Sent extends Headers(schema) {}
  class Pages {
    @Get('/', { inject: [Sent] })
    index(sent: object) {
      return { ...sent };
    }
  }
  const { status, json } = await quietApp([Pages])
    .testClient()
    .get('/', { headers: headers as never });
  return status === 200 ? json() : status;
}

describe('A strict schema of headers', () => {
  it.each<[string, StandardSchema<unknown, object>]>([
    ['valibot', v.strictObject({ 'X-A': v.string() })],
    ['a union of valibot', v.union([v.strictObject({ 'X-A': v.string() }), v.strictObject({ 'X-B': v.string() })])],
    ['a union of zod', z.union([z.strictObject({ 'X-A': z.string() }), z.strictObject({ 'X-B': z.string() })])],
  ])('sees only those that it names: %s', async (_library, schema) => {
    expect(await got(schema, { 'x-a': 'a' })).toEqual({ 'X-A': 'a' });
    expect(await got(schema, { 'x-c': 'c' })).toBe(422);
  });

  it('leaves others to a loose one beside it', async () => {
    const schema = z.union([z.strictObject({ 'x-a': z.string() }), z.looseObject({ 'x-b': z.string() })]);
    expect(await got(schema, { 'x-b': 'b', 'x-c': 'c' })).toMatchObject({ 'x-b': 'b', 'x-c': 'c' });
  });
});

describe('A header that is sent twice', () => {
  it.each<[string, StandardSchema<unknown, object>]>([
    ['text', v.object({ 'x-a': v.string() })],
    ['optional', v.object({ 'x-a': v.optional(v.string()) })],
  ])('is one text with a comma to a plain schema of valibot, too: %s', async (_what, schema) => {
    expect(await got(schema, { 'x-a': ['a', 'b'] })).toEqual({ 'x-a': 'a, b' });
  });
});

describe('Cookies that are refused', () => {
  it('are told in a sentence', async () => {
    class Sent extends Cookies(v.strictObject({ theme: v.string() })) {}
    class Pages {
      @Get('/', { inject: [Sent] })
      index({ theme }: { theme: string }) {
        return theme;
      }
    }
    const client = quietApp([Pages]).testClient();
    expect((await client.get('/', { headers: { cookie: 'theme=dark; other=1' } })).text).toBe('dark');
    expect((await client.get('/', { headers: { accept: 'application/json' } })).text).toContain(
      'The cookies are not valid.',
    );
  });
});
