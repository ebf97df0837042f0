import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = new URL('../dist/', import.meta.url).href;
const INDEX = `${DIST}index.js`;
const PACKAGE = fileURLToPath(new URL('../package.json', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { dependencies: Record<string, string> };

/** What every app needs. */
const NEEDED = ['cookie', 'fastify', 'find-my-way', 'reflect-metadata'];

/** What Fastify compiles schemas with. */
const COMPILERS = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'];

// What an app does not use, it does not load: a package takes up to 50 ms, of some 300 from the start to the first answer.
describe('Phial', () => {
  let root: string;

  /** The files that a program loads in a process of its own. */
  function filesOf(program: string): string[] {
    const source = `
      import { Session } from 'node:inspector';
      const session = new Session();
      const urls = [];
      session.connect();
      session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
      session.post('Debugger.enable');
      const { createApp } = await import('${INDEX}');
      ${program}
      console.log(JSON.stringify(urls));`;
    return JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', source], { cwd: root, encoding: 'utf8' }),
    ) as string[];
  }

  /** Of the packages that Phial depends on, and those that compile schemas, those that a program loads. */
  function loadedBy(program: string): string[] {
    const names = filesOf(program).map((url) => /^.*?\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? '');
    return [...Object.keys(dependencies), ...COMPILERS].filter((name) => names.includes(name));
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-loading-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is imported with what every app needs', () => {
    expect(loadedBy('')).toEqual(NEEDED);
  });

  it('is few files of its own, for each takes time', () => {
    const own = filesOf('').filter((url) => url.startsWith(DIST));
    expect(own).toContain(INDEX);
    expect(own.length).toBeLessThan(16);
  });

  it('has classes that are called as they are imported', () => {
    const program = `
      import * as phial from '${INDEX}';
      console.log(JSON.stringify(Object.entries(phial).map(([name, value]) => [name, value.name])));`;
    const names = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
    ) as [string, string][];
    const classes = [
      'Abort',
      'App',
      'MultiDict',
      'Redirect',
      'Request',
      'Response',
      'Session',
      'SetupError',
      'UploadedFile',
    ];
    expect(names.filter(([name]) => classes.includes(name))).toEqual(classes.map((name) => [name, name]));
  });

  it('loads no more for an app', () => {
    expect(loadedBy('await createApp({ fastify: { logger: false } }).ready();')).toEqual(NEEDED);
  });

  it('loads @fastify/secure-session for a secret key', () => {
    expect(
      loadedBy("await createApp({ secretKey: 'a key that is long enough', fastify: { logger: false } }).ready();"),
    ).toEqual(['@fastify/secure-session', ...NEEDED]);
  });

  it('loads Handlebars for templates', () => {
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates/page.hbs'), 'Hello');
    expect(loadedBy('await createApp({ fastify: { logger: false } }).ready();')).toEqual(
      [...NEEDED, 'handlebars', 'mime'].sort(),
    );
  });

  it('makes code of a template when it is shown', () => {
    mkdirSync(join(root, 'templates'));
    for (const name of ['page', 'other', 'third'])
      writeFileSync(join(root, `templates/${name}.hbs`), `Hello {{${name}}}`);
    const made = (shown: string): number =>
      filesOf(`
        const app = createApp({ fastify: { logger: false } });
        await app.ready();
        ${shown}`).filter((url) => url === '').length;
    const before = made('');
    expect(made("app.render('page');")).toBe(before + 1);
    expect(made("app.render('page'); app.render('page'); app.render('other');")).toBe(before + 2);
  });

  describe('given a controller that names a template, an endpoint and a file', () => {
    function loadedWith(file: string): string[] {
      mkdirSync(join(root, 'templates'));
      mkdirSync(join(root, 'static'));
      writeFileSync(join(root, 'templates/page.hbs'), 'Hello');
      writeFileSync(join(root, 'static/app.css'), '');
      return loadedBy(`
        const { render, Request, Route } = await import('${INDEX}');
        class Pages {
          index(request) {
            if (request.args.has('url')) return request.urlFor('.index');
            if (request.args.has('file')) return request.urlFor('static', { filename: '${file}' });
            return render('page');
          }
        }
        const { prototype } = Pages;
        const index = Object.getOwnPropertyDescriptor(prototype, 'index');
        Route('/', ['GET'], { inject: [Request] })(prototype, 'index', index);
        await createApp({ controllers: [Pages], fastify: { logger: false } }).ready();`);
    }

    it('loads no parser when they are there', () => {
      expect(loadedWith('app.css')).not.toContain('acorn');
    });

    it('loads acorn when one is not', () => {
      expect(loadedWith('app.cs')).toContain('acorn');
    });
  });

  it('loads no parser for methods as they are usually written', () => {
    const program = `
      const phial = await import('${INDEX}');
      class Account {
        login(request, session) {
          if (request.method !== 'POST') return this.page(\`Hello \${request.path}\`);
          const name = request.form.get(
            'name',
            request.path
          );
          const tries = request.args.get('tries', 1, Number);
          this.#warn(name);
          this.warn(tries);
          session.flash('You are in.', 'success');
          return this.page('account', { name });
        }
        #warn(name) {
          console.warn(name);
        }
        warn(name) {
          console.warn(name);
        }
        page(text) {
          return text;
        }
      }
      const login = Object.getOwnPropertyDescriptor(Account.prototype, 'login');
      const inject = [phial.Request, phial.Session];
      phial.Route('/', ['GET', 'POST'], { inject })(Account.prototype, 'login', login);
      const secretKey = 'a key that is long enough';
      await createApp({ controllers: [Account], secretKey, fastify: { logger: false } }).ready();`;
    expect(loadedBy(program)).not.toContain('acorn');
  });

  describe('given a folder of static files', () => {
    const APP = `
      const app = createApp({ fastify: { logger: false } });
      await app.ready();`;

    beforeEach(() => {
      mkdirSync(join(root, 'static'));
      writeFileSync(join(root, 'static/app.css'), '');
    });

    it('loads nothing more', () => {
      expect(loadedBy(APP)).toEqual(NEEDED);
    });

    it('loads @fastify/static with the first file', () => {
      const asked = `${APP}
        await app.testClient().get('/static/app.css');`;
      expect(loadedBy(asked)).toEqual(expect.arrayContaining(['@fastify/static']));
    });
  });

  it.each([
    ['checked', "{ headers: { type: 'object' } }", ['@fastify/ajv-compiler']],
    ['written', "{ response: { 200: { type: 'object' } } }", COMPILERS],
  ])('loads what compiles schemas with the first one by which something is %s', (_what, schema, compilers) => {
    const program = `
      const app = createApp({ fastify: { logger: false } });
      app.fastify.get('/', { schema: ${schema} }, () => ({}));
      await app.ready();`;
    expect(loadedBy(program)).toEqual(expect.arrayContaining(compilers));
  });

  it('loads what draws the documentation for openapi', () => {
    expect(
      loadedBy(
        "await createApp({ fastify: { logger: false }, openapi: { info: { title: 'Notes', version: '1' } } }).ready();",
      ),
    ).toEqual(expect.arrayContaining([...NEEDED, '@fastify/swagger', '@fastify/swagger-ui']));
  });
});
