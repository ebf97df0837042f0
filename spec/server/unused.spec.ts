import { APP, PATIENCE, Project } from '../support/project.js';

const TOLD = 'phial: An app was made and not run: write await app.run(), or start it with npx phial run.\n';

/** What a program says on its standard error. */
async function errorsOf(
  files: Record<string, string>,
  program: string,
  env: Record<string, string> = {},
): Promise<string> {
  const command = new Project(files).start([program], { program: ['--import', 'phial/register'], env });
  expect(await command.ended).toBe(0);
  return command.stderr;
}

describe('An app that was made and not used', () => {
  it(
    'is told of once, when its program ends',
    async () => {
      expect(await errorsOf({ 'app.ts': `${APP}createApp({ controllers: [Pages] });\n` }, 'app.ts')).toBe(TOLD);
    },
    PATIENCE,
  );

  it.each([
    ['lists its routes', 'console.log(app.routes.length);'],
    ['asks for a service', 'app.service(Object);'],
    ['makes URLs', "app.urlFor('pages.index');"],
    ['asks it as a client', "await app.testClient().get('/');"],
    ['readies it', 'await app.ready();'],
    ['readies its server', 'await app.fastify.ready();'],
    ['closes it', 'await app.close();'],
    ['uses another', 'createApp(); await createApp().ready();'],
    ['ends by itself', 'process.exit(0);'],
  ])(
    'is no mistake of a program that %s',
    async (_how, use) => {
      expect(await errorsOf({ 'app.ts': `${APP}\n${use}` }, 'app.ts')).toBe('');
    },
    PATIENCE,
  );

  it(
    'is no mistake of a program that imports it for something else, or of a test',
    async () => {
      const files = { 'app.ts': APP, 'seed.ts': "import './app.js';" };
      expect(await errorsOf(files, 'seed.ts')).toBe('');
      expect(await errorsOf(files, 'app.ts', { VITEST: 'true' })).toBe('');
    },
    PATIENCE,
  );
});
