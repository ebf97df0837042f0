import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { Command, Options } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Zod extends Options(
  z.object({
    big: z.bigint().optional(),
    pair: z.tuple([z.number(), z.boolean(), z.string()]).optional(),
    switches: z.array(z.boolean()).optional(),
    bigs: z.array(z.bigint()).optional(),
    json: z.preprocess((text) => JSON.parse(String(text)), z.object({ a: z.number() })).optional(),
  }),
) {}

class Valibot extends Options(
  toStandardJsonSchema(
    v.object({ seven: v.optional(v.literal(7)), on: v.optional(v.literal(true)), big: v.optional(v.bigint()) }),
  ),
) {}

class Arktype extends Options(type({ 'level?': '1|2', 'on?': 'true', 'big?': 'bigint', 'mixed?': "1|'all'" })) {}

function shown(options: object): string {
  return JSON.stringify(options, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

class Commands {
  @Command('zod')
  zod(options: Zod) {
    return shown({ ...options });
  }

  @Command('valibot')
  valibot(options: Valibot) {
    return shown({ ...options });
  }

  @Command('arktype')
  arktype(options: Arktype) {
    return shown({ ...options });
  }
}

class Named extends Options(
  z.object({
    apiURL: z.string().optional(),
    URL: z.string().optional(),
    utf8Names: z.boolean().optional(),
    snake_case: z.string().optional(),
  }),
) {}

class Names {
  @Command('names')
  names(options: Named) {
    return shown({ ...options });
  }
}

describe('The name of an option', () => {
  it.each([
    ['--api-url x', { apiURL: 'x' }],
    ['--url x', { URL: 'x' }],
    ['--utf8-names', { utf8Names: true }],
    ['--snake_case x', { snake_case: 'x' }],
  ])('is its member in lower case, with hyphens between words: %s', async (words, expected) => {
    const { exitCode, output } = await quietApp([Names]).runCommand(['names', ...words.split(' ')]);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.anything() });
    expect(JSON.parse(output)).toEqual(expected);
  });
});

describe('An option', () => {
  it.each([
    ['zod --big 12345678901234567890', { big: '12345678901234567890n' }],
    ['zod --pair 1 --pair false --pair 3', { pair: [1, false, '3'] }],
    ['zod --switches true --switches false', { switches: [true, false] }],
    ['zod --bigs 1 --bigs -2', { bigs: ['1n', '-2n'] }],
    ['zod --json {"a":1}', { json: { a: 1 } }],
    ['valibot --seven 7', { seven: 7 }],
    ['valibot --on --big 3', { on: true, big: '3n' }],
    ['arktype --level 2 --on', { level: 2, on: true }],
    ['arktype --big 3', { big: '3n' }],
    ['arktype --mixed all', { mixed: 'all' }],
  ])('is what its schema takes: %s', async (words, expected) => {
    const { exitCode, output } = await quietApp([Commands]).runCommand(words.split(' '));
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.anything() });
    expect(JSON.parse(output)).toEqual(expected);
  });

  it.each([
    ['zod --big 1.5', 'Write digits alone.'],
    ['zod --switches yes', 'Write true or false.'],
  ])('says what to write instead: %s', async (words, cure) => {
    const { exitCode, output } = await quietApp([Commands]).runCommand(words.split(' '));
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: expect.stringContaining(cure) });
  });

  it('that no word can be is found at the start', () => {
    class Odd extends Options(z.object({ at: z.object({ a: z.string() }).optional(), rows: z.array(z.object({})) })) {}
    class Fill {
      @Command('fill')
      fill(options: Odd) {
        return shown(options);
      }
    }
    const cure = 'Make its parts members of their own, or read it from text: z.string().transform(...).';
    expect(findingsOf({ controllers: [Fill] })).toEqual([
      `Odd: its member 'at' is an object, and no word on a command line is one. ${cure}`,
      `Odd: its member 'rows' is a list of objects or lists, and no word on a command line is one. ${cure}`,
    ]);
  });
});
