import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { availableParallelism } from 'node:os';

import { APP, PATIENCE, Project, type Command } from '../support/project.js';

// An app that tells which process answers, can be made to die, and takes its time.
const TELLING = APP.replace("'Hello'", 'String(process.pid)').replace(
  "@Get('/numbers/:number')",
  "@Get('/die')\n  die() {\n    setImmediate(() => process.exit(7));\n    return '';\n  }\n\n  @Get('/slow')\n  async slow() {\n    console.log('slow begins');\n    await new Promise((done) => setTimeout(done, 700));\n    return 'done';\n  }\n\n  @Get('/numbers/:number')",
);

async function runWorkers(
  code = TELLING,
  count = '2',
): Promise<{ project: Project; command: Command; address: string }> {
  const project = new Project({ 'app.ts': code });
  const command = project.start(['run', '--workers', count, '--port', '0']);
  const address = await command.address();
  await command.says(/phial: \d+ workers of process \d+/);
  if (count === '2') await command.says(/(Listening at[^]*){2}/);
  return { project, command, address };
}

/** A request, over a connection of its own unless an agent keeps them. */
async function ask(address: string, agent = new Agent({ keepAlive: false })): Promise<string> {
  const request = get(address, { agent });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** The processes that answer, as many as were asked for. */
async function answering(address: string, count: number): Promise<Set<string>> {
  const processes = new Set<string>();
  while (processes.size < count) processes.add(await ask(address));
  return processes;
}

describe('phial run --workers', () => {
  it(
    'answers from several processes on one port',
    async () => {
      const { command, address } = await runWorkers();
      const processes = await answering(address, 2);
      expect([...processes]).not.toContain(String(command.child.pid));
    },
    PATIENCE,
  );

  it(
    'starts one for each processor with auto',
    async () => {
      if (availableParallelism() === 1) return;
      const command = new Project({ 'app.ts': APP }).start(['run', '--workers', 'auto', '--port', '0']);
      await command.says(`phial: ${availableParallelism()} workers of process ${command.child.pid}`);
    },
    PATIENCE,
  );

  it(
    'replaces a worker that dies, later and later',
    async () => {
      const { command, address } = await runWorkers();
      const [, second] = await command.says(/(?:"pid":(\d+)[^\n]*Listening at[^]*){2}/);
      process.kill(Number(second), 'SIGKILL');
      await command.says(/worker \d+ died \(SIGKILL\); another starts in 200 ms/);
      const [, third] = await command.says(/(?:"pid":(\d+)[^\n]*Listening at[^]*){3}/);
      process.kill(Number(third), 'SIGKILL');
      await command.says('another starts in 400 ms');
      await command.says(/(Listening at[^]*){4}/);
      await ask(`${address}/die`);
      await command.says(/died \(exit code 7\); another starts/);
      await answering(address, 2);
    },
    PATIENCE,
  );

  it(
    'lets all workers finish what runs when it is told to stop',
    async () => {
      const { command, address } = await runWorkers();
      const answers = Promise.all([ask(`${address}/slow`), ask(`${address}/slow`)]);
      await command.says(/(slow begins[^]*){2}/);
      command.child.kill('SIGTERM');
      expect(await answers).toEqual(['done', 'done']);
      expect(await command.ended).toBe(0);
    },
    PATIENCE,
  );

  it(
    'does so with Ctrl-C, which each worker hears itself',
    async () => {
      const { command, address } = await runWorkers();
      const answer = ask(`${address}/slow`);
      await command.says('slow begins');
      command.interrupt();
      expect(await answer).toBe('done');
      expect(await command.ended).toBe(0);
    },
    PATIENCE,
  );

  it(
    'ends at once when it is told so twice',
    async () => {
      const { command, address } = await runWorkers(TELLING.replace('700', '60_000'));
      ask(`${address}/slow`).catch(() => {});
      await command.says('slow begins');
      command.child.kill('SIGTERM');
      await command.says('phial: the workers finish what runs');
      const begun = performance.now();
      command.child.kill('SIGTERM');
      expect(await command.ended).toBe(1);
      expect(performance.now() - begun).toBeLessThan(9000);
    },
    PATIENCE,
  );

  it(
    'leaves no worker behind when it is killed',
    async () => {
      const { command } = await runWorkers();
      command.child.kill('SIGKILL');
      // The workers held the same output.
      await command.ended;
    },
    PATIENCE,
  );

  it.each([false, true])(
    'replaces the workers one by one at SIGHUP, and no request fails: keepAlive %p',
    async (keepAlive) => {
      const { command, address } = await runWorkers();
      const before = await answering(address, 2);
      let isOver = false;
      const failures: unknown[] = [];
      const agent = new Agent({ keepAlive });
      const load = async (): Promise<void> => {
        while (!isOver) await ask(address, agent).catch((error: unknown) => failures.push(error));
      };
      const clients = Promise.all(Array.from({ length: 8 }, load));
      command.child.kill('SIGHUP');
      await command.says('phial: all workers are replaced');
      isOver = true;
      await clients;
      agent.destroy();
      expect(failures).toEqual([]);
      const after = await answering(address, 2);
      expect([...after].filter((process) => before.has(process))).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'keeps the old workers when the new code does not start',
    async () => {
      const { project, command, address } = await runWorkers();
      const before = await answering(address, 2);
      project.write({ 'app.ts': "throw new Error('no database');" });
      command.child.kill('SIGHUP');
      await command.says('phial: the new worker does not start, so that the old ones stay');
      expect(await answering(address, 2)).toEqual(before);
    },
    PATIENCE,
  );

  it(
    'kills a new worker that never listens, so that the next SIGHUP works',
    async () => {
      const { project, command, address } = await runWorkers();
      const before = await answering(address, 2);
      project.write({ 'app.ts': `setInterval(() => {}, 1000);\nawait new Promise(() => {});\n${TELLING}` });
      command.child.kill('SIGHUP');
      await command.says('phial: the new worker has not listened for 30 s, and is killed');
      await command.says('phial: the new worker does not start, so that the old ones stay');
      expect(await answering(address, 2)).toEqual(before);
      project.write({ 'app.ts': TELLING });
      command.child.kill('SIGHUP');
      await command.says('phial: all workers are replaced');
    },
    PATIENCE,
  );
});

describe('A worker that still starts when the command is told to stop', () => {
  it.each([
    ['loads its code', 'await waitLong();\n', ''],
    ['is in an @OnStart() method', '', '  @OnStart()\n  async open() {\n    await waitLong();\n  }\n'],
  ])(
    'ends at once: it %s',
    async (_when, atTop, method) => {
      const { project, command, address } = await runWorkers();
      const waiting = `const waitLong = () => {\n  console.log('the next one starts');\n  return new Promise((done) => setTimeout(done, 60_000));\n};\n`;
      project.write({
        'app.ts': TELLING.replace('createApp,', 'createApp, OnStart,')
          .replace('@Controller()', `${waiting}${atTop}@Controller()`)
          .replace("  @Get('/')", `${method}  @Get('/')`),
      });
      await ask(`${address}/die`);
      await command.says('the next one starts');
      const begun = performance.now();
      command.child.kill('SIGTERM');
      expect(await command.ended).toBe(0);
      expect(performance.now() - begun).toBeLessThan(9000);
    },
    PATIENCE,
  );
});

describe('A first worker that takes long to start', () => {
  it(
    'is told of after a while, and waited for',
    async () => {
      const code = `await new Promise((resolve) => setTimeout(resolve, 33_000));\n${TELLING}`;
      const command = new Project({ 'app.ts': code }).start(['run', '--workers', '2', '--port', '0']);
      await command.says('phial: the first worker does not listen yet, after 30 s');
      await command.says('phial: 2 workers of process');
    },
    PATIENCE,
  );
});

describe('Workers that cannot start', () => {
  it.each([
    [
      'for what the doctor finds',
      APP.replace("'/'", "'index'"),
      /^phial: The app has one mistake:\n {2}1\. .*\n {5}.*\n$/,
    ],
    ['for an error', "throw new Error('no database');", /^Error: no database\n( {4}at .*\n)+$/],
    [
      'for sessions in memory',
      APP.replace('Get }', 'Get, MemorySessionStore, Session }')
        .replace('index()', 'index(_session: Session)')
        .replace(
          'controllers:',
          "secretKey: 'a secret key for the specs', session: { store: new MemorySessionStore() }, controllers:",
        ),
      /^phial: The app has one mistake:\n {2}1\. session\.store: it keeps sessions in the memory of one process, .*\n {5}.*\n$/,
    ],
    ['since the entry ends', 'process.exit(0);', /^phial: the first worker ended before it listened\n$/],
  ])(
    'end the command with the reason, once: %s',
    async (_why, code, message) => {
      const { code: exitCode, stderr } = await new Project({ 'app.ts': code }).phial([
        'run',
        '--workers',
        '4',
        '--port',
        '0',
      ]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(message);
    },
    PATIENCE,
  );

  it(
    'are refused in debug mode',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': APP }).phial(['run', '--workers', '2', '--debug']);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: 'phial: Debug mode runs one process. Leave --workers away, or --debug and PHIAL_DEBUG.\n',
      });
    },
    PATIENCE,
  );
});
