import { APP, PATIENCE, Project } from '../support/project.js';

const project = new Project({
  'app.ts': APP.replace('\n@Controller()', "\nimport { Feeds } from './src/feeds.js';\n\n@Controller()").replace(
    '[Pages]',
    '[Feeds, Pages]',
  ),
  'src/feeds.ts':
    "import { Controller, Route } from 'phial';\n\nclass Feed {\n  @Route('/', ['GET', 'POST'])\n  index() {\n    return '';\n  }\n}\n\n@Controller('/feeds')\nexport class Feeds extends Feed {}\n",
  'empty.ts': "import { createApp } from 'phial';\n\nexport const app = createApp();\nawait app.run();\n",
});

describe('phial routes', () => {
  it(
    'shows what an app serves, and where it stands',
    async () => {
      const { code, stdout, stderr } = await project.phial(['routes']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe(
        [
          'Endpoint      Methods    Path              Handler       Source',
          '------------  ---------  ----------------  ------------  --------------',
          'feeds.index   GET, POST  /feeds/           Feeds.index   src/feeds.ts:4',
          'pages.index   GET        /                 Pages.index   app.ts:8',
          'pages.number  GET        /numbers/:number  Pages.number  app.ts:13',
          '',
        ].join('\n'),
      );
    },
    PATIENCE,
  );

  it(
    'gives all of them to a pipe that takes its time',
    async () => {
      const long = 'x'.repeat(1000);
      const methods = Array.from({ length: 200 }, (_, at) => `@Get('/${long}/${at}')\n  long${at}() { return ''; }`);
      const large = new Project({ 'app.ts': APP.replace('class Pages {', `class Pages {\n  ${methods.join('\n  ')}`) });
      const line = `'${process.execPath}' node_modules/phial/dist/cli/index.js routes --json | (sleep 1; cat)`;
      const { code, stdout } = await large.phial(['-c', line], { executable: 'sh', program: [] });
      expect([code, (JSON.parse(stdout) as unknown[]).length]).toEqual([0, 202]);
    },
    PATIENCE,
  );

  it.each(['routes', 'routes --json'])(
    'ends without a word, as of SIGPIPE, when nobody reads on: phial %s',
    async (words) => {
      // `true` has closed the pipe long before the app is loaded.
      const line = `{ '${process.execPath}' node_modules/phial/dist/cli/index.js ${words}; echo "ended: $?" >&2; } | true`;
      const { stdout, stderr } = await project.phial(['-c', line], { executable: 'sh', program: [] });
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'ended: 141\n' });
    },
    PATIENCE,
  );

  it(
    'shows the blueprint of each when there are any',
    async () => {
      const shop = new Project({
        'app.ts': APP.replace(
          'createApp({ controllers: [Pages] })',
          "createApp({ blueprints: [{ name: 'shop', prefix: '/shop', controllers: [Pages] }] })",
        ),
      });
      const { stdout } = await shop.phial(['routes']);
      expect(stdout).toBe(
        [
          'Blueprint  Endpoint           Methods  Path                   Handler       Source',
          '---------  -----------------  -------  ---------------------  ------------  ---------',
          'shop       shop.pages.index   GET      /shop/                 Pages.index   app.ts:6',
          'shop       shop.pages.number  GET      /shop/numbers/:number  Pages.number  app.ts:11',
          '',
        ].join('\n'),
      );
    },
    PATIENCE,
  );

  it(
    'shows it as JSON with --json',
    async () => {
      const { stdout } = await project.phial(['routes', '--json']);
      expect(JSON.parse(stdout)).toContainEqual({
        endpoint: 'pages.number',
        methods: ['GET'],
        path: '/numbers/:number',
        handler: 'Pages.number',
        source: 'app.ts:13',
      });
    },
    PATIENCE,
  );

  it(
    'names the lines of what was compiled, too',
    async () => {
      project.write({
        'tsconfig.json':
          '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "experimentalDecorators": true, "emitDecoratorMetadata": true, "sourceMap": true, "rootDir": ".", "outDir": "dist", "types": [], "skipLibCheck": true } }',
      });
      await project.start([], { program: ['node_modules/typescript/bin/tsc'] }).ended;
      expect((await project.phial(['routes', 'dist/app.js'])).stdout).toContain('app.ts:13');
    },
    PATIENCE,
  );

  it(
    'names what was compiled where its source is not there, as in packages without',
    async () => {
      const packed = new Project({
        'app.js': `import { createApp, Get } from 'phial';
class Pages { index() { return ''; } }
Get('/')(Pages.prototype, 'index', Object.getOwnPropertyDescriptor(Pages.prototype, 'index'));
export const app = createApp({ controllers: [Pages] });
//# sourceMappingURL=app.js.map
`,
        'app.js.map': JSON.stringify({
          version: 3,
          sources: ['src/gone.ts'],
          names: [],
          mappings: 'AAAA;AACA;AACA;AACA',
        }),
      });
      expect((await packed.phial(['routes', 'app.js'])).stdout).toMatch(/ app\.js:3$/m);
    },
    PATIENCE,
  );

  it(
    'does not listen, whatever the entry does',
    async () => {
      expect(await project.phial(['routes', 'empty.ts'])).toEqual({
        code: 0,
        stdout: 'The app has no routes.\n',
        stderr: '',
      });
    },
    PATIENCE,
  );

  it(
    'tells what keeps an app from being made',
    async () => {
      project.write({ 'wrong.ts': APP.replace("'/'", "'index'") });
      const { code, stderr } = await project.phial(['routes', 'wrong.ts']);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/^phial: The app has one mistake:\n {2}1\. Pages\.index: /),
      });
    },
    PATIENCE,
  );
});

describe('phial shell', () => {
  const withStore = new Project({
    'app.ts': APP.replace(
      '\n@Controller()',
      "\nclass NoteStore {\n  notes = ['milk'];\n  Date = Date;\n\n  async close() {\n    console.log('the store is closed');\n  }\n}\n\n@Controller()",
    ).replace('[Pages]', '[Pages], services: [new NoteStore()]'),
  });

  it(
    'has the app, its services and a test client at hand, and awaits',
    async () => {
      const { code, stdout } = await withStore.phial(['shell'], {
        input: "(await client.get('/numbers/3')).json()\nnoteStore.notes\napp.urlFor('pages.index')\n",
      });
      expect(code).toBe(0);
      expect(stdout).toContain("At hand: noteStore, app, client. Try: await client.get('/')");
      expect(stdout).toContain('{ number: 3 }');
      expect(stdout).toContain("[ 'milk' ]");
      expect(stdout).toContain("'/'");
    },
    PATIENCE,
  );

  it(
    'takes dates and bytes as the app does',
    async () => {
      const input =
        "new Date(0) instanceof noteStore.Date\n(await client.post('/', { body: new Uint8Array(2) })).status\n";
      const { stdout } = await withStore.phial(['shell'], { input });
      expect(stdout).toMatch(/> 405\n/);
      expect(stdout).toMatch(/> true\n/);
    },
    PATIENCE,
  );

  it(
    "leaves the platform's own names alone",
    async () => {
      const code = "class Fetch {\n  own = 'mine';\n}\n\n@Controller()";
      const named = new Project({
        'app.ts': APP.replace('@Controller()', code).replace('[Pages]', '[Pages], services: [new Fetch()]'),
      });
      const { stdout } = await named.phial(['shell'], { input: 'typeof fetch\nfetchService.own\n' });
      expect(stdout).toContain("'function'");
      expect(stdout).toContain("'mine'");
    },
    PATIENCE,
  );

  it(
    'keeps its own names beside services of the same',
    async () => {
      const code = "class App {\n  own = 'one';\n}\n\nclass Client {\n  own = 'two';\n}\n\n@Controller()";
      const named = new Project({
        'app.ts': APP.replace('@Controller()', code).replace('[Pages]', '[Pages], services: [new App(), new Client()]'),
      });
      const input = "appService.own + clientService.own\n(await client.get('/')).text + app.urlFor('pages.index')\n";
      const { stdout } = await named.phial(['shell'], { input });
      expect(stdout).toContain('At hand: appService, clientService, app, client.');
      expect(stdout).toContain("'onetwo'");
      expect(stdout).toContain("'Hello/'");
    },
    PATIENCE,
  );

  it(
    'shows an error, and goes on',
    async () => {
      const { stdout } = await withStore.phial(['shell'], { input: "app.urlFor('pages.indx')\n1 + 1\n" });
      expect(stdout).toContain("there is no endpoint 'pages.indx'. Did you mean 'pages.index'?");
      expect(stdout).toMatch(/> 2\n/);
    },
    PATIENCE,
  );

  it(
    'closes the services in the end',
    async () => {
      expect((await withStore.phial(['shell'])).stdout).toContain('the store is closed');
    },
    PATIENCE,
  );
});
