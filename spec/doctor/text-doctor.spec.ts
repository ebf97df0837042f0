import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { Cookies, Form, Get, Headers, Json, Post, Query, UploadedFile, type Class, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { warningsOf } from '../support/warnings-of.js';

/** What is said of a class of input that a route takes. */
function warningsOfInput(input: Class): string[] {
  class Notes {
    @Post('/', { inject: [input] })
    create() {
      return '';
    }
  }

  return warningsOf({ controllers: [Notes] });
}

describe('a field of JSON', () => {
  it('is warned of when it is a date or a bigint, which JSON has not', () => {
    class Event extends Json(z.object({ at: z.date(), size: z.bigint(), count: z.number(), end: z.coerce.date() })) {}
    expect(warningsOfInput(Event)).toEqual([
      "Event: its field 'at' refuses all JSON. JSON has no date, which is to be made: z.coerce.date(). (PH507)",
      "Event: its field 'size' refuses all JSON. JSON has no bigint, which is to be made: z.coerce.bigint(). (PH507)",
    ]);
  });
});

describe('a header', () => {
  it('is warned of when its name is in camel case', () => {
    class Client extends Headers(z.object({ userAgent: z.string(), 'X-Trace': z.string(), origin: z.string() })) {}
    expect(warningsOfInput(Client)).toEqual([
      "Client: its field 'userAgent' is not what clients call a header. Write the header's own name: 'user-agent'. (PH509)",
    ]);
  });
});

describe('a field of what is sent as text', () => {
  it.each<[string, StandardSchema<unknown, object>, string]>([
    ['a number', z.object({ a: z.number() }), 'z.coerce.number().'],
    ['an integer with a default', z.object({ a: z.int().min(5).default(5) }), 'z.coerce.number().'],
    ['a list of numbers', z.object({ a: z.array(z.number()).optional() }), 'z.coerce.number().'],
    ['a date', z.object({ a: z.date().nullable() }), 'z.coerce.date().'],
    ['a boolean', z.object({ a: z.boolean() }), 'z.stringbool().'],
    ['a number of an object that is transformed', z.object({ a: z.number() }).transform(({ a }) => ({ b: a })), 'z.coerce.number().'], // prettier-ignore
    ['a number of valibot', toStandardJsonSchema(v.object({ a: v.number() })), 'v.pipe(v.string(), v.toNumber()).'],
    ['a number of arktype', type({ a: 'number' }), "'string.numeric.parse'."],
  ])('is warned of when it is %s', (_what, schema, cure) => {
    class Search extends Query(schema) {}

    expect(warningsOfInput(Search)).toEqual([
      `Search: its field 'a' refuses all text. What is sent is text, of which a ${/date|boolean/.exec(_what)?.[0] ?? 'number'} is to be made: ${cure} (PH507)`,
    ]);
  });

  it.each<[string, StandardSchema<unknown, object>]>([
    ['zod', z.object({ a: z.object({ b: z.string() }).optional() })],
    ['a record of zod', z.object({ a: z.record(z.string(), z.string()) })],
    ['a list of zod', z.object({ a: z.array(z.object({ b: z.string() })) })],
    ['valibot', toStandardJsonSchema(v.object({ a: v.object({ b: v.string() }) }))],
    ['arktype', type({ a: { b: 'string' } })],
  ])('is warned of when it is an object of %s', (_what, schema) => {
    class Search extends Query(schema) {}

    expect(warningsOfInput(Search)).toEqual([
      "Search: its field 'a' refuses all text. What is sent is text, of which no object is made: let its members be fields, such as 'a_id', or take a body of Json(schema). (PH507)",
    ]);
  });

  it.each<[string, StandardSchema<unknown, object>]>([
    ['text', z.object({ a: z.string() })],
    ['coerced', z.object({ a: z.coerce.number(), b: z.coerce.date(), c: z.stringbool().default(false) })],
    ['text or a number', z.object({ a: z.union([z.number(), z.string()]) })],
    ['converted', z.object({ a: z.preprocess(Number, z.number()), b: z.string().transform(Number) })],
    ['converted by valibot', toStandardJsonSchema(v.object({ a: v.pipe(v.string(), v.toNumber()), b: v.pipe(v.unknown(), v.transform(Number)) }))], // prettier-ignore
    ['converted by arktype', type({ a: 'string.numeric.parse', b: 'string | number' })],
    ['a literal', z.object({ a: z.literal(['1', '2']) })],
  ])('may be %s', (_what, schema) => {
    class Search extends Query(schema) {}

    expect(warningsOfInput(Search)).toEqual([]);
  });

  it('is warned of in forms, headers and cookies', () => {
    class Fields extends Form(z.object({ a: z.number() })) {}
    class Trace extends Headers(z.object({ a: z.number() })) {}
    class Theme extends Cookies(z.object({ a: z.number() })) {}

    expect([Fields, Trace, Theme].flatMap(warningsOfInput)).toEqual([
      expect.stringContaining("Fields: its field 'a' refuses all text."),
      expect.stringContaining("Trace: its field 'a' refuses all text."),
      expect.stringContaining("Theme: its field 'a' refuses all text."),
    ]);
  });

  it('is a number in JSON', () => {
    class Body extends Json(z.object({ a: z.number() })) {}

    expect(warningsOfInput(Body)).toEqual([]);
  });

  it('is warned of when any text makes it true', () => {
    class Search extends Query(z.object({ all: z.coerce.boolean().optional() })) {}

    class Notes {
      @Get('/')
      find(search: Search) {
        return search;
      }

      @Get('/again')
      again(search: Search) {
        return search;
      }
    }

    expect(warningsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining("Search: to its field 'all', the text 'false' is true. Write z.stringbool()"),
    ]);
  });
});

describe('a file of a form', () => {
  it("is warned of when it is to be the web's, which Phial's is not", () => {
    class Upload extends Form(
      z.object({
        picture: z.file(),
        others: z.array(z.instanceof(File)).optional(),
        small: z.instanceof(File).refine(({ size }) => size < 9),
        text: z.instanceof(UploadedFile),
      }),
    ) {}
    const cure = "Write z.instanceof(UploadedFile), with import { UploadedFile } from 'phial'. (PH507)";
    expect(warningsOfInput(Upload)).toEqual([
      `Upload: its field 'picture' refuses all files, for it wants the web's File, and a form has an UploadedFile. ${cure}`,
      `Upload: its field 'others' refuses all files, for it wants the web's File, and a form has an UploadedFile. ${cure}`,
      `Upload: its field 'small' refuses all files, for it wants the web's File, and a form has an UploadedFile. ${cure}`,
    ]);
  });
});
