import { APP, PATIENCE, Project } from '../support/project.js';

interface Found {
  code: string;
  who: string;
  cause: string;
  cure: string;
  file?: string;
  line?: number;
  severity: string;
}

/** What `phial check --json` tells of an app, without the types. */
async function found(
  files: Record<string, string>,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Found[]> {
  const { stdout } = await new Project(files).phial(['check', '--json', '--no-types', ...args], { env });
  return JSON.parse(stdout) as Found[];
}

/** `APP` with other options of `createApp()`. */
const withOptions = (options: string): string => APP.replace('[Pages]', `[Pages], ${options}`);

/** `APP`, with more of Phial imported and another method. */
const withMethod = (names: string, method: string): string =>
  APP.replace('Get }', `Get, ${names} }`).replace("  @Get('/')", `${method}\n\n  @Get('/')`);

const TSCONFIG =
  '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "strict": true, "experimentalDecorators": true, "emitDecoratorMetadata": true, "types": [], "skipLibCheck": true, "noEmit": true } }';

describe('phial check', () => {
  it(
    'says so when nothing is wrong',
    async () => {
      const project = new Project({ 'app.ts': APP, 'tsconfig.json': TSCONFIG });
      expect(await project.phial(['check'])).toEqual({
        code: 0,
        stdout: 'phial: nothing is wrong with app.ts\n',
        stderr: '',
      });
    },
    PATIENCE,
  );

  it(
    'says so when it could not check the types, and not when it was told not to',
    async () => {
      const project = new Project({ 'app.ts': APP });
      const [without, untold] = [await project.phial(['check']), await project.phial(['check', '--no-types'])];
      expect([without.code, without.stdout]).toEqual([
        0,
        'phial: nothing is wrong with app.ts; the types were not checked, for want of TypeScript or a tsconfig.json\n',
      ]);
      expect(untold.stdout).toBe('phial: nothing is wrong with app.ts\n');
    },
    PATIENCE,
  );

  it(
    'tells errors and warnings in one list, with file and line, and ends with 1',
    async () => {
      const wrong = APP.replace("'/numbers/:number'", "'numbers/:number'").replace("return 'Hello';", '');
      const { code, stdout } = await new Project({ 'app.ts': wrong }).phial(['check', '--no-types']);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: expect.stringMatching(
          /^app\.ts:6: warning: Pages\.index: .+\(PH701\)\napp\.ts:11: error: Pages\.number: .+\(PH205\)\n\nphial: 2 things to mend\n$/,
        ),
      });
    },
    PATIENCE,
  );

  it(
    'writes nothing but the list with --json, whatever the app writes',
    async () => {
      const project = new Project({ 'app.ts': `console.log('hello');\n${APP}\nawait app.run();\nconsole.log('ran');` });
      expect(await project.phial(['check', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: 'hello\nran\n' });
    },
    PATIENCE,
  );

  it(
    'runs no @OnStart() method, for which a database may not be there',
    async () => {
      const starting = withMethod('OnStart', "  @OnStart()\n  open() {\n    throw new Error('no database');\n  }");
      expect(await found({ 'app.ts': starting })).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'ends although the app keeps its process alive',
    async () => {
      expect(await found({ 'app.ts': `setInterval(() => {}, 1000);\n${APP}` })).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'gives an option the place of createApp()',
    async () => {
      expect(await found({ 'app.ts': withOptions("baseUrl: 'example.com'") })).toMatchObject([
        { code: 'PH412', who: 'baseUrl', file: 'app.ts', line: 17, severity: 'error' },
      ]);
    },
    PATIENCE,
  );

  it(
    'finds a controller that no app was given',
    async () => {
      const forgotten = `${APP}\nclass Other {\n  @Get('/other')\n  show() {\n    return '';\n  }\n}\n`;
      expect(await found({ 'app.ts': forgotten })).toMatchObject([
        { code: 'PH314', who: 'Other', file: 'app.ts', line: 20, severity: 'warning' },
      ]);
    },
    PATIENCE,
  );

  it(
    'leaves it to another package which of its controllers it gives',
    async () => {
      const shop = APP.replace(/export const app.*/, '').replace('class Pages', 'class Shop');
      const files = { 'app.ts': `import './shop/pages.js';\n${APP}`, 'shop/pages.ts': shop };
      expect(await found(files)).toMatchObject([{ code: 'PH314', file: 'shop/pages.ts' }]);
      expect(await found({ ...files, 'shop/package.json': '{ "type": "module" }' })).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'finds a service that no app was given, by a decorator that a package has made',
    async () => {
      const nightly = `import { marker } from 'phial';

const mark = marker<{ at: number }>('Nightly');

export function Nightly(at: number) {
  return mark({ at });
}
`;
      const sweeper = `import { Nightly } from './nightly/index.js';

export class Sweeper {
  @Nightly(3)
  sweep() {}
}
`;
      const files = { 'nightly/index.ts': nightly, 'nightly/package.json': '{ "type": "module" }' };
      expect(
        await found({ ...files, 'sweeper.ts': sweeper, 'app.ts': `import './sweeper.js';\n${APP}` }),
      ).toMatchObject([{ code: 'PH314', who: 'Sweeper.sweep', file: 'sweeper.ts', line: 4, severity: 'warning' }]);
    },
    PATIENCE,
  );

  it(
    'finds a template that does not compile, and what a plugin serves already',
    async () => {
      const served = withOptions("plugins: [async (scope: any) => scope.get('/', () => '')]");
      expect(await found({ 'app.ts': served, 'templates/index.hbs': '\n{{#if}}' })).toMatchObject([
        { code: 'PH221', file: 'app.ts', line: 6 },
        { code: 'PH601', file: 'templates/index.hbs', line: 2 },
      ]);
    },
    PATIENCE,
  );

  it(
    'asks for no secret key and no server on the machine of a developer',
    async () => {
      const sessions = withMethod(
        'Session',
        "  @Get('/me')\n  me(session: Session) {\n    return String(session.size);\n  }",
      );
      const remote = sessions.replace(
        '[Pages]',
        "[Pages], plugins: [async () => { throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }); }]",
      );
      expect(await found({ 'app.ts': remote })).toEqual([]);
      expect(await found({ 'app.ts': sessions }, ['--production'])).toMatchObject([{ code: 'PH405', who: 'Pages.me' }]);
    },
    PATIENCE,
  );
});

describe('A link in a template', () => {
  it(
    'finds no fault with a link into the page of the OpenAPI document',
    async () => {
      const page = '<a href="/docs">a</a><a href="/docs/">b</a><a href="/docsx/">c</a>';
      const app = withOptions("openapi: { info: { title: 'Pages', version: '1' } }");
      const told = await found({ 'app.ts': app, 'templates/index.hbs': page });
      expect(told.filter(({ code }) => code === 'PH607').map(({ cause }) => cause.slice(0, 14))).toEqual([
        'href="/docsx/"',
      ]);
    },
    PATIENCE,
  );

  const page = `<a href="/nots">a</a>
<link rel="stylesheet" href="/static/site.css?v=1"><script src='/static/gone.js'></script>
<form action="/numbers/3"></form><a href="/numbers/3#top"></a><a href="//example.com/x"></a><a href="{{url}}"></a>
{{!-- <a href="/commented"> --}}<!-- <a href="/hidden"> --><script>const a = '<a href="/made">';</script>
<a href="/plugin/page"></a><a data-href="/other" href=/docs/{{id}}></a>`;

  it(
    'is found when nothing answers it',
    async () => {
      const app = withOptions("plugins: [async (scope: any) => scope.get('/plugin/*', () => '')]");
      const list = await found({ 'app.ts': app, 'templates/index.hbs': page, 'static/site.css': '' });
      expect(list.map(({ code, file, line, cause }) => [code, file, line, cause.slice(0, 24)])).toEqual([
        ['PH607', 'templates/index.hbs', 1, 'href="/nots" leads nowhe'],
        ['PH607', 'templates/index.hbs', 2, 'src="/static/gone.js" le'],
      ]);
    },
    PATIENCE,
  );
});

describe("An API's document", () => {
  it(
    'is found when it names what it has not',
    async () => {
      const openapi = `openapi: {
        info: { title: 'Numbers', version: '1' },
        paths: {
          '/old/{id}': {
            get: { operationId: 'number', responses: { 200: { description: '', content: { 'application/json': { schema: { $ref: '#/components/schemas/Old' } } } } } },
          },
        },
      }`;
      const list = await found({ 'app.ts': withOptions(openapi) });
      expect(list.map(({ code, cause }) => `${code} ${cause}`)).toEqual([
        "PH905 its $ref '#/components/schemas/Old' names nothing of the document",
        'PH905 no parameter describes {id}',
        expect.stringMatching(/^PH905 its operationId 'number' is that of GET \/numbers\/\{number\}, too$/),
      ]);
    },
    PATIENCE,
  );
});

describe('A security of the document', () => {
  it(
    'is found when it names no scheme',
    async () => {
      const openapi = `openapi: {
        info: { title: 'Numbers', version: '1' },
        security: [{ tokn: [] }, { token: [] }, {}],
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      }`;
      const list = await found({ 'app.ts': withOptions(openapi) });
      expect(list.map(({ code, cause }) => `${code} ${cause}`)).toEqual([
        "PH906 its security names 'tokn', which is not a scheme of the document",
      ]);
    },
    PATIENCE,
  );
});

describe('The types', () => {
  it(
    'are checked when TypeScript is installed',
    async () => {
      const project = new Project({
        'app.ts': `${APP}\nexport const size: number = app.config;\n`,
        'tsconfig.json': TSCONFIG,
      });
      const { code, stdout } = await project.phial(['check', '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toEqual([
        {
          code: 'PH903',
          who: 'TS2322',
          cause: "Type 'Config' is not assignable to type 'number'",
          cure: expect.any(String),
          file: 'app.ts',
          line: 19,
          severity: 'error',
        },
      ]);
      expect((await project.phial(['check', '--no-types'])).code).toBe(0);
    },
    PATIENCE,
  );
});

describe('A setting that is wrong in production', () => {
  const https = "baseUrl: 'https://example.com'";

  it.each([
    ['debug mode in the source', 'debug: true', 'debug', []],
    ['a secret key in the source', "secretKey: 'a key of many letters'", 'secretKey', []],
    [
      'a key for when none is given',
      "secretKey: process.env['NOT_SET'] ?? 'a key of many letters'",
      'secretKey',
      ['--production'],
    ],
    ['a proxy that is not trusted', https, 'fastify.trustProxy', ['--production']],
  ])(
    'is found: %s',
    async (_what, options, who, args) => {
      const env: Record<string, string> = args.length === 0 ? {} : { PHIAL_SECRET_KEY: 'b'.repeat(15) + 'cdefghijk' };
      const list = await found({ 'app.ts': withOptions(options) }, args, env);
      expect(list).toMatchObject([{ code: 'PH904', who, file: 'app.ts', line: 17, severity: 'warning' }]);
    },
    PATIENCE,
  );

  it(
    'may be an example for a key',
    async () => {
      const env = { PHIAL_SECRET_KEY: 'please-change-me-please' };
      expect(await found({ 'app.ts': APP }, ['--production'], env)).toMatchObject([
        { code: 'PH904', who: 'secretKey' },
      ]);
      expect(await found({ 'app.ts': APP }, [], env)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'is none while the environment says so, or a comment',
    async () => {
      const right = `debug: process.env['NODE_ENV'] !== 'production', // debug: true
  ...(process.env['DEV'] ? { debug: true } : {}), plugins: [[async () => {}, { debug: true }]],
  ${https}, secretKey: process.env['KEY'] ?? 'a key of many letters'`;
      expect(await found({ 'app.ts': withOptions(right) })).toEqual([]);
    },
    PATIENCE,
  );
});

describe('An entry that does not load', () => {
  it.each([
    ['does not parse', { 'app.ts': '\nexport const app = (;' }, { code: 'PH901', file: 'app.ts' }],
    [
      'imports what is not there',
      { 'app.ts': "import 'phial';\nimport { Notes } from './notes.js';\nconsole.log(Notes);" },
      { code: 'PH901', file: 'app.ts', line: 2 },
    ],
    ['throws', { 'app.ts': "\n\nthrow new Error('no database');" }, { code: 'PH901', file: 'app.ts', line: 3 }],
    ['exports no app', { 'app.ts': 'export const one = 1;' }, { code: 'PH901', file: 'app.ts' }],
    ['ends the process', { 'app.ts': 'process.exit(0);' }, { code: 'PH901', file: 'app.ts' }],
    [
      'has a circle of imports',
      {
        'app.ts': "import './a.js';",
        'a.ts': "import { B } from './b.js';\nexport class A {}\nconsole.log(B);",
        'b.ts': "import { A } from './a.js';\n\nexport class B extends A {}",
      },
      { code: 'PH902', file: 'b.ts', line: 3, cause: expect.stringMatching(/'A' .+: b\.ts → a\.ts → b\.ts$/) },
    ],
  ])(
    'is told with its place: it %s',
    async (_how, files, expected) => {
      expect(await found(files)).toMatchObject([expected]);
    },
    PATIENCE,
  );

  it(
    'is placed where the app calls a package that is linked, and names both',
    async () => {
      const files = {
        'package.json': '{ "type": "module" }',
        'linked/package.json': '{ "type": "module" }',
        'linked/index.ts': "export function login(): never {\n  throw new Error('no users');\n}",
        'app.ts': "import { login } from './linked/index.js';\n\nlogin();",
      };
      expect(await found(files)).toMatchObject([
        { file: 'app.ts', line: 3, cause: expect.stringContaining('no users (thrown at linked/index.ts:2)') },
      ]);
    },
    PATIENCE,
  );

  it(
    "has an extension's findings about its options at the line of the app that gives them",
    async () => {
      const files = {
        'package.json': '{ "type": "module" }',
        'linked/package.json': '{ "type": "module" }',
        'linked/index.ts':
          "import { SetupError } from 'phial';\nexport function login(): never {\n  throw new SetupError([{ who: 'login()', cause: 'no users', cure: 'Give some.' }]);\n}",
        'app.ts': "import { login } from './linked/index.js';\n\nlogin();",
      };
      expect(await found(files)).toEqual([
        { who: 'login()', cause: 'no users', cure: 'Give some.', file: 'app.ts', line: 3, severity: 'error' },
      ]);
    },
    PATIENCE,
  );

  it(
    'has the line of a syntax error from the compiler, once',
    async () => {
      const project = new Project({ 'app.ts': '\nexport const app = (;', 'tsconfig.json': TSCONFIG });
      expect(JSON.parse((await project.phial(['check', '--json'])).stdout)).toMatchObject([
        { code: 'PH901', file: 'app.ts', line: 2 },
      ]);
    },
    PATIENCE,
  );
});
