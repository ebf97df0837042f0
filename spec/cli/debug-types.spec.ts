import { APP, PATIENCE, Project } from '../support/project.js';

const TSCONFIG =
  '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "experimentalDecorators": true, "emitDecoratorMetadata": true, "types": [], "skipLibCheck": true, "noEmit": true } }';
const WRONG = `${APP}\nexport const size: number = 'one';\n`;
const debug = ['run', '--debug', '--port', '0'];

describe('Mistakes of the types', () => {
  it(
    'are told beside the running app, on its pages too, until they are gone',
    async () => {
      const project = new Project({ 'app.ts': WRONG, 'tsconfig.json': TSCONFIG });
      const command = project.start(debug);
      const address = await command.address();
      await command.says(/the types have one mistake; the app runs all the same:\n {2}app\.ts:19: Type .+ \(TS2322\)/);
      const events = (await fetch(`${address}/__phial/live`)).body!.pipeThrough(new TextDecoderStream());
      for await (const text of events) if (text.includes('event: mistakes')) break;
      project.write({ 'app.ts': APP });
      await command.says('phial: the types are right again');
      command.interrupt();
      expect(await command.ended).toBe(0);
    },
    PATIENCE,
  );

  it(
    'are not looked for with --no-check',
    async () => {
      const project = new Project({ 'app.ts': WRONG, 'tsconfig.json': TSCONFIG });
      const command = project.start([...debug, '--no-check']);
      await command.address();
      await new Promise((done) => setTimeout(done, 2500));
      expect(command.stderr).not.toContain('the types');
    },
    PATIENCE,
  );
});

describe('A file that lies outside the folder of the app', () => {
  it(
    'is watched when the app has loaded it, in dist/ too',
    async () => {
      const project = new Project({
        'web/app.ts': `import '../shared/dist/names.js';\n${APP}`,
        'shared/dist/names.js': '',
      });
      const command = project.start([...debug, '--no-check'], {
        below: 'web',
        program: ['../node_modules/phial/dist/cli/index.js'],
      });
      await command.address();
      await new Promise((done) => setTimeout(done, 500));
      project.write({ 'shared/dist/names.js': '// changed' });
      await command.says(/names\.js changed: restarting[^]*Listening at/);
    },
    PATIENCE,
  );
});
