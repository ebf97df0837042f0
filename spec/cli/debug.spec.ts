import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { APP, COMMAND, PATIENCE, Project, type Command } from '../support/project.js';

const saying = (text: string): string => APP.replace("'Hello'", `'${text}'`);

/** An app in debug mode, with its address. */
async function runDebug(
  files: Record<string, string> = { 'app.ts': APP },
  env: Record<string, string> = {},
): Promise<{ project: Project; command: Command; address: string }> {
  const project = new Project(files);
  const command = project.start(['run', '--debug'], { env: { PHIAL_PORT: '0', ...env } });
  return { project, command, address: await command.address() };
}

/** What a browser is shown. */
const browse = async (address: string): Promise<string> =>
  (await fetch(address, { headers: { accept: 'text/html' } })).text();

/** The processes that a command has started, itself included. */
function processesOf({ child }: Command): number {
  return execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => Number.parseInt(line) === child.pid && !line.includes('Z')).length;
}

const restarted = /app\.ts changed: restarting[^]*Listening at/;

describe('phial run --debug', () => {
  it(
    'restarts the app on the same port when its code changes, and says what has changed',
    async () => {
      const { project, command, address } = await runDebug();
      const said = command.stdout.length;
      project.write({ 'app.ts': saying('Moin') });
      await command.says(restarted, said);
      expect(await browse(address)).toContain('Moin');
    },
    PATIENCE,
  );

  it(
    'is what PHIAL_DEBUG asks for, in .env, too',
    async () => {
      const project = new Project({ 'app.ts': APP, '.env': 'PHIAL_DEBUG=1\nPHIAL_PORT=0\n' });
      const command = project.start(['run']);
      await command.says(/Listening at \S+, in debug mode/);
      project.write({ 'app.ts': saying('Moin') });
      await command.says(restarted);
    },
    PATIENCE,
  );

  it(
    'does not restart for its own output, which a shell writes into the folder',
    async () => {
      const project = new Project({ 'app.ts': "throw new Error('It is broken.');" });
      const output = openSync(join(project.folder, 'out.txt'), 'w');
      const child = spawn(process.execPath, [COMMAND, 'run', '--debug'], {
        cwd: project.folder,
        env: { ...process.env, PHIAL_PORT: '0' },
        stdio: ['ignore', output, output],
      });
      const said = (): string => readFileSync(join(project.folder, 'out.txt'), 'utf8');
      while (!said().includes('waiting for a change')) await sleep(50);
      await sleep(1000);
      child.kill();
      await once(child, 'exit');
      closeSync(output);
      expect(said().match(/waiting for a change|restarting/g)).toEqual(['waiting for a change']);
    },
    PATIENCE,
  );

  it(
    'logs one readable line per request, without its query',
    async () => {
      const { command, address } = await runDebug();
      await fetch(`${address}/numbers/3?page=1`);
      await command.says(/^\d\d:\d\d:\d\d INFO {2}GET \/numbers\/3 200 [\d.]+ ms$/m);
    },
    PATIENCE,
  );

  it(
    'lets a request that comes meanwhile wait for the new code, its body included',
    async () => {
      const { project, command, address } = await runDebug();
      const posting = APP.replace('Get }', 'Post, Request }')
        .replaceAll('@Get', '@Post')
        .replace('index()', 'index(request: Request)')
        .replace("'Hello'", "`got ${request.form.get('name')}`");
      project.write({
        'app.ts': `console.log('the new code starts');\nawait new Promise((done) => setTimeout(done, 500));\n${posting}`,
      });
      await command.says('the new code starts');
      const response = await fetch(address, {
        method: 'POST',
        body: new URLSearchParams({ name: 'Ada' }),
        redirect: 'error',
      });
      expect(await response.text()).toBe('got Ada');
    },
    PATIENCE,
  );

  it(
    'refuses no connection while it restarts',
    async () => {
      const { project, command, address } = await runDebug();
      let isOver = false;
      const errors: unknown[] = [];
      const knock = async (): Promise<void> => {
        const socket = connect(Number(new URL(address).port), '127.0.0.1');
        await once(socket, 'connect').catch(({ code }: NodeJS.ErrnoException) => errors.push(code));
        socket.destroy();
      };
      const knocking = (async () => {
        while (!isOver) await Promise.all([knock(), sleep(1)]);
      })();
      for (const text of ['one', 'two', 'three']) {
        const said = command.stdout.length;
        project.write({ 'app.ts': saying(text) });
        await command.says(restarted, said);
      }
      isOver = true;
      await knocking;
      expect(errors).not.toContain('ECONNREFUSED');
    },
    PATIENCE,
  );

  it(
    'listens where the new code says, and leaves the old port',
    async () => {
      const running = (host: string): string => `${APP}await app.run({ host: '${host}' });\n`;
      const { project, command, address } = await runDebug({ 'app.ts': running('127.0.0.1') });
      project.write({ 'app.ts': running('127.0.0.2') });
      const [, other] = await command.says(/restarting[^]*Listening at (http:\/\/127\.0\.0\.2:\d+)/);
      expect(await browse(other!)).toContain('Hello');
      await expect(fetch(address)).rejects.toThrow('fetch failed');
    },
    PATIENCE,
  );

  it(
    'restarts once for all that an editor saves in one go',
    async () => {
      const { project, command } = await runDebug({ 'app.ts': APP, 'one.ts': '', 'two.ts': '' });
      const said = command.stdout.length;
      for (const text of ['// 1', '// 2', '// 3'])
        project.write({ 'one.ts': text, 'two.ts': text, 'app.ts': saying(text) });
      await command.says(/restarting[^]*Listening at/, said);
      project.write({ 'app.ts': saying('the end') });
      await command.says(/restarting[^]*Listening at[^]*restarting[^]*Listening at/, said);
      expect(command.stdout.slice(said).match(/restarting/g)).toHaveLength(2);
    },
    PATIENCE,
  );

  it(
    'reads templates and static files afresh, without a restart',
    async () => {
      const { project, command, address } = await runDebug({
        'app.ts': APP.replace('Get }', 'Get, render }').replace("'Hello'", "render('index')"),
        'templates/index.hbs': 'Hello',
        'static/site.js': '1',
      });
      project.write({ 'templates/index.hbs': 'Moin', 'static/site.js': '2', 'notes.txt': '', 'app.spec.ts': '' });
      expect(await browse(address)).toContain('Moin');
      expect(await browse(`${address}/static/site.js`)).toBe('2');
      const said = command.stdout.length;
      project.write({ 'package.json': '{ "type": "module", "name": "other" }' });
      expect((await command.says(/(\S+) changed: restarting/, said))[1]).toBe('package.json');
    },
    PATIENCE,
  );

  it(
    'gives the next process what .env says now',
    async () => {
      const { project, command, address } = await runDebug({
        'app.ts': APP.replace("'Hello'", "process.env['GREETING'] ?? 'none'"),
        '.env': 'GREETING=Hello\n',
      });
      expect(await browse(address)).toContain('Hello');
      project.write({ '.env': 'GREETING=Moin\n' });
      await command.says(/\.env changed: restarting[^]*Listening at/);
      expect(await browse(address)).toContain('Moin');
      project.write({ '.env': '' });
      await command.says(/restarting[^]*restarting[^]*Listening at/);
      expect(await browse(address)).toContain('none');
    },
    PATIENCE,
  );

  it(
    'makes a random key for sessions, with a warning',
    async () => {
      const { command } = await runDebug({
        'app.ts': APP.replace('Get }', 'Get, Session }').replace('index()', 'index(_session: Session)'),
      });
      await command.says('WARN  secretKey: there is no secret key');
    },
    PATIENCE,
  );
});

describe('Code that does not start', () => {
  it(
    'is told of without the colours of a terminal',
    async () => {
      const { project, command, address } = await runDebug();
      project.write({ 'app.ts': "throw new Error('\\u001b[31mred');" });
      await command.says('phial: waiting for a change of the code');
      expect(await (await fetch(address)).text()).toContain('Error: red');
    },
    PATIENCE,
  );

  it(
    'is not started again for what is written into a log or a database',
    async () => {
      const { project, command } = await runDebug();
      project.write({ 'app.ts': "throw new Error('no database');" });
      await command.says('phial: waiting for a change of the code');
      const said = command.stdout.length;
      const written = ['dev.log', 'shop.sqlite3', 'shop.db', 'shop.db-wal', 'shop.db-journal', 'app.ts.swp', 'app.ts~'];
      project.write(Object.fromEntries(written.map((name) => [name, 'a'])));
      await sleep(500);
      project.write({ 'notes.txt': 'a' });
      expect((await command.says(/^phial: (.+) changed: restarting/m, said))[1]).toBe('notes.txt');
    },
    PATIENCE,
  );

  it.each([
    ['does not parse', 'export const app = (;', 'app.ts does not parse'],
    ['has what the doctor finds', APP.replace("'/'", "'index'"), 'The app has one mistake:\n  1. Pages.index: '],
    ['throws', "throw new Error('no database');", 'Error: no database'],
    ['exports no app', '', 'app.ts exports nothing'],
    ['ends', 'process.exit(0);', 'The app has ended by itself (exit code 0)'],
  ])(
    'is shown in the terminal and to a browser until it is mended: it %s',
    async (_how, code, message) => {
      const { project, command, address } = await runDebug();
      project.write({ 'app.ts': code });
      await command.says('phial: waiting for a change of the code');
      if (!message.includes('ended')) expect(command.stderr).toContain(message);
      const page = await fetch(address, { headers: { accept: 'text/html' } });
      expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain(message);
      expect(await (await fetch(address)).text()).toMatch(/^The app does not start\.\n\n[^<]/);
      const said = command.stdout.length;
      project.write({ 'app.ts': saying('Moin') });
      await command.says(restarted, said);
      expect(await browse(address)).toContain('Moin');
    },
    PATIENCE,
  );

  it(
    'may be so from the first start on',
    async () => {
      const project = new Project({ 'app.ts': 'export const app = (;' });
      const command = project.start(['run', '--debug'], { env: { PHIAL_PORT: '0' } });
      await command.says('waiting for a change');
      project.write({ 'app.ts': APP });
      expect(await browse(await command.address())).toContain('Hello');
    },
    PATIENCE,
  );

  it(
    'may have a template that does not compile, and is mended there',
    async () => {
      const { project, command, address } = await runDebug({ 'app.ts': APP, 'templates/index.hbs': 'Hello' });
      project.write({ 'templates/index.hbs': '{{#if}}', 'app.ts': saying('Moin') });
      await command.says('waiting for a change');
      project.write({ 'templates/index.hbs': 'Hello' });
      await command.says(/index\.hbs changed: restarting[^]*Listening at/);
      expect(await browse(address)).toContain('Moin');
    },
    PATIENCE,
  );

  it(
    'may run for a while: what ended it is shown',
    async () => {
      const { command, address } = await runDebug({
        'app.ts': APP.replace("return 'Hello'", "setImmediate(() => { throw new Error('too late'); }); return 'Hello'"),
      });
      await browse(address);
      await command.says('waiting for a change');
      expect(await browse(address)).toContain('Error: too late');
    },
    PATIENCE,
  );
});

describe('A page in debug mode', () => {
  const page = APP.replace("'Hello'", "'<h1>Hello</h1>'");

  /** The events of a page's script: the first of each says which process it talks to. */
  async function* events(address: string): AsyncGenerator<string> {
    const { body } = await fetch(`${address}/__phial/live`);
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) yield* chunk.match(/(?<=data: ).+/g) ?? [];
  }

  it(
    'tells no other machine that it has changed',
    async () => {
      const { address } = await runDebug({ 'app.ts': page });
      const { status } = await fetch(`${address}/__phial/live`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
      expect(status).toBe(404);
    },
    PATIENCE,
  );

  it(
    'has a script that hears when a template or a static file has changed',
    async () => {
      const { project, address } = await runDebug({ 'app.ts': page, 'templates/index.hbs': '', 'static/site.css': '' });
      const [, version] = /<script src="\/__phial\/live\.js\?(.+?)">/.exec(await browse(address))!;
      const changes = events(address);
      expect((await changes.next()).value).toBe(version);
      project.write({ 'static/site.css': 'h1 {}' });
      expect((await changes.next()).value).not.toBe(version);
      await changes.return(undefined);
    },
    PATIENCE,
  );

  it(
    'hears of another version from another process',
    async () => {
      const { project, command, address } = await runDebug({ 'app.ts': page });
      const { value: version } = await events(address).next();
      project.write({ 'app.ts': `${page}\n` });
      await command.says(restarted);
      expect((await events(address).next()).value).not.toBe(version);
    },
    PATIENCE,
  );

  it.each([
    ['curl', 'GET', {}],
    ['a script of the page', 'GET', { accept: 'text/html', 'sec-fetch-dest': 'empty' }],
    ['a form, whose page would send it again', 'POST', { accept: 'text/html' }],
  ])(
    'has no script for %s',
    async (_who, method, headers) => {
      const { address } = await runDebug({
        'app.ts': page.replace('Get }', 'Get, Route }').replace("@Get('/')", "@Route('/', ['GET', 'POST'])"),
      });
      expect(await (await fetch(address, { method, headers: headers as Record<string, string> })).text()).toBe(
        '<h1>Hello</h1>',
      );
    },
    PATIENCE,
  );
});

describe('The end of phial run --debug', () => {
  const streaming = APP.replace(
    "return 'Hello'",
    "return (async function* () { yield 'begun'; await new Promise((done) => setTimeout(done, 60_000)); })()",
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'comes at once with %s, whatever still runs, and leaves no process',
    async (signal) => {
      const { command, address } = await runDebug({ 'app.ts': streaming });
      const response = await fetch(address);
      await response.body!.getReader().read();
      const begun = performance.now();
      command.interrupt(signal);
      expect(await command.ended).toBe(0);
      expect(performance.now() - begun).toBeLessThan(9000);
      expect(processesOf(command)).toBe(0);
    },
    PATIENCE,
  );

  it(
    'comes when the supervisor alone is told to stop',
    async () => {
      const { command } = await runDebug();
      command.child.kill('SIGTERM');
      expect(await command.ended).toBe(0);
      expect(processesOf(command)).toBe(0);
    },
    PATIENCE,
  );

  it(
    'comes for the app, too, when the supervisor is killed',
    async () => {
      const { command } = await runDebug();
      command.child.kill('SIGKILL');
      // The app held the same output.
      await command.ended;
      expect(processesOf(command)).toBe(0);
    },
    PATIENCE,
  );

  it(
    'comes while the app starts',
    async () => {
      const project = new Project({
        'app.ts': "console.log('starting');\nawait new Promise((done) => setTimeout(done, 60_000));",
      });
      const command = project.start(['run', '--debug'], { env: { PHIAL_PORT: '0' } });
      await command.says('starting');
      command.child.kill('SIGINT');
      expect(await command.ended).toBe(0);
      expect(processesOf(command)).toBe(0);
    },
    PATIENCE,
  );

  it(
    'comes while the code does not start',
    async () => {
      const command = new Project({ 'app.ts': '' }).start(['run', '--debug'], { env: { PHIAL_PORT: '0' } });
      await command.says('waiting for a change');
      command.interrupt();
      expect(await command.ended).toBe(0);
    },
    PATIENCE,
  );

  it(
    'comes for an app that hangs in a loop',
    async () => {
      const { command, address } = await runDebug({
        'app.ts': APP.replace("return 'Hello'", "console.log('looping'); for (;;);"),
      });
      fetch(address).catch(() => {});
      await command.says('looping');
      command.interrupt();
      expect(await command.ended).toBe(0);
      expect(processesOf(command)).toBe(0);
    },
    PATIENCE,
  );
});
