import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp, Get, SetupError } from 'phial';

import { ChildApp } from '../support/child-app.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class Failing {
  @Get('/')
  index() {
    throw new Error('A secret detail');
  }
}

const NAMES = [
  'PHIAL_HOST',
  'PHIAL_PORT',
  'PHIAL_DEBUG',
  'PHIAL_SECRET_KEY',
  'NODE_ENV',
  'SETTING',
  'A',
  'KEY',
  'QUOTED',
  'UNCLOSED',
];

describe('the environment', () => {
  const home = process.cwd();
  const before = { ...process.env };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'phial-environment-'));
    process.chdir(folder);
    for (const name of NAMES) delete process.env[name];
  });

  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
    for (const name of NAMES) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  /** Where an app listens that is run with some options. */
  async function addressWith(options: object = {}): Promise<string> {
    const app = quietApp();
    const address = await app.run(options);
    await app.close();
    return address;
  }

  it('names the port', async () => {
    const port = await freePort();
    process.env['PHIAL_PORT'] = String(port);
    expect(await addressWith()).toBe(`http://127.0.0.1:${port}`);
  });

  it('names the host', async () => {
    process.env['PHIAL_HOST'] = '0.0.0.0';
    expect(await addressWith({ port: 0 })).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
  });

  it('gives way to an argument', async () => {
    process.env['PHIAL_PORT'] = 'nonsense';
    process.env['PHIAL_HOST'] = 'nonsense.invalid';
    expect(await addressWith({ port: 0, host: '127.0.0.1' })).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('says nothing when a variable is empty', async () => {
    process.env['PHIAL_HOST'] = '';
    expect(await addressWith({ port: 0 })).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it.each(['80a', '-1', '65536', '1.5', ' ', '1e3'])('names no port with %j', async (port) => {
    process.env['PHIAL_PORT'] = port;
    await expect(addressWith()).rejects.toThrow(
      `PHIAL_PORT is ${JSON.stringify(port)}; it must be a whole number from 0 to 65535.`,
    );
  });

  it('is named alone by an address that cannot be had', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    process.env['PHIAL_PORT'] = String(port);
    await expect(addressWith()).rejects.toThrow('Choose another with PHIAL_PORT; 0 picks a free one.');
    server.close();
    process.env['PHIAL_HOST'] = '192.0.2.1';
    await expect(addressWith({ port: 0 })).rejects.toThrow('Choose another with PHIAL_HOST: 127.0.0.1, or');
  });

  it('gives a host without a scheme', async () => {
    process.env['PHIAL_HOST'] = 'http://localhost:80/';
    await expect(addressWith({ port: 0 })).rejects.toThrow(
      'PHIAL_HOST is "http://localhost:80/"; write its name or address alone, without http://.',
    );
    await expect(addressWith({ port: 0, host: 'https://example.com' })).rejects.toThrow(
      'host is "https://example.com"; write its name or address alone, without https://.',
    );
  });

  it.each(['1', 'true', 'yes', 'on', 'TRUE'])('turns debug mode on with PHIAL_DEBUG=%s', async (value) => {
    process.env['PHIAL_DEBUG'] = value;
    expect(await isDebug()).toBe(true);
  });

  it.each(['0', 'false', 'no', 'off', ''])('leaves debug mode off with PHIAL_DEBUG=%s', async (value) => {
    process.env['PHIAL_DEBUG'] = value;
    expect(await isDebug()).toBe(false);
  });

  it('cannot say anything else of debug mode', () => {
    process.env['PHIAL_DEBUG'] = 'maybe';
    expect(() => createApp()).toThrow('PHIAL_DEBUG: it is "maybe"\n     Write 1 or 0.');
  });

  it('gives way to the option debug', async () => {
    process.env['PHIAL_DEBUG'] = '1';
    expect(await isDebug({ debug: false })).toBe(false);
  });

  it('has the secret key', () => {
    process.env['PHIAL_SECRET_KEY'] = 'short';
    expect(() => createApp()).toThrow('a key of 5 characters');
  });

  it('refuses debug mode in production, whoever asks for it', async () => {
    process.env['NODE_ENV'] = 'production';
    expect(() => createApp({ debug: true })).toThrow(SetupError);
    const app = createApp();
    await expect(app.run({ port: 0, debug: true })).rejects.toThrow(
      'Turn it off: unset PHIAL_DEBUG, or pass debug: false.',
    );
  });

  describe('and the file .env', () => {
    it('is read by createApp()', () => {
      writeFileSync('.env', 'SETTING="from the file"\n');
      createApp();
      expect(process.env['SETTING']).toBe('from the file');
    });

    it('overrides it', () => {
      process.env['SETTING'] = 'from the environment';
      writeFileSync('.env', 'SETTING=from the file');
      createApp();
      expect(process.env['SETTING']).toBe('from the environment');
    });

    it('overrides it even with an empty value', () => {
      process.env['SETTING'] = '';
      writeFileSync('.env', 'SETTING=from the file');
      createApp();
      expect(process.env['SETTING']).toBe('');
    });

    it('names the port and turns debug mode on, too', async () => {
      writeFileSync('.env', 'PHIAL_DEBUG=1\nPHIAL_PORT=x');
      expect(await isDebug()).toBe(true);
      await expect(addressWith()).rejects.toThrow('PHIAL_PORT is "x"');
    });

    it('takes comments, quotes and a byte order mark', () => {
      writeFileSync('.env', "\uFEFFSETTING='a # b' # a comment\n");
      createApp();
      expect(process.env['SETTING']).toBe('a # b');
    });

    it.each([
      ['   '],
      ['  # a comment'],
      ['notes'],
      ['KEY: value'],
      ['export A'],
      ['=value'],
      ['<<<<<<< HEAD'],
      ['=======\n>>>>>>> main'],
      ['KEY=-----BEGIN KEY-----\nabc/def+\n-----END KEY-----'],
      ['QUOTED="two\nlines"'],
      ['UNCLOSED="'],
    ])('loses no variable behind %j', (line) => {
      writeFileSync('.env', `${line}\n  export SETTING=found\n`);
      createApp({ fastify: { logger: false } });
      expect(process.env['SETTING']).toBe('found');
    });

    it.each([['SETTING="two"'], ['OTHER=1\nSETTING="two" # three'], ['SETTING="two"\nJSON={"a":"b"}']])(
      'loses no variable between a quote that nothing closes and %j',
      (lines) => {
        writeFileSync('.env', `UNCLOSED="one\n${lines}\n`);
        createApp({ fastify: { logger: false } });
        expect(process.env['SETTING']).toBe('two');
      },
    );

    it('has values of several lines, with whatever stands in them', () => {
      writeFileSync('.env', 'SETTING="one\n\nnotes\n  # two"\n');
      createApp({ fastify: { logger: false } });
      expect(process.env['SETTING']).toBe('one\n\nnotes\n  # two');
    });

    it('is warned of by the numbers of lines that set nothing, never by their text', () => {
      const { logger, entries } = loggedBy();
      writeFileSync('.env', 'A=1\n\n# a comment\nsecret\n  \nKEY: secret\nSETTING="x\ny"\n');
      createApp({ fastify: { logger } });
      expect(entries.map(({ msg }) => msg)).toEqual([
        '.env: lines 4, 6 set no variable. Write NAME=value, put a value of several lines into quotes, and # before a comment. (PH418)',
      ]);
    });

    it.each(['"', "'", '`'])('keeps a value whose quote %s nothing closes, and warns of it by its line', (quote) => {
      const { logger, entries } = loggedBy();
      writeFileSync('.env', `A=${quote}one\nKEY=2\nSETTING=${quote}two`);
      createApp({ fastify: { logger } });
      expect(process.env['SETTING']).toBe(`${quote}two`);
      expect(entries.map(({ msg }) => msg)).toEqual([
        '.env: lines 1, 3 begin a value with a quote that nothing closes. End the value with the same quote, or leave the first away. (PH418)',
      ]);
    });

    it('says so when it cannot be read', () => {
      mkdirSync('.env');
      expect(() => createApp()).toThrow(`The file .env in ${process.cwd()} cannot be read: EISDIR`);
    });

    it('is looked for in the working directory of the process', async () => {
      const port = await freePort();
      writeFileSync('.env', `PHIAL_PORT=${port}\nSETTING=found`);
      const child = new ChildApp('environment.ts', {}, folder);
      try {
        expect(await child.address()).toBe(`http://127.0.0.1:${port}`);
        expect(await child.line('SETTING=')).toBe('SETTING=found');
      } finally {
        child.kill('SIGKILL');
        await child.exit;
      }
    });
  });
});

/** Whether an app shows its debug page. */
async function isDebug(options: object = {}): Promise<boolean> {
  const { text } = await quietApp([Failing], options).testClient().get('/');
  return text.includes('A secret detail');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
