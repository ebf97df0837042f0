import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';

import { APP, PATIENCE, Project, type Command } from '../support/project.js';

/** Says which process answers, what the code and what .env says. */
const saying = (text: string): string =>
  APP.replace("'Hello'", `[process.pid, '${text}', process.env['GREETING'] ?? 'none'].join(' ')`);

async function runDebug(
  files: Record<string, string> = {},
): Promise<{ project: Project; command: Command; address: string }> {
  const project = new Project({ 'app.ts': saying('one'), ...files });
  const command = project.start(['run', '--debug', '--no-check'], { env: { PHIAL_PORT: '0' } });
  return { project, command, address: await command.address() };
}

/** What the app answers: the process, and the rest. */
async function ask(address: string): Promise<{ pid: number; text: string }> {
  const [pid, ...rest] = (await (await fetch(address)).text()).split(' ');
  return { pid: Number(pid), text: rest.join(' ') };
}

/** The processes that a command has started, itself included. */
function processesOf({ child }: Command): number[] {
  return execFileSync('ps', ['-eo', 'pid=,pgid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, state]) => Number(group) === child.pid && state?.includes('Z') === false)
    .map(([pid]) => Number(pid));
}

/** The process that waits for the next save. */
async function spareOf(command: Command, app: number): Promise<number> {
  for (;;) {
    const spare = processesOf(command).find((pid) => pid !== app && pid !== command.child.pid);
    if (spare !== undefined) return spare;
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Saves files, and waits for the app that has read them. */
async function save(project: Project, command: Command, files: Record<string, string>): Promise<void> {
  const said = command.stdout.length;
  project.write(files);
  await command.says(/restarting[^]*Listening at/, said);
}

describe('The spare of phial run --debug', () => {
  it(
    'was started before the save that it answers',
    async () => {
      const { project, command, address } = await runDebug();
      const spare = await spareOf(command, (await ask(address)).pid);
      await save(project, command, { 'app.ts': saying('two') });
      expect(await ask(address)).toEqual({ pid: spare, text: 'two none' });
    },
    PATIENCE,
  );

  it(
    'is made anew after each save, be it ready or not',
    async () => {
      const { project, command, address } = await runDebug();
      for (const text of ['two', 'three', 'four', 'five']) {
        await save(project, command, { 'app.ts': saying(text) });
        expect((await ask(address)).text).toBe(`${text} none`);
      }
      const spare = await spareOf(command, (await ask(address)).pid);
      await save(project, command, { 'app.ts': saying('six') });
      expect((await ask(address)).pid).toBe(spare);
    },
    PATIENCE,
  );

  it(
    'is not used when .env has changed, or is gone',
    async () => {
      const { project, command, address } = await runDebug({ '.env': 'GREETING=Hello\n' });
      const first = await spareOf(command, (await ask(address)).pid);
      await save(project, command, { '.env': 'GREETING=Moin\n' });
      const { pid, text } = await ask(address);
      expect([pid === first, text]).toEqual([false, 'one Moin']);
      await spareOf(command, pid);
      const said = command.stdout.length;
      project.remove('.env');
      await command.says(/restarting[^]*Listening at/, said);
      expect((await ask(address)).text).toBe('one none');
    },
    PATIENCE,
  );

  it(
    'is not used when a package that it has loaded has changed',
    async () => {
      const { project, command, address } = await runDebug({
        'node_modules/greeting/package.json': '{ "type": "module", "exports": "./greeting.js", "sideEffects": false }',
        'node_modules/greeting/greeting.js': "export const greeting = 'Hello';",
        'app.ts': `import { greeting } from 'greeting';\n${saying('two').replace("'two'", 'greeting')}`,
      });
      const { pid, text } = await ask(address);
      const spare = await spareOf(command, pid);
      project.write({ 'node_modules/greeting/greeting.js': "export const greeting = 'Moin';" });
      // As package managers do.
      utimesSync(join(project.folder, 'node_modules/greeting/greeting.js'), 1, 1);
      await save(project, command, { 'other.ts': '' });
      const after = await ask(address);
      expect([text, after.text, after.pid === spare]).toEqual(['Hello none', 'Moin none', false]);
    },
    PATIENCE,
  );

  it(
    'runs nothing of the user’s before the save, nor packages that do not say that they only load',
    async () => {
      const { project, command, address } = await runDebug({
        'node_modules/noisy/package.json': '{ "type": "module", "exports": "./noisy.js" }',
        'node_modules/noisy/noisy.js': "console.log('noisy', process.pid);",
        'app.ts': `import 'noisy';\nconsole.log('mine', process.pid);\n${saying('one')}`,
      });
      const { pid } = await ask(address);
      const spare = await spareOf(command, pid);
      await save(project, command, {
        'app.ts': `import 'noisy';\nconsole.log('mine', process.pid);\n${saying('two')}`,
      });
      const [before, after] = command.stdout.split('restarting');
      expect([before!.includes(String(spare)), after!.match(/noisy \d+|mine \d+/g)]).toEqual([
        false,
        [`noisy ${spare}`, `mine ${spare}`],
      ]);
    },
    PATIENCE,
  );

  it(
    'mends an app that was broken',
    async () => {
      const { project, command, address } = await runDebug();
      project.write({ 'app.ts': 'export const app = (;' });
      await command.says('waiting for a change');
      const spare = await spareOf(command, 0);
      await save(project, command, { 'app.ts': saying('two') });
      expect(await ask(address)).toEqual({ pid: spare, text: 'two none' });
    },
    PATIENCE,
  );

  it(
    'is missed by nobody when it was killed',
    async () => {
      const { project, command, address } = await runDebug();
      process.kill(await spareOf(command, (await ask(address)).pid), 'SIGKILL');
      await save(project, command, { 'app.ts': saying('two') });
      expect((await ask(address)).text).toBe('two none');
    },
    PATIENCE,
  );

  it.each([
    ['Ctrl-C', (command: Command) => command.interrupt()],
    ['the end of the supervisor alone', (command: Command) => command.child.kill('SIGTERM')],
    ['the kill of the supervisor', (command: Command) => command.child.kill('SIGKILL')],
  ])(
    'ends with %s',
    async (_how, end) => {
      const { command, address } = await runDebug();
      await spareOf(command, (await ask(address)).pid);
      end(command);
      await command.ended;
      expect(processesOf(command)).toEqual([]);
    },
    PATIENCE,
  );
});
