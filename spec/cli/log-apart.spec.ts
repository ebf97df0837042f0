import { APP, COMMAND, PATIENCE, Project } from '../support/project.js';

const project = new Project({
  'app.ts': `console.log('loaded');\n${APP.replace('createApp', 'App, Command, createApp')
    .replace('[Pages]', "[Pages], openapi: { info: { title: 'Pages', version: '1' } }, fastify: { logger: true }")
    .replace(
      'class Pages {',
      `class Pages {
  @Command('export')
  export(app: App) {
    app.log.info('exporting');
    return [{ id: 1 }];
  }
`,
    )}\napp.log.info('ready');\n`,
});

describe('The log', () => {
  it.each(['routes --json', 'openapi'])(
    'and what the entry writes go to the error output when JSON was asked for: phial %s',
    async (words) => {
      const { code, stdout, stderr } = await project.phial(words.split(' '));
      expect(code).toBe(0);
      expect(() => JSON.parse(stdout) as unknown).not.toThrow();
      expect(stderr).toMatch(/^loaded\n/);
      expect(stderr).toContain('"msg":"ready"');
    },
    PATIENCE,
  );

  it(
    "of a command goes to the error output, and what the entry writes is the command's output",
    async () => {
      const { code, stdout, stderr } = await project.phial(['export']);
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'loaded\n[\n  {\n    "id": 1\n  }\n]\n' });
      expect(stderr).toMatch(/"msg":"ready"[^]*"msg":"exporting"/);
    },
    PATIENCE,
  );

  it.each(['export', 'openapi'])(
    'and what the entry writes may be lost where the error output takes nothing: phial %s',
    async (word) => {
      const program = ['-c', `"${process.execPath}" "${COMMAND}" ${word} 2> /dev/full`];
      const command = project.start([], { executable: 'sh', program });
      expect(await command.ended).toBe(0);
      expect(command.stdout.length).toBeGreaterThan(10);
    },
    PATIENCE,
  );
});
