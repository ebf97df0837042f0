import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { Controller, createApp, Get, Request, type App } from 'phial';

import { sourceReader } from '../../lib/errors/sources.js';
import { describeWithChromium, startBrowser } from '../support/browser.js';

/** What an error may say of what a client sent. */
const THROWN: Record<string, (name: string, request: Request) => unknown> = {
  message: (name) => new Error(`There is no user ${name}`),
  'message alone': (name) => Object.assign(new Error(name), { name: '' }),
  name: (name) => Object.assign(new Error('x'), { name }),
  'message changed': (name) => {
    const error = new Error(`There is no user ${name}`);
    void error.stack;
    error.message = 'another';
    return error;
  },
  stack: (name) => Object.assign(new Error('x'), { stack: `Error: x${name}` }),
  stacktrace: (name) => Object.assign(new Error('x'), { stacktrace: name, 'opera#sourceloc': name }),
  file: (name) => readFileSync(`/data/${name}`),
  endpoint: (name, request) => request.urlFor(name),
  syntax: (name) => new SyntaxError(name),
  json: (name) => JSON.parse(name) as never,
  cause: (name) => new Error('x', { cause: new Error(name) }),
  'text as cause': (name) => new Error('x', { cause: name }),
  'odd causes': (name) => new Error('x', { cause: [Symbol(name), new RegExp(escape(name)), named(name), make(name)] }),
  several: (name) => new AggregateError([new Error(name)], name),
  help: (name) => Object.assign(new Error('x'), { help: name }),
  hint: (name) => Object.assign(new Error('x'), { hint: name }),
  member: (name) =>
    Object.assign(new Error('x'), { [name]: name, [Symbol(name)]: name, type: new Blob([], { type: name }) }),
  'hostile stack': (name) =>
    Object.defineProperty(new Error(name), 'stack', {
      get() {
        throw new Error(name);
      },
    }),
  'function name': (name) => named(name)(),
  text: (name) => name,
  object: (name) => ({ message: name, stack: name, hint: name }),
};

function escape(text: string): string {
  return text.replace(/[/()]/g, '.');
}

function named(name: string): () => never {
  const thrower = () => {
    throw new Error('x');
  };
  return Object.defineProperty(thrower, 'name', { value: name });
}

/** An instance of a class of that name. */
function make(name: string): object {
  const classes = { [name]: class {} };
  return new classes[name]!();
}

@Controller('/users')
class Users {
  @Get('/:how')
  show(how: string, request: Request) {
    throw THROWN[how]!(request.args.get('name')!, request);
  }
}

const PASSWD = '\n    at f (/etc/passwd:1:1)\n';
const FILES = [
  PASSWD,
  '\n    at f (/proc/self/environ:1:1)',
  '\n    at f (/dev/zero:1:1)',
  '\n    at f (file:///etc/passwd:1:1)',
  '\n    at file://host/etc/passwd:1:1\n',
].join('');
const scriptsFrom = (origin: string): string =>
  `<script src=${origin}/x.js></script>` +
  `\n    at f (/"><script src=${origin}/x.js></script>:1:1)` +
  `\n    at "><script src=${origin}/x.js></script> (/a.js:1:1)\n`;

function makeApp(): App {
  return createApp({ controllers: [Users], debug: true, fastify: { logger: false } });
}

const path = (how: string, name: string): string =>
  `/users/${encodeURIComponent(how)}?name=${encodeURIComponent(name)}`;

describe('The debug page under attack', () => {
  const app = makeApp();
  afterAll(() => app.close());

  it.each(Object.keys(THROWN))('shows no file and holds no script: %s', async (how) => {
    const name = FILES + scriptsFrom('//evil.example');
    const { status, text } = await app.testClient().get(path(how, name), { headers: { accept: 'text/html' } });
    expect([status, text.includes('stack-frames')]).toEqual([500, true]);
    expect(text).not.toMatch(/root:x?:0:0|PATH=/);
    expect(text).not.toContain('<script src=//evil');
  });

  it.each(Object.keys(THROWN))('is text and JSON that shows no file: %s', async (how) => {
    for (const accept of ['application/json', '*/*']) {
      const { status, text } = await app.testClient().get(path(how, FILES), { headers: { accept } });
      expect([status, text.includes('Users.show')]).toEqual([500, true]);
      expect(text).not.toMatch(/root:x?:0:0|PATH=/);
    }
  });

  it('names the handler as the first frame, whatever the message holds', async () => {
    const { text } = await app.testClient().get(path('message', PASSWD), { headers: { accept: 'text/html' } });
    expect(/<a[^>]*class="stack-frame-filepath" title="([^"]*)"/.exec(text)![1]).toBe(
      'spec/errors/debug-page-attacks.spec.ts',
    );
  });

  it('keeps the lines of a message apart from frames, in JSON and in text', async () => {
    const get = async (accept: string) => app.testClient().get(path('message', PASSWD), { headers: { accept } });
    const { stack } = (await get('application/json')).json() as { stack: string[] };
    expect(stack.slice(0, 2)).toEqual(['Error: There is no user ', '  |     at f (/etc/passwd:1:1)']);
    expect((await get('*/*')).text).toContain('\n  |     at f (/etc/passwd:1:1)\n');
  });

  it('sends no control characters to a terminal', async () => {
    const { text } = await app
      .testClient()
      .get(path('message', '\u001b[2J\r\u009b\u202e\u2066'), { headers: { accept: '*/*' } });
    expect(text).toContain('There is no user \\u001b[2J\\r\\u009b\\u202e\\u2066');
  });
});

describe('The source of a frame', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phial-sources-'));
  const file = (name: string): string => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'const secret = 1;');
    return join(folder, name);
  };
  const read = sourceReader([folder]);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['app.ts', 'lib/a.js', 'templates/page.hbs'])("is shown of the project's own: %s", async (name) => {
    expect(await read(file(name))).toBe('const secret = 1;');
  });

  it.each([
    '.env',
    '.env.js',
    '.git/hook.js',
    'instance/keys.js',
    'node_modules/other/index.js',
    'data.json',
    'secret-key',
    'app.ts.pem',
  ])('is not shown of %s', async (name) => {
    expect(await read(file(name))).toBeUndefined();
  });

  it('is not shown of what lies elsewhere, also behind a link', async () => {
    symlinkSync('/etc/passwd', join(folder, 'link.js'));
    expect(await read(join(folder, 'link.js'))).toBeUndefined();
    expect(await read(join(folder, '../other.js'))).toBeUndefined();
    expect(await sourceReader(['/'])(file('app.ts'))).toBeUndefined();
  });

  it('is not waited for when it is a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.js')]);
    expect(await read(join(folder, 'pipe.js'))).toBeUndefined();
  });
});

describeWithChromium('The debug page in a browser', () => {
  let browser: Browser;
  let evil: Server;
  let origin: string;
  let address: string;
  const app = makeApp();
  const asked: string[] = [];

  beforeAll(async () => {
    evil = createServer((request, response) => {
      asked.push(request.url!);
      response.setHeader('access-control-allow-origin', '*');
      response.end(request.url === '/x.js' ? 'document.title = "stolen"' : '<!doctype html>evil');
    });
    await new Promise<void>((done) => void evil.listen(0, '127.0.0.1', done));
    origin = `//127.0.0.1:${(evil.address() as AddressInfo).port}`;
    address = await app.run({ port: 0 });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app.close();
    evil.close();
  });

  it.each(Object.keys(THROWN))('runs no script of a page that leads there: %s', async (how) => {
    const page = await browser.newPage();
    asked.length = 0;
    await page.goto(`http:${origin}/`);
    await page.evaluate(`location = ${JSON.stringify(address + path(how, FILES + scriptsFrom(origin)))}`);
    await page.waitForURL(`${address}/**`);
    expect(await page.title()).toBe('Users.show failed');
    expect(asked).not.toContain('/x.js');
    expect(await page.content()).not.toMatch(/root:x?:0:0/);
    await page.close();
  });

  it('runs no script that gets into the page', async () => {
    const page = await browser.newPage();
    await page.goto(address + path('message', 'Ada'));
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { src: '${origin}/x.js' }))`,
    );
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="document.title = 1">')`);
    await page.waitForTimeout(300);
    expect([asked.includes('/x.js'), await page.title()]).toEqual([false, 'Users.show failed']);
    await page.close();
  });

  it('runs its own: source, raw view, theme and copy button', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address + path('message', 'Ada'));
    expect(await page.locator('.stack-frame.expanded .stack-frame-source').innerText()).toContain('There is no user');
    await page.click('#copy-error-btn');
    await page.waitForSelector('#copy-error-btn.copied');
    await page.click('#raw-frames-toggle');
    expect(await page.locator('#stack-frames-raw').innerText()).toContain('There is no user Ada');
    await page.click('#toggle-theme-label');
    if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'], fullPage: true });
    expect(complaints.filter((text) => !text.includes('500') && !text.includes('favicon'))).toEqual([]);
    await page.close();
  });
});
