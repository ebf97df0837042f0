import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  ContextProcessor,
  Controller,
  OnStart,
  Request,
  Route,
  Session,
  type App,
  type AppOptions,
  type TestClient,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';

const secretKey = 'a secret key for the specs';

describe('A template as text', () => {
  let root: string;

  function write(source: string, name = 'page.hbs'): void {
    const path = join(root, 'templates', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
  }

  @Controller()
  class Notes {
    @Route('/notes/:id')
    show(id: number) {
      return `Note ${id}`;
    }

    @ContextProcessor()
    async site(request: Request) {
      return Promise.resolve({ here: request.path });
    }
  }

  /** An app that is ready. */
  async function appWith(options: AppOptions = {}): Promise<App> {
    const { controllers = [], ...others } = options;
    const app = quietApp([Notes, ...controllers], { root, secretKey, ...others });
    await app.ready();
    return app;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-text-'));
    mkdirSync(join(root, 'templates'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  describe('of app.render()', () => {
    /** What a template with this source writes. */
    async function text(source: string, context?: object, options?: AppOptions): Promise<string> {
      write(source);
      return (await appWith(options)).render('page', context as Record<string, unknown>);
    }

    it('is given at once, with no request', async () => {
      expect(await text('<p>{{name}}</p>', { name: '<Ann>' })).toBe('<p>&lt;Ann&gt;</p>');
    });

    it('needs no values', async () => {
      expect(await text('Hello')).toBe('Hello');
    });

    it('is not escaped for a .txt', async () => {
      write('{{name}}', 'mail/reset.txt.hbs');
      expect((await appWith()).render('mail/reset.txt', { name: '<Ann>' })).toBe('<Ann>');
    });

    it('is not escaped in the partials of a .txt, and is in a page that includes it', async () => {
      write('{{name}} {{note.pair}} {{> name.txt}} {{> [name]}}', 'mail.txt.hbs');
      write('<pre>{{> mail.txt}}</pre>', 'preview.hbs');
      write('{{name}}', 'name.txt.hbs');
      write('{{name}}', 'name.hbs');
      const app = await appWith();
      const context = { name: '<Ann>', note: { pair: [1, '<'] } };
      expect(app.render('mail.txt', context)).toBe('<Ann> 1,< <Ann> <Ann>');
      expect(app.render('preview', context)).toBe('<pre>&lt;Ann&gt; 1,&lt; &lt;Ann&gt; &lt;Ann&gt;</pre>');
    });

    it('is escaped in a page whose helper renders a .txt, whatever becomes of that', async () => {
      write('{{name}}', 'name.txt.hbs');
      write('{{missing.deeply name}}', 'broken.txt.hbs');
      write('{{name}} {{{mail}}} {{broken}} {{name}}');
      const app: App = await appWith({
        templates: {
          helpers: {
            mail: () => app.render('name.txt', { name: '<Ann>' }),
            broken: () => {
              try {
                return app.render('broken.txt', { name: '<Ann>' });
              } catch {
                return '';
              }
            },
          },
        },
      });
      expect(app.render('page', { name: '<Ann>' })).toBe('&lt;Ann&gt; <Ann>  &lt;Ann&gt;');
    });

    it('has layouts, partials, config and globals', async () => {
      write('<{{> @partial-block}}>', 'base.hbs');
      const options: AppOptions = { config: { site: 'Phial' } as never, templates: { globals: { year: 2026 } } };
      expect(await text('{{#> base}}{{config.site}} {{year}}{{/base}}', {}, options)).toBe('<Phial 2026>');
    });

    it('has the getters of an instance that is its context', async () => {
      class Person {
        get name() {
          return 'Ann';
        }
      }
      expect(await text('{{name}}', new Person())).toBe('Ann');
    });

    it('has neither request nor session nor state, nor what context processors give', async () => {
      expect(await text('[{{request.path}}{{session.userId}}{{state.user}}{{here}}{{#if request}}yes{{/if}}]')).toBe(
        '[]',
      );
    });

    it('has the paths of endpoints', async () => {
      expect(await text("{{urlFor 'notes.show' id=1}}")).toBe('/notes/1');
    });

    it('has whole URLs with a baseUrl', async () => {
      const source = "{{urlFor 'notes.show' id=1 _external=true}}";
      expect(await text(source, {}, { baseUrl: 'https://example.com' })).toBe('https://example.com/notes/1');
    });

    it('asks for a baseUrl where it needs one', async () => {
      await expect(text("{{urlFor 'notes.show' id=1 _external=true}}")).rejects.toThrow(
        "Pass baseUrl: 'https://example.com' to createApp()",
      );
    });

    it('names the helper that needs a request, and its line', async () => {
      await expect(text('\n{{#each (flashes)}}{{message}}{{/each}}')).rejects.toThrow(
        `The template 'page' failed at ${join(root, 'templates/page.hbs')}:2: The template helper 'flashes' needs a request`,
      );
    });

    it.each(['mail/reset', 'mail/reset.txt.hbs'])('guesses which template is meant by %s', async (name) => {
      write('x', 'mail/reset.txt.hbs');
      const app = await appWith();
      expect(() => app.render(name)).toThrow("Did you mean 'mail/reset.txt'?");
    });

    it('is the first of a list of names that there is', async () => {
      write('any', 'any.hbs');
      const app = await appWith();
      expect(app.render(['special', 'any'])).toBe('any');
      expect(() => app.render(['special', 'rare'])).toThrow("There is none of the templates [ 'special', 'rare' ] in");
    });

    it('names the template that is not there', async () => {
      write('x', 'mail.hbs');
      const app = await appWith();
      expect(() => app.render('mial')).toThrow("There is no template 'mial' in");
    });

    it('refuses a promise', async () => {
      await expect(text('{{name}}', { name: Promise.resolve('Ann') })).rejects.toThrow('await it before render()');
    });

    it('is there in a method that runs with the app', async () => {
      class Starting {
        app: App | undefined;
        text = '';

        @OnStart()
        greet() {
          this.text = this.app!.render('page');
        }
      }

      write('Hello');
      const starting = new Starting();
      starting.app = quietApp([], { root, services: [starting] });
      await starting.app.ready();
      expect(starting.text).toBe('Hello');
    });

    it('is refused before the app is ready', () => {
      write('Hello');
      expect(() => quietApp([], { root }).render('page')).toThrow(
        "app.render('page') came before the app was ready, and templates are compiled then. Write await app.ready() first",
      );
    });

    it('is read afresh in debug mode', async () => {
      write('before');
      const app = await appWith({ debug: true });
      write('changed');
      expect(app.render('page')).toBe('changed');
    });
  });

  describe('of request.render()', () => {
    /** An app that answers, in JSON, with what a template writes. */
    async function client(source: string, context?: object): Promise<TestClient> {
      @Controller()
      class Pages {
        @Route('/text')
        async text(request: Request) {
          return { text: await request.render('page', context as Record<string, unknown>) };
        }

        @Route('/signed-in')
        async signedIn(request: Request, session: Session) {
          session.set('userId', 7);
          return { text: await request.render('page') };
        }
      }

      write(source);
      return (await appWith({ controllers: [Pages] })).testClient({ throwErrors: true });
    }

    it('has the request, and what context processors give', async () => {
      const pages = await client('{{name}} {{request.path}} {{here}}', { name: 'Ann' });
      expect((await pages.get('/text')).json()).toEqual({ text: 'Ann /text /text' });
    });

    it('has the session', async () => {
      expect((await (await client('{{session.userId}}')).get('/signed-in')).json()).toEqual({ text: '7' });
    });

    it('names what is wrong with its values', async () => {
      const pages = await client('{{name}}', [1]);
      await expect(pages.get('/text')).rejects.toThrow("render('page') was given a list for its values");
    });

    it('names the line that fails', async () => {
      const pages = await client('\n{{nohelper 1}}');
      await expect(pages.get('/text')).rejects.toThrow(`${join(root, 'templates/page.hbs')}:2: Missing helper`);
    });
  });
});
