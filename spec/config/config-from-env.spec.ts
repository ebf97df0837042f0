import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type } from 'arktype';
import { configFromEnv, createApp, SetupError } from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'phial-config-'));

beforeAll(() => process.chdir(folder));

afterEach(() => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('TRY_') || name.startsWith('TRYING_')) delete process.env[name];
  rmSync('.env', { force: true });
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** The settings that some variables make. */
function read(variables: Record<string, string>): unknown {
  Object.assign(process.env, variables);
  return configFromEnv('TRY');
}

describe('configFromEnv()', () => {
  it('does not show the environment when it is given that for its prefix', () => {
    Object.assign(process.env, { TRY_SECRET: 'of-nobody' });
    const given = (() => {
      try {
        return configFromEnv(process.env as never);
      } catch (error) {
        return String(error);
      }
    })();
    expect(given).toBe(
      "TypeError: configFromEnv([Object]) needs the beginning of the variables' names: 'APP' reads APP_MAIL_FROM.",
    );
  });

  it.each<[Record<string, string>, unknown]>([
    [{ TRY_PORT: '5000' }, { port: 5000 }],
    [{ TRY_MAIL_FROM: 'a@example.com' }, { mailFrom: 'a@example.com' }],
    [{ TRY_DATABASE__URL: 'sqlite:' }, { database: { url: 'sqlite:' } }],
    [{ TRY_A__B_C__D: '1', TRY_A__E: '2' }, { a: { bC: { d: 1 }, e: 2 } }],
    [{ TRY_S3_BUCKET: 'x' }, { s3Bucket: 'x' }],
    [{}, {}],
    [{ TRYING_OTHER: '1' }, {}],
  ])('names settings as TypeScript does, and nests them: %j', (variables, settings) => {
    expect(read(variables)).toEqual(settings);
  });

  it.each<[string, unknown]>([
    ['true', true],
    ['null', null],
    ['-1.5', -1.5],
    ['["a",1]', ['a', 1]],
    ['{"a":{"b":1}}', { a: { b: 1 } }],
    ['"5"', '5'],
    ['text', 'text'],
    ['', ''],
    ['007', '007'],
    ['{a:1}', '{a:1}'],
    ['12345678901234567890', '12345678901234567890'],
  ])('parses a value that is JSON: %s', (text, value) => {
    expect(read({ TRY_VALUE: text })).toEqual({ value });
  });

  it('puts a variable into the JSON of another', () => {
    expect(read({ TRY_DATABASE: '{"url":"sqlite:","pool":1}', TRY_DATABASE__POOL: '5' })).toEqual({
      database: { url: 'sqlite:', pool: 5 },
    });
  });

  it('reads .env, which overrides nothing', () => {
    writeFileSync('.env', 'TRY_ONE=file\nTRY_OTHER=file');
    expect(read({ TRY_ONE: 'environment' })).toEqual({ one: 'environment', other: 'file' });
  });

  it('takes a prefix with its underscore, too', () => {
    process.env['TRY_PORT'] = '1';
    expect(configFromEnv('TRY_')).toEqual({ port: 1 });
  });

  it('takes any name for a name', () => {
    expect(read({ TRY_CONSTRUCTOR__NAME: 'x', TRY_TO_STRING: 'y' })).toEqual({
      constructor: { name: 'x' },
      toString: 'y',
    });
  });

  it.each(['', '_', '1', 'A-B', undefined, 5])('does not take the prefix %j', (prefix) => {
    expect(() => configFromEnv(prefix as string)).toThrow(
      "needs the beginning of the variables' names: 'APP' reads APP_MAIL_FROM.",
    );
  });

  it.each<[Record<string, string>, string]>([
    [
      { TRY_DATABASE: 'sqlite:', TRY_DATABASE__URL: 'x' },
      'TRY_DATABASE__URL: TRY_DATABASE is a value, and so has nothing below it',
    ],
    [{ TRY__URL: 'x' }, 'TRY__URL: its name has an underscore too many'],
    [{ TRY_A____B: 'x' }, 'TRY_A____B: its name has an underscore too many'],
    [{ TRY_A_: 'x' }, 'TRY_A_: its name has an underscore too many'],
    [{ TRY_: 'x' }, 'TRY_: its name has an underscore too many'],
  ])('names variables that cannot be: %j', (variables, message) => {
    expect(() => read(variables)).toThrow(message);
  });
});

describe('the schema of configFromEnv()', () => {
  const schema = z.object({
    mailFrom: z.string(),
    port: z.number().default(25),
    database: z.object({ url: z.string(), pool: z.number() }),
    hosts: z.array(z.string()).optional(),
    debug: z.boolean().optional(),
  });
  const good = { TRY_MAIL_FROM: 'a@example.com', TRY_DATABASE__URL: 'sqlite:', TRY_DATABASE__POOL: '5' };

  function check(variables: Record<string, string>) {
    Object.assign(process.env, variables);
    return configFromEnv('TRY', schema);
  }

  /** What is found, a line each. */
  function findings(run: () => unknown): string[] {
    try {
      run();
    } catch (error) {
      if (error instanceof SetupError) return error.findings.map(({ who, cause, cure }) => `${who}: ${cause}. ${cure}`);
      throw error;
    }
    return [];
  }

  it('gives the settings its type', () => {
    const config: { mailFrom: string; port: number } = check(good);
    expect(config).toEqual({ mailFrom: 'a@example.com', port: 25, database: { url: 'sqlite:', pool: 5 } });
    expect(createApp({ config }).config).toBe(config);
  });

  it.each(['12345', 'true', 'null', '{"a":1}', '00012'])('has a text left as it is where it wants text: %s', (text) => {
    expect(check({ ...good, TRY_MAIL_FROM: text }).mailFrom).toBe(text);
  });

  it('may be of another library', () => {
    Object.assign(process.env, { TRY_PASSWORD: '123', TRY_PORT: '5' });
    expect(configFromEnv('TRY', v.object({ password: v.string(), port: v.number() }))).toEqual({
      password: '123',
      port: 5,
    });
    expect(configFromEnv('TRY', type({ password: 'string', port: 'number' }))).toEqual({ password: '123', port: 5 });
  });

  it('finds all variables that are missing, those of groups, too', () => {
    const cure = 'Set it in the environment, or in .env.';
    expect(findings(() => check({}))).toEqual([
      `TRY_MAIL_FROM: it is missing. ${cure}`,
      `TRY_DATABASE__URL: it is missing. ${cure}`,
      `TRY_DATABASE__POOL: it is missing. ${cure}`,
    ]);
  });

  it('finds those that are wrong, and says why', () => {
    expect(findings(() => check({ ...good, TRY_PORT: 'many', TRY_DEBUG: '1', TRY_HOSTS: '["a",2]' }))).toEqual([
      expect.stringMatching(/^TRY_PORT: .*expected number, received string/),
      expect.stringMatching(/^TRY_HOSTS\.1: .*expected string, received number/),
      expect.stringMatching(/^TRY_DEBUG: .*expected boolean, received number/),
    ]);
  });

  it('says what was likely meant', () => {
    expect(findings(() => check({ ...good, TRY_MIAL_FROM: 'x', TRY_MAIL_FROM: undefined as never }))).toEqual([]);
    delete process.env['TRY_MAIL_FROM'];
    expect(findings(() => check({ TRY_MIAL_FROM: 'x' }))).toEqual([
      "TRY_MAIL_FROM: it is missing. Set it in the environment, or in .env. Did you mean 'TRY_MIAL_FROM'?",
    ]);
  });

  it.each([
    ['apiURL', 'TRY_API_URL'],
    ['mail_from', 'TRY_MAIL_FROM'],
    ['mail-from', 'TRY_MAIL_FROM'],
    ['SMTPHost', 'TRY_SMTP_HOST'],
    ['oauth2ClientId', 'TRY_OAUTH2_CLIENT_ID'],
    ['mailFrom', 'TRY_MAILFROM'],
  ])('may spell a setting in its own way: %s is %s', (key, name) => {
    process.env[name] = 'set';
    for (const schema of [
      z.object({ [key]: z.string().default('unset') }),
      z.strictObject({ [key]: z.string() }),
      z.looseObject({ [key]: z.string() }),
      v.object({ [key]: v.optional(v.string(), 'unset') }),
      type({ [`${key}?`]: 'string' }),
    ])
      expect(configFromEnv('TRY', schema)).toEqual({ [key]: 'set' });
  });

  it('may spell those of groups so, and wants text left as it is there, too', () => {
    Object.assign(process.env, { TRY_MAIL_SERVER__HOST_NAME: '5', TRY_MAIL_SERVER__PORT: '5' });
    const server = z.object({ HOSTName: z.string().default('unset'), port: z.number() });
    expect(configFromEnv('TRY', z.object({ mail_server: server }))).toEqual({
      mail_server: { HOSTName: '5', port: 5 },
    });
  });

  it.each(['apiURL', 'api_url', 'api-url'])('asks for the variable that sets %s', (key) => {
    const spelt = z.object({ [key]: z.string() });
    expect(findings(() => configFromEnv('TRY', spelt))).toEqual([
      'TRY_API_URL: it is missing. Set it in the environment, or in .env.',
    ]);
  });

  it('says of what is wrong which variable it came from', () => {
    process.env['TRY_APIURL'] = 'x';
    expect(findings(() => configFromEnv('TRY', z.object({ api_url: z.number() })))).toEqual([
      expect.stringMatching(/^TRY_APIURL: .*expected number/),
    ]);
  });

  it('takes one variable for one setting', () => {
    Object.assign(process.env, { TRY_API_URL: 'x', TRY_APIURL: 'y', TRY_MAIL_FROM: 'z' });
    const schema = z.object({ apiURL: z.string(), mail_from: z.string(), 'mail-from': z.string() });
    expect(findings(() => configFromEnv('TRY', schema))).toEqual([
      'TRY_API_URL: it and TRY_APIURL are the same setting, apiURL. Unset one of them.',
      'TRY_MAIL_FROM: it fits both mail_from and mail-from of the schema. Rename one of them.',
    ]);
    expect(configFromEnv('TRY', z.object({ apiUrl: z.string(), mailFrom: z.string() }))).toEqual({
      apiUrl: 'x',
      mailFrom: 'z',
    });
  });

  it('takes what lies in JSON by its own name alone', () => {
    process.env['TRY_MAIL'] = '{"mail_from":"x"}';
    expect(configFromEnv('TRY', z.object({ mail: z.object({ mailFrom: z.string().default('unset') }) }))).toEqual({
      mail: { mailFrom: 'unset' },
    });
  });

  it('tells no values, which may be secret', () => {
    expect(findings(() => check({ ...good, TRY_DATABASE__POOL: 'hunter2' })).join()).not.toContain('hunter2');
  });

  it('may look at all settings together', () => {
    process.env['TRY_A'] = '1';
    expect(findings(() => configFromEnv('TRY', z.strictObject({})))).toEqual([
      expect.stringMatching(/^TRY_\*: .*Unrecognized key: "a"/),
    ]);
  });

  it('has no asynchronous checks', () => {
    const later = { '~standard': { version: 1, vendor: 'test', validate: async () => ({ value: {} }) } } as const;
    expect(() => configFromEnv('TRY', later)).toThrow(
      "configFromEnv('TRY') takes a schema that validates at once, and this one has asynchronous checks.",
    );
  });

  it.each([{}, 'x', null, 5])('is a Standard Schema, not %j', (nothing) => {
    expect(() => configFromEnv('TRY', nothing as never)).toThrow(
      'takes a schema of zod, valibot, arktype or another library of standardschema.dev.',
    );
  });
});
