import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { configFromEnv, SetupError, type StandardSchema } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEXT_')) delete process.env[name];
});

/** The settings that some variables make. */
function read(schema: StandardSchema, variables: Record<string, string>): unknown {
  for (const [name, text] of Object.entries(variables)) process.env[`TEXT_${name}`] = text;
  return configFromEnv('TEXT', schema);
}

/** What is found, a line each. */
function findings(schema: StandardSchema, variables: Record<string, string>): string[] {
  try {
    read(schema, variables);
  } catch (error) {
    if (error instanceof SetupError) return error.findings.map(({ who, cause, cure }) => `${who}: ${cause}. ${cure}`);
    throw error;
  }
  return [];
}

describe('Digits that are to be text', () => {
  const password = { DB__HOST: 'localhost', DB__PASSWORD: '12345' };

  it.each<[string, StandardSchema]>([
    [
      'zod',
      z.object({ db: z.union([z.object({ url: z.string() }), z.object({ host: z.string(), password: z.string() })]) }),
    ],
    [
      'valibot',
      v.object({ db: v.union([v.object({ url: v.string() }), v.object({ host: v.string(), password: v.string() })]) }),
    ],
    ['arktype', type({ db: type({ url: 'string' }).or({ host: 'string', password: 'string' }) })],
  ])('are it in a group that may be of several shapes: %s', (_library, schema) => {
    expect(read(schema, password)).toEqual({ db: { host: 'localhost', password: '12345' } });
  });

  it('are it where all settings may be of several shapes', () => {
    const all = v.union([v.object({ url: v.string() }), v.object({ host: v.string(), password: v.string() })]);
    expect(read(all, { HOST: 'localhost', PASSWORD: '12345' })).toEqual({ host: 'localhost', password: '12345' });
  });

  it('stay what they are in a group that is refused for another reason', () => {
    const range = v.pipe(
      v.object({ min: v.number(), max: v.number() }),
      v.check(({ min, max }) => min < max, 'The range is empty.'),
    );
    expect(findings(v.object({ range }), { RANGE__MIN: '5', RANGE__MAX: '1' })).toEqual([
      'TEXT_RANGE: The range is empty.. Change it in the environment, or in .env.',
    ]);
  });

  it.each<[string, StandardSchema, string, unknown]>([
    ['z.string().catch()', z.object({ x: z.string().catch('f') }), '12', '12'],
    ['z.coerce.string()', z.object({ x: z.coerce.string() }), '1.10', '1.10'],
    ['z.coerce.date()', z.object({ x: z.coerce.date() }), '2020', new Date('2020')],
    ['z.coerce.date() of milliseconds', z.object({ x: z.coerce.date() }), '1700000000000', new Date(1700000000000)],
    ['z.coerce.number()', z.object({ x: z.coerce.number() }), '12', 12],
    ['a union', z.object({ x: z.union([z.string(), z.number()]) }), '12', 12],
    ['an enum', z.object({ x: z.enum(['1', '2']).catch('2') }), '1', '1'],
    ['valibot', toStandardJsonSchema(v.object({ x: v.fallback(v.string(), 'f') })), '12', '12'],
    ['a record', z.object({ x: z.record(z.string(), z.string().catch('f')) }), '{"a":"b"}', { a: 'b' }],
  ])('are it, or not, as the schema says: %s', (_what, schema, text, x) => {
    expect(read(schema, { X: text })).toEqual({ x });
  });
});

describe('A text of digits that breaks another rule', () => {
  it.each<[string, StandardSchema, RegExp]>([
    ['zod', z.object({ x: z.string().min(8) }), />=8 characters/],
    ['zod, optional', z.object({ x: z.string().min(8).nullable() }), />=8 characters/],
    ['valibot', v.object({ x: v.pipe(v.string(), v.minLength(8)) }), /Expected >=8/],
    ['arktype', type({ x: 'string >= 8' }), /at least length 8/],
    ['words of its own', z.object({ x: z.string('Write text.').min(8, 'Write more.') }), /Write more\./],
  ])('is told of that rule: %s', (_library, schema, message) => {
    expect(findings(schema, { X: '1234' })).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, StandardSchema, RegExp]>([
    ['zod', z.object({ x: z.number().max(5) }), /<=5/],
    ['valibot', v.object({ x: v.pipe(v.number(), v.maxValue(5)) }), /Expected <=5/],
    ['arktype', type({ x: 'number <= 5' }), /at most 5/],
  ])('is told of its own where it is a number: %s', (_library, schema, message) => {
    expect(findings(schema, { X: '1234' })).toEqual([expect.stringMatching(message)]);
  });
});

describe('A value that is not written as JSON', () => {
  it.each<[string, StandardSchema]>([
    ['zod', z.object({ x: z.number() })],
    ['valibot', v.object({ x: v.number() })],
    ['arktype', type({ x: 'number' })],
  ])('says of a number that it begins with 0: %s', (_library, schema) => {
    expect(findings(schema, { X: '01' })).toEqual([
      expect.stringMatching(/number.*\. Write it without the 0 at its beginning, in the environment, or in \.env\.$/),
    ]);
  });

  it.each<[string, StandardSchema, string]>([
    ['zod', z.object({ x: z.boolean() }), 'yes'],
    ['valibot', v.object({ x: v.boolean() }), 'True'],
    ['arktype', type({ x: 'boolean' }), '1'],
  ])('says how true and false are written: %s', (_library, schema, text) => {
    expect(findings(schema, { X: text })).toEqual([
      expect.stringMatching(/\. Write true or false, in the environment, or in \.env\.$/),
    ]);
  });
});

describe('The keys of a record', () => {
  it('are spelt as its schema does', () => {
    const schema = z.object({ flags: z.partialRecord(z.enum(['dark_mode', 'beta']), z.boolean()) });
    expect(read(schema, { FLAGS__DARK_MODE: 'true', FLAGS__BETA: 'false' })).toEqual({
      flags: { dark_mode: true, beta: false },
    });
  });
});
