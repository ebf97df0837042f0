import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  Abort,
  ContextProcessor,
  Controller,
  html,
  render,
  Request,
  Response,
  Route,
  SetupError,
  TemplateHelper,
  type AppOptions,
  type TestClient,
  type TestResponse,
} from 'phial';

import { ballast, bytesLeftBy } from '../support/bytes-left.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

const secretKey = 'a secret key for the specs';

describe('Templates', () => {
  let root: string;

  function write(name: string, source: string): void {
    const path = join(root, 'templates', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
  }

  /** An app whose `/` renders a template. */
  function client(name: string | string[], context?: object, options: AppOptions = {}): TestClient {
    @Controller()
    class Pages {
      @Route('/', ['GET', 'POST'])
      page() {
        return render(name, context);
      }

      @Route('/notes/:id')
      show(id: number) {
        return `Note ${id}`;
      }

      @Route('/notes/:id', ['DELETE'])
      remove(id: number) {
        return `No note ${id}`;
      }
    }

    const { controllers = [], ...others } = options;
    return quietApp([Pages, ...controllers], { root, secretKey, ...others }).testClient({ throwErrors: true });
  }

  function get(name: string | string[], context?: object, options?: AppOptions): Promise<TestResponse> {
    return client(name, context, options).get('/');
  }

  /** What a template with this source writes. */
  async function write1(source: string, context?: object, options?: AppOptions): Promise<string> {
    write('page.hbs', source);
    return (await get('page', context, options)).text;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-templates-'));
    mkdirSync(join(root, 'templates'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are found by their path below the folder, without .hbs', async () => {
    write('notes/index.hbs', '<h1>{{title}}</h1>');
    expect((await get('notes/index', { title: 'Notes' })).text).toBe('<h1>Notes</h1>');
  });

  it('are the first of a list of names that there is', async () => {
    write('hello.hbs', 'Hello {{name}}');
    expect((await get(['special', 'hello'], { name: 'Ada' })).text).toBe('Hello Ada');
  });

  it('need no context', async () => {
    expect(await write1('Hello')).toBe('Hello');
  });

  it('may lie in another folder', async () => {
    mkdirSync(join(root, 'views'));
    writeFileSync(join(root, 'views/page.hbs'), 'view');
    expect([
      (await get('page', {}, { templates: 'views' })).text,
      (await get('page', {}, { templates: { folder: 'views' } })).text,
    ]).toEqual(['view', 'view']);
  });

  it('write nothing for what is missing', async () => {
    expect(await write1('[{{missing}}{{missing.name}}]')).toBe('[]');
  });

  it('are cleared of a byte order mark', async () => {
    expect(await write1('\uFEFFHello')).toBe('Hello');
  });

  it('are rendered anew for a response that several requests share', async () => {
    write('page.hbs', '{{request.args.name}}');
    const shared = new Response(render('page'));

    @Controller()
    class Shared {
      @Route('/shared')
      page() {
        return shared;
      }
    }

    const pages = client('page', {}, { controllers: [Shared] });
    await pages.get('/shared?name=Ann');
    expect((await pages.get('/shared?name=Bob')).text).toBe('Bob');
  });

  it('take the status and headers of a response they are in', async () => {
    write('page.hbs', 'created');

    @Controller()
    class Created {
      @Route('/created')
      page() {
        return new Response(render('page'), { status: 201, type: 'text/x-own' });
      }
    }

    const { status, headers, text } = await client('page', {}, { controllers: [Created] }).get('/created');
    expect([status, headers['content-type'], text]).toEqual([201, 'text/x-own', 'created']);
  });

  describe('escape', () => {
    it('every value', async () => {
      expect(await write1('<p title="{{x}}">{{x}}</p>', { x: `<"'&` })).toBe(
        '<p title="&lt;&quot;&#x27;&amp;">&lt;&quot;&#x27;&amp;</p>',
      );
    });

    it('no html', async () => {
      expect(await write1('{{x}}', { x: html`<b>${'<'}</b>` })).toBe('<b>&lt;</b>');
    });

    it('nothing in three braces', async () => {
      expect(await write1('{{{x}}}', { x: '<b>' })).toBe('<b>');
    });

    it('data from a client that looks like html', async () => {
      expect(await write1('{{x}}', { x: JSON.parse('{"toHTML":"<b>","text":"<b>"}') as object })).toBe(
        '[object Object]',
      );
    });

    it('nothing in a .txt', async () => {
      write('mail.txt.hbs', '{{x}}');
      expect((await get('mail.txt', { x: '<' })).text).toBe('<');
    });

    it('values in a .xml', async () => {
      write('feed.xml.hbs', '<a>{{x}}</a>');
      expect((await get('feed.xml', { x: '<' })).text).toBe('<a>&lt;</a>');
    });
  });

  describe('have the content type', () => {
    it.each([
      ['page', 'text/html; charset=utf-8'],
      ['page.html', 'text/html; charset=utf-8'],
      ['mail.txt', 'text/plain; charset=utf-8'],
      ['app.css', 'text/css; charset=utf-8'],
      ['feed.atom', 'application/atom+xml; charset=utf-8'],
      ['logo.svg', 'image/svg+xml; charset=utf-8'],
      ['data.json', 'application/json; charset=utf-8'],
      ['script.js', 'text/javascript; charset=utf-8'],
      ['paper.pdf', 'application/pdf'],
      ['release-1.0', 'text/html; charset=utf-8'],
      ['v1.2/page', 'text/html; charset=utf-8'],
    ])('of %s: %s', async (name, type) => {
      write(`${name}.hbs`, 'x');
      expect((await get(name)).headers['content-type']).toBe(type);
    });
  });

  describe('as layouts', () => {
    beforeEach(() => {
      write('base.hbs', '<title>{{#> title}}Site{{/title}}</title><main>{{> @partial-block}}</main>');
      write('layouts/page.hbs', '[{{title}} {{#> content}}nothing{{/content}}]');
    });

    it('take blocks', async () => {
      expect(await write1('{{#> base}}{{#*inline "title"}}Notes{{/inline}}body{{/base}}')).toBe(
        '<title>Notes</title><main>body</main>',
      );
    });

    it('fall back to their own blocks', async () => {
      expect(await write1('{{#> base}}body{{/base}}')).toBe('<title>Site</title><main>body</main>');
    });

    it('may lie in folders and take values', async () => {
      expect(
        await write1('{{#> layouts/page title="Hi"}}{{#*inline "content"}}{{x}}{{/inline}}{{/layouts/page}}', { x: 1 }),
      ).toBe('[Hi 1]');
    });

    it('forget the blocks of the page before', async () => {
      write('first.hbs', '{{#> base}}{{#*inline "title"}}First{{/inline}}{{/base}}');
      write('second.hbs', '{{#> base}}{{/base}}');

      @Controller()
      class Two {
        @Route('/second')
        second() {
          return render('second');
        }
      }

      const pages = client('first', {}, { controllers: [Two] });
      await pages.get('/');
      expect((await pages.get('/second')).text).toBe('<title>Site</title><main></main>');
    });

    it('leave nothing behind that a minor garbage collection does not free', async () => {
      @Controller()
      class Large {
        @Route('/large')
        page() {
          return render('page', { rows: ballast() });
        }
      }

      write('page.hbs', '{{#> base}}{{rows.length}}{{/base}}');
      const pages = client('page', {}, { controllers: [Large] });
      expect(await bytesLeftBy(() => pages.get('/large'))).toBeLessThan(100_000);
    });

    it('know the request in spite of the values they take', async () => {
      write('layouts/page.hbs', '{{title}} {{request.path}} {{session.userId}} {{config.site}}');
      write('page.hbs', '{{#> layouts/page title="Hi"}}{{/layouts/page}}');
      const pages = client('page', {}, { config: { site: 'S' } as never });
      await pages.session((session) => session.set('userId', 7));
      expect((await pages.get('/')).text).toBe('Hi / 7 S');
    });
  });

  describe('as partials', () => {
    it('have the path below the folder as their name', async () => {
      write('notes/item.hbs', '({{text}})');
      expect(await write1('{{#each notes}}{{> notes/item}}{{/each}}', { notes: [{ text: 'a' }, { text: 'b' }] })).toBe(
        '(a)(b)',
      );
    });

    it('may be chosen when they are rendered', async () => {
      write('kinds/a.hbs', 'A');
      expect(await write1('{{> (lookup this "kind")}}', { kind: 'kinds/a' })).toBe('A');
    });

    it('may be defined by the template itself', async () => {
      expect(await write1('{{#*inline "item"}}({{x}}){{/inline}}{{> item x=1}}{{> item x=2}}')).toBe('(1)(2)');
    });

    it('may call themselves', async () => {
      write('tree.hbs', '{{name}}({{#each children}}{{> tree}}{{/each}})');
      expect(await write1('{{> tree}}', { name: 'a', children: [{ name: 'b', children: [] }] })).toBe('a(b())');
    });

    it('keep the lines of a text as they are', async () => {
      write('area.hbs', '<textarea>{{text}}</textarea>\n');
      expect(await write1('<div>\n  {{> area}}\n</div>', { text: 'a\nb' })).toBe(
        '<div>\n  <textarea>a\nb</textarea>\n</div>',
      );
    });
  });

  describe('know', () => {
    it('the request', async () => {
      expect(await write1('{{request.path}} {{request.method}} {{request.endpoint}}')).toBe('/ GET pages.page');
    });

    it('its arguments', async () => {
      write('page.hbs', '{{request.args.q}} {{request.args.size}}');
      expect((await client('page').get('/', { query: { q: '<x>', size: 'L' } })).text).toBe('&lt;x&gt; L');
    });

    it('no member of a dictionary but its entries', async () => {
      expect(await write1('[{{request.args.size}}{{request.args.get}}{{request.args.constructor}}]')).toBe('[]');
    });

    it('its headers, whatever their case', async () => {
      write('page.hbs', '{{request.headers.X-Name}}');
      expect((await client('page').get('/', { headers: { 'x-name': 'Ann' } })).text).toBe('Ann');
    });

    it('its form, so that a page can show it again', async () => {
      write('page.hbs', '<input value="{{request.form.title}}">');
      expect((await client('page').post('/', { form: { title: 'Ink' } })).text).toBe('<input value="Ink">');
    });

    it('the session', async () => {
      write(
        'page.hbs',
        '{{session.userId}} {{session.permanent}} {{session.size}}{{#with session}} {{userId}}{{/with}}',
      );
      const pages = client('page');
      await pages.session((session) => session.set('userId', 7));
      expect((await pages.get('/')).text).toBe('7 false 1 7');
    });

    it('all keys of the session', async () => {
      write('page.hbs', '{{#each session}}{{this.[0]}}={{this.[1]}}{{/each}} {{json session}}');
      const pages = client('page');
      await pages.session((session) => session.set('userId', 7));
      expect((await pages.get('/')).text).toBe('userId=7 {"userId":7}');
    });

    it('a key of the session that is called like a member of it', async () => {
      write('page.hbs', '{{session.size}}');
      const pages = client('page');
      await pages.session((session) => session.set('size', 'L'));
      expect((await pages.get('/')).text).toBe('L');
    });

    it('the config', async () => {
      expect(await write1('{{config.site}}', {}, { config: { site: 'Phial' } as never })).toBe('Phial');
    });

    it('the state of the request', async () => {
      write('page.hbs', '{{state.user}}');

      @Controller()
      class Stateful {
        @Route('/stateful')
        page(request: Request) {
          request.state['user'] = 'Ann';
          return render('page');
        }
      }

      expect((await client('page', {}, { controllers: [Stateful] }).get('/stateful')).text).toBe('Ann');
    });

    it('all of them in a loop, at the root', async () => {
      expect(
        await write1('{{#each list}}{{this}}{{@root.request.path}}{{../request.path}}{{/each}}', { list: [1] }),
      ).toBe('1//');
    });

    it('the session only when they read it', async () => {
      write('page.hbs', '{{#> base title="x"}}{{#each list}}{{this}}{{/each}}{{/base}}');
      write('base.hbs', '{{title}}{{> @partial-block}}');
      expect((await get('page', { list: [1] })).headers['vary']).toBeUndefined();
    });

    it('that a page which reads the session varies by cookie', async () => {
      write('page.hbs', '{{session.userId}}');
      expect((await get('page')).headers['vary']).toBe('Cookie');
    });
  });

  describe('prefer', () => {
    @Controller()
    class First {
      @ContextProcessor()
      values() {
        return { a: 'first', b: 'first', c: 'first' };
      }
    }

    @Controller()
    class Second {
      @ContextProcessor()
      async values(request: Request) {
        return Promise.resolve({ b: 'second', c: 'second', path: request.path });
      }
    }

    const options: AppOptions = { controllers: [First, Second], templates: { globals: { a: 'global', d: 'global' } } };

    it('what render() is given to context processors, those to globals', async () => {
      expect(await write1('{{a}} {{b}} {{c}} {{d}}', { c: 'given' }, options)).toBe('first second given global');
    });

    it('what render() is given to what they know', async () => {
      expect(
        await write1('{{request}} {{config.x}} {{session}}', { request: 'a', config: { x: 'b' }, session: 'c' }),
      ).toBe('a b c');
    });

    it('helpers to values of the same name, unless these are asked for', async () => {
      expect(await write1('{{json 1}} {{this.json}} {{./json}}', { json: 'value' })).toBe('1 value value');
    });
  });

  it('get the values of a context processor that looks at the request', async () => {
    @Controller()
    class Processor {
      @ContextProcessor()
      values(request: Request) {
        return { here: request.path };
      }
    }

    expect(await write1('{{here}}', {}, { controllers: [Processor] })).toBe('/');
  });

  it.each([
    ['Notes', 'a string', 'title'],
    [['Notes'], 'a list', 'notes'],
  ])('are not written with what a context processor gives without a name: %p', async (given, what, name) => {
    @Controller()
    class Processor {
      @ContextProcessor()
      title(): unknown {
        return given;
      }
    }

    const { logger, entries } = loggedBy();
    await write1('Hello', {}, { controllers: [Processor], fastify: { logger } }).catch(() => undefined);
    expect(entries.find(({ level }) => level === 50)!.err!.message).toBe(
      `Processor.title returned ${what}, and what a context processor returns has the names of a template's values. Give it a name: return { ${name} }.`,
    );
  });

  it('call the functions that a context processor gives them', async () => {
    @Controller()
    class Processor {
      @ContextProcessor()
      values() {
        return { price: (cents: number) => `${cents / 100} €` };
      }
    }

    expect(await write1('{{price 150}}', {}, { controllers: [Processor] })).toBe('1.5 €');
  });

  describe('read of class instances', () => {
    class Person {
      #first = 'Ann';
      readonly last = 'Lee';

      get fullName() {
        return `${this.#first} ${this.last}`;
      }

      greet() {
        return `Hi ${this.#first}`;
      }

      isCalled(name: string) {
        return name === this.#first;
      }
    }

    class Employee extends Person {}

    it('fields, getters and methods', async () => {
      expect(await write1('{{person.last}} {{person.fullName}} {{person.greet}}', { person: new Employee() })).toBe(
        'Lee Ann Lee Hi Ann',
      );
    });

    it('methods with arguments', async () => {
      expect(await write1('{{#if (person.isCalled "Ann")}}yes{{/if}}', { person: new Person() })).toBe('yes');
    });

    it('the same in a loop', async () => {
      expect(
        await write1('{{#each people}}{{fullName}} {{greet}} {{@root.people.0.last}};{{/each}}', {
          people: [new Person()],
        }),
      ).toBe('Ann Lee Hi Ann Lee;');
    });

    it('the same when the context is one', async () => {
      expect(await write1('{{last}} {{fullName}} {{greet}} {{request.path}}', new Employee())).toBe(
        'Lee Ann Lee Hi Ann /',
      );
    });

    it('the entries of maps', async () => {
      expect(await write1('{{map.a}} {{map.size}}[{{map.get}}]', { map: new Map([['a', 1]]) })).toBe('1 1[]');
    });

    it.each([
      'x.constructor',
      'x.constructor.name',
      'x.__proto__',
      'x.__proto__.fullName',
      'x.__defineGetter__',
      'x.hasOwnProperty',
      'x.toString',
      'x.valueOf',
      'constructor',
      '__proto__',
      'toString',
      'f.constructor',
      'f.prototype.constructor',
      'text.constructor',
      'list.constructor',
      'lookup x "constructor"',
      'lookup x "__proto__"',
      'lookup f.prototype "constructor"',
      'request.constructor',
      'session.constructor',
      'session.get',
    ])('nothing under {{%s}}', async (path) => {
      expect(await write1(`[{{${path}}}]`, { x: new Person(), f: Person, text: 'a', list: [] })).toBe('[]');
    });

    it('a value of JSON that is called constructor', async () => {
      expect(
        await write1('{{x.constructor}} {{x.__proto__}}', {
          x: JSON.parse('{"constructor":"own","__proto__":"own"}') as object,
        }),
      ).toBe('own own');
    });
  });

  describe('have the helper', () => {
    it('urlFor', async () => {
      expect(await write1('<a href="{{urlFor \'pages.show\' id=1}}">')).toBe('<a href="/notes/1">');
    });

    it('urlFor for this controller', async () => {
      expect(await write1('{{urlFor ".show" id=note.id}}', { note: { id: 2 } })).toBe('/notes/2');
    });

    it('urlFor with other values as the query', async () => {
      expect(await write1('{{{urlFor "pages.show" id=1 q="a b" _x=1 none=null}}}')).toBe('/notes/1?q=a+b&_x=1');
    });

    it('urlFor that is escaped in attributes', async () => {
      expect(await write1('{{urlFor "pages.show" id=1 a=1 b=2}}')).toBe('/notes/1?a&#x3D;1&amp;b&#x3D;2');
    });

    it('urlFor with the options of urlFor', async () => {
      expect(
        await write1('{{urlFor ".remove" id=1 _method="DELETE" _anchor="top" _scheme="https" _external=true}}'),
      ).toBe('https://localhost/notes/1#top');
    });

    it('urlFor for a whole URL', async () => {
      expect(await write1('{{urlFor ".show" id=1 _external=true}}')).toMatch(/^http:\/\/localhost(:80)?\/notes\/1$/);
    });

    it('urlFor that names the nearest endpoint', async () => {
      await expect(write1('{{urlFor "pages.shwo" id=1}}')).rejects.toThrow("Did you mean 'pages.show'");
    });

    it('urlFor that works in loops and partials, whatever render() was given', async () => {
      write('item.hbs', '{{urlFor ".show" id=id}}');
      expect(await write1('{{#each notes}}{{> item id=this}}{{/each}}', { notes: [1], request: 'x' })).toBe('/notes/1');
    });

    it('urlFor for static files, with a hash', async () => {
      mkdirSync(join(root, 'static'));
      writeFileSync(join(root, 'static/app.css'), 'x');
      expect(await write1('{{{urlFor "static" filename="app.css"}}}')).toMatch(/^\/static\/app\.css\?v=[\w-]+$/);
    });

    it('flashes', async () => {
      write('page.hbs', '{{#each (flashes)}}{{category}}:{{message}};{{/each}}');
      const pages = client('page');
      await pages.session((session) => {
        session.flash('Saved <1>');
        session.flash('Oh', 'error');
      });
      expect([(await pages.get('/')).text, (await pages.get('/')).text]).toEqual([
        'message:Saved &lt;1&gt;;error:Oh;',
        '',
      ]);
    });

    it.each([
      ["{{urlFor 'a' 7}}", "write {{urlFor 'notes.show' id=note.id}}. It was given 'a', 7."],
      ['{{urlFor}}', 'It was given nothing.'],
      ["{{#each (flashes 'error')}}{{/each}}", "write {{#each (flashes category='error')}}. It was given 'error'."],
    ])('say what they were given in the wrong place: %s', async (template, text) => {
      await expect(write1(template)).rejects.toThrow(text);
    });

    it('flashes of one category', async () => {
      write('page.hbs', '{{#each (flashes category="error")}}{{message}}{{else}}none{{/each}}');
      const pages = client('page');
      await pages.session((session) => {
        session.flash('Saved');
        session.flash('Oh', 'error');
      });
      expect((await pages.get('/')).text).toBe('Oh');
    });

    it('json that ends no script', async () => {
      const text = await write1('<script>x = {{json x}}</script>', { x: { a: "</script><!--\u2028\u2029&'" } });
      expect(text).toBe('<script>x = {"a":"\\u003c/script\\u003e\\u003c!--\\u2028\\u2029\\u0026\\u0027"}</script>');
    });

    it('json that fits into single quotes', async () => {
      expect(await write1("<a data-x='{{json x}}'>", { x: { a: "it's" } })).toBe(`<a data-x='{"a":"it\\u0027s"}'>`);
    });

    it('json that is still the same data', async () => {
      const x = { a: "</script>\u2028'&<>", b: [1, null, true] };
      expect(JSON.parse(await write1('{{json x}}', { x }))).toEqual(x);
    });

    it('json for what is missing', async () => {
      expect(await write1('{{json missing}}')).toBe('null');
    });

    it.each([
      ['eq 1 1', true],
      ['eq 1 "1"', false],
      ['ne 1 2', true],
      ['ne 1 1', false],
      ['lt 1 2', true],
      ['lt 2 2', false],
      ['gt 2 1', true],
      ['gt 2 2', false],
      ['and true 1', true],
      ['and 1 0 1', false],
      ['and 1 missing', false],
      ['and missing 1', false],
      ['or 0 ""', false],
      ['or 0 2', true],
      ['not true', false],
      ['not missing', true],
      ['not empty', true],
      ['and empty 1', false],
      ['or empty 0', false],
    ])('%s: %p', async (call, expected) => {
      const context = { empty: [] };
      expect(
        await write1(
          `{{#if (${call})}}true{{else}}false{{/if}} {{#${call}}}true{{else}}false{{/${call.split(' ')[0]}}}`,
          context,
        ),
      ).toBe(`${expected} ${expected}`);
    });

    it('or that gives the first value that is true', async () => {
      expect(await write1('{{or nickname name "nobody"}}', { name: 'Ann' })).toBe('Ann');
    });

    it('of the user, in templates.helpers', async () => {
      const helpers = {
        price: (cents: number, { hash }: { hash: { currency?: string } }) => `${cents / 100} ${hash.currency ?? '€'}`,
      };
      expect(await write1('{{price 150}} {{price 150 currency="$"}}', {}, { templates: { helpers } })).toBe(
        '1.5 € 1.5 $',
      );
    });

    it('of the user that writes html', async () => {
      expect(
        await write1('{{bold "<"}}', {}, { templates: { helpers: { bold: (text: string) => html`<b>${text}</b>` } } }),
      ).toBe('<b>&lt;</b>');
    });

    it('of the user as a block', async () => {
      const helpers = {
        twice: (options: { fn(context: unknown): string }) => options.fn({ x: 1 }) + options.fn({ x: 2 }),
      };
      expect(await write1('{{#twice}}{{x}}{{/twice}}', {}, { templates: { helpers } })).toBe('12');
    });

    it('of the user, as a method', async () => {
      @Controller()
      class Helpers {
        private readonly sign = '!';

        @TemplateHelper()
        shout(text: string) {
          return text.toUpperCase() + this.sign;
        }
      }

      expect(await write1('{{shout "hi"}}', {}, { controllers: [Helpers] })).toBe('HI!');
    });

    it('of the user in place of one that there is', async () => {
      expect(await write1('{{json 1}}', {}, { templates: { helpers: { json: () => 'own' } } })).toBe('own');
    });

    it('of the user that may end the request', async () => {
      const helpers = {
        refuse: () => {
          throw new Abort(403, 'Not for you.');
        },
      };
      write('page.hbs', '{{refuse}}');
      expect((await get('page', {}, { templates: { helpers } })).status).toBe(403);
    });

    it('of the user only when it does not wait', async () => {
      await expect(
        write1('{{slow}}', {}, { templates: { helpers: { slow: async () => Promise.resolve('x') } } }),
      ).rejects.toThrow("'slow' returned a promise");
    });

    it('of the user only when it is a function', () => {
      expect(() => client('page', {}, { templates: { helpers: { x: 'text' as never } } })).toThrow(
        "templates.helpers: its 'x' is 'text'",
      );
    });
  });

  describe('A promise in the context', () => {
    class Note {
      get author() {
        return Promise.resolve({ name: 'Ada' });
      }

      async text() {
        return 'text';
      }

      async isOf() {
        return false;
      }
    }

    it.each([
      ['a value', '{{user}}', { user: Promise.resolve('Ada') }, "'user'"],
      ['one whose member is read', '{{user.name}}', { user: Promise.resolve({ name: 'Ada' }) }, "'user'"],
      ['a list', '{{#each all}}{{name}}{{/each}}', { all: [1].map(async () => ({ name: 'Ada' })) }, "'all'"],
      ['one further inside', '{{note.user}}', { note: { user: Promise.resolve('Ada') } }, "'user'"],
      ['one that a getter gives', '{{note.author.name}}', { note: new Note() }, "'author'"],
      ['one that a method gives', '{{note.text}}', { note: new Note() }, "'text'"],
      ['a condition that is a method', '{{#if (note.isOf 1)}}secret{{/if}}', { note: new Note() }, "'isOf'"],
      ['one that a function gives', '{{price 5}}', { price: async (cents: number) => cents }, "'price'"],
      ['an item of a list', '{{#each note.all}}{{name}}{{/each}}', { note: { all: [Promise.resolve({})] } }, "'name'"],
    ])('is an error that names it: %s', async (_what, source, context, name) => {
      const page = write1(source, context);
      await expect(page).rejects.toThrow(name);
      await expect(page).rejects.toThrow('await it before render()');
    });

    it('is no error when it is further inside and not read', async () => {
      expect(await write1('{{note.text}}', { note: { text: 'a', user: Promise.resolve('Ada') } })).toBe('a');
    });

    it('does not let a whole answer into a script', async () => {
      await expect(write1('{{json page}}', { page: [render('secret', { a: 1 })] })).rejects.toThrow("render('secret')");
    });
  });

  describe('given what has no names for its values', () => {
    it.each([
      ['a promise', Promise.resolve({ title: 'Notes' }), 'was given a promise for its values. Templates do not wait'],
      ['a list', [{ title: 'Notes' }], "was given a list for its values. Give it a name: render('page', { notes })"],
      ['a map', new Map([['title', 'Notes']]), "Write render('page', Object.fromEntries(map))"],
      ['a set', new Set(['Notes']), "Give it a name: render('page', { notes: [...set] })"],
      ['text', 'Notes', "was given a string for its values. Give it a name: render('page', { title })"],
    ])('are refused: %s', async (_what, context, message) => {
      await expect(write1('{{title}}', context as object)).rejects.toThrow(message);
    });

    it('are refused for a form', async () => {
      @Controller()
      class Forms {
        @Route('/form', ['POST'])
        show(request: Request) {
          return render('page', request.form);
        }
      }

      write('page.hbs', '{{title}}');
      const page = client('page', {}, { controllers: [Forms] }).post('/form', { form: { title: 'Ink' } });
      await expect(page).rejects.toThrow("Write render('page', dictionary.toObject())");
    });
  });

  describe('of an app with mistakes', () => {
    async function mistakes(): Promise<SetupError> {
      const error: unknown = await client('page')
        .get('/')
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SetupError);
      return error as SetupError;
    }

    it.each([
      ['{{#if x}}\n</p>\n{{/each}}', 2],
      ['\n{{ foo bar= }}', 3],
      ['{{> a b c}}', 2],
      ['{{#each x as |a}}{{/each}}', 2],
    ])('fail the start with file and line: %j', async (source, line) => {
      write('page.hbs', `<p>\n${source}\n`);
      expect((await mistakes()).message).toContain(`${join(root, 'templates/page.hbs')}:${line}: `);
    });

    it("say that a tag is Jinja's, and its line", async () => {
      write('page.hbs', '<ul>\n{{#if x}}\n<p>\n{% for note in notes %}\n{{/if}}');
      expect((await mistakes()).message).toContain(
        `${join(root, 'templates/page.hbs')}:4: '{% for %}' is Jinja's, and would be printed as it is. Handlebars has {{#each`,
      );
    });

    it("say that a tag is EJS's, and its line", async () => {
      write('page.hbs', '<ul>\n<p><%= name %></p>');
      expect((await mistakes()).message).toContain(
        `${join(root, 'templates/page.hbs')}:2: '<%= %>' is EJS's, and would be printed as it is. Handlebars has {{#each`,
      );
    });

    it('take other text in such brackets for none', async () => {
      expect(await write1('{% note %} &#123;% for %}')).toBe('{% note %} &#123;% for %}');
    });

    it.each([
      ['{{#if a == b}}x{{/if}}', '==', 'Write {{#if (eq a b)}}.'],
      ['{{#if a === b}}x{{/if}}', '===', 'Write {{#if (eq a b)}}.'],
      ['{{#if a != b}}x{{/if}}', '!=', 'Write {{#if (ne a b)}}.'],
      ['{{#if a < b}}x{{/if}}', '<', 'Write {{#if (lt a b)}}.'],
      ['{{#if a >= b}}x{{/if}}', '>=', 'Write {{#if (not (lt a b))}}.'],
      ['{{#if a && b}}x{{/if}}', '&&', 'Write {{#if (and a b)}}.'],
      ['{{#if a || b}}x{{/if}}', '||', 'Write {{#if (or a b)}}.'],
      ['{{#if !a}}x{{/if}}', '!', 'Write {{#if (not a)}}.'],
      ['{{#unless a == b}}x{{/unless}}', '==', 'Write {{#unless (eq a b)}}.'],
      ['{{#if a}}x{{else if a > b}}y{{/if}}', '>', 'Write {{else if (gt a b)}}.'],
      ['{{a == b}}', '==', 'Write {{#if (eq a b)}}.'],
    ])('say what stands for an operator: %s', async (source, operator, cure) => {
      write('page.hbs', `<p>\n${source}`);
      expect((await mistakes()).findings).toEqual([
        {
          code: 'PH601',
          who: `${join(root, 'templates/page.hbs')}:2`,
          cause: `Handlebars has no operators, and so no ${operator}`,
          cure,
        },
      ]);
    });

    it.each([
      ['{{#each items as item}}x{{/each}}', '{{#each}} takes one value, and has 3', 'Write {{#each items as |item|}}.'],
      ['{{#each item in items}}x{{/each}}', '{{#each}} takes one value, and has 3', 'Write {{#each items as |item|}}.'],
      ['{{#if not a}}x{{/if}}', '{{#if}} takes one value, and has 2', 'Write {{#if (not a)}}.'],
      ['{{#if a}}x{{else if not b}}y{{/if}}', '{{#if}} takes one value, and has 2', 'Write {{#if (not b)}}.'],
      ['{{#if a and b}}x{{/if}}', '{{#if}} takes one value, and has 3', 'Write {{#if (and a b)}}.'],
      ['{{#if a is 1}}x{{/if}}', '{{#if}} takes one value, and has 3', 'Write {{#if (eq a 1)}}.'],
      ['{{#if allowed a}}x{{/if}}', '{{#if}} takes one value, and has 2', '{{#if (allowed a)}}.'],
      ['{{#unless}}x{{/unless}}', '{{#unless}} takes one value, and has 0', 'Write {{#unless value}}.'],
      ['{{> row a b}}', '{{> row}} takes one value, and has 2', 'Name the others: {{> row a name=b}}.'],
      ['{{#> row a "b"}}x{{/row}}', '{{#> row}} takes one value, and has 2', '{{#> row a name="b"}}.'],
      ['{{> (lookup . "k") a b}}', '{{> (...)}} takes one value, and has 2', '{{> (...) a name=b}}.'],
      ['{{a ? b : "c"}}', "Handlebars has no operators, and so no '?'", 'Write {{#if a}}{{b}}{{else}}c{{/if}}.'],
      ['{{a or "x"}}', 'Handlebars has no operators, and or is a helper', 'Write {{or a "x"}}.'],
      ['{{a + b}}', 'Handlebars has no operators, and so no +', 'Give render() the value'],
      ['{{#if a}}x{{#elseif b}}y{{/if}}', 'the other case opens no block', 'Write {{else if x}}.'],
      ['{{name.upper()}}', 'Handlebars calls helpers without brackets', 'Write {{upper name}}'],
      ['{{items[0]}}', 'Handlebars calls helpers without brackets', 'Write {{items.[0]}}.'],
      ['{{items[0].name}}', 'Handlebars calls helpers without brackets', 'Write {{items.[0].name}}.'],
      ["{{user['name'][12]}}", 'Handlebars calls helpers without brackets', 'Write {{user.name.[12]}}.'],
      ['{{#if items[0]}}x{{/if}}', 'Handlebars calls helpers without brackets', 'Write {{#if items.[0]}}.'],
      ['{{#if a}}x{{else if items[0].b}}{{/if}}', 'without brackets', 'Write {{else if items.[0].b}}.'],
      ['{{money items[0].price}}', 'Handlebars calls helpers without brackets', 'Write {{money items.[0].price}}.'],
      ['{{items[i]}}', "Handlebars' brackets hold no variable", 'Write {{lookup items i}}.'],
      ['{{#if items[i]}}x{{/if}}', 'brackets hold no variable', 'Write {{#if (lookup items i)}}.'],
      ['{{../items[@index].name}}', 'brackets hold no variable', 'Write {{lookup (lookup ../items @index) "name"}}.'],
      ['{{items[row.i][0]["x"]}}', 'no variable', 'Write {{lookup (lookup (lookup items row.i) 0) "x"}}.'],
      ['{{items[0][i]}}', 'brackets hold no variable', 'Write {{lookup items.[0] i}}.'],
      ['{{> row items[i]}}', 'brackets hold no variable', 'Write {{> row (lookup items i)}}.'],
      ['{{> row item=items[0]}}', 'Handlebars calls helpers without brackets', 'Write {{> row item=items.[0]}}.'],
      ['{{#if (eq items[i] "a")}}x{{/if}}', 'no variable', 'Write {{#if (eq (lookup items i) "a")}}.'],
      ['{{#if (eq items[i] items[0])}}x{{/if}}', 'no variable', 'Write {{#if (eq (lookup items i) items.[0])}}.'],
      ['{{&items[i]}}', 'brackets hold no variable', 'Write {{&lookup items i}}.'],
      ['{{./items[i]}}', 'brackets hold no variable', 'Write {{lookup ./items i}}.'],
      ['{{#> layout title=items[i]}}x{{/layout}}', 'no variable', 'Write {{#> layout title=(lookup items i)}}.'],
      ['{{lookup items[i] "name"}}', 'hold no variable', 'Write {{lookup (lookup items i) "name"}}.'],
      ['{{#each items[i] as |x|}}{{/each}}', 'no variable', 'Write {{#each (lookup items i) as |x|}}.'],
      ['{{#items[i]}}x{{/items[i]}}', 'brackets hold no variable', 'Write {{#with (lookup items i)}}.'],
      ['{{^items[i]}}x{{/items[i]}}', 'Handlebars cannot read this line', 'Correct "{{^items[i]}}'],
      ['{{{items[0]}}}', 'Handlebars calls helpers without brackets', 'Write {{{items.[0]}}}.'],
      ['{{~ items[i] ~}}', 'brackets hold no variable', 'Write {{~ lookup items i ~}}.'],
      ['{{my-items[i]}}', 'brackets hold no variable', 'Write {{lookup my-items i}}.'],
      ['{{t "a[0]" name=items[1]}}', 'without brackets', 'Write {{t "a[0]" name=items.[1]}}.'],
      ['{{> row items[i]\n a=1}}', 'brackets hold no variable', 'Write {{> row (lookup items i) ...}}.'],
      ['{{! items[i] }}{{items[0]}}', 'without brackets', 'Write {{items.[0]}}.'],
      ['{{items.[0].name}} {{name|upper}}', 'without brackets and filters', 'Write {{upper name}}'],
      ['{{url_for("static", filename="x")}}', 'Handlebars calls', 'Write {{urlFor "static" filename="x"}}.'],
    ])('say how it is written here, at the start: %s', async (source, cause, cure) => {
      write('page.hbs', `<p>\n${source}`);
      const [finding] = (await mistakes()).findings;
      expect(finding).toMatchObject({ code: 'PH601', who: `${join(root, 'templates/page.hbs')}:2` });
      expect(finding!.cause).toContain(cause);
      expect(finding!.cure).toContain(cure);
    });

    it.each(['{{#if a}}x\n{{#else}}y{{/if}}', '{{#if a}}x\n{{#else}}y{{/else}}{{/if}}'])(
      'say how the other case is written: %j',
      async (source) => {
        write('page.hbs', source);
        expect((await mistakes()).findings).toEqual([
          {
            code: 'PH601',
            who: `${join(root, 'templates/page.hbs')}:2`,
            cause: '{{#else}} opens a block of its own',
            cure: 'Write {{else}}, or {{else if x}}.',
          },
        ]);
      },
    );

    it('say that a block is not closed', async () => {
      write('page.hbs', '{{#if x}}\n');
      expect((await mistakes()).message).toContain('the file ends before a block is closed');
    });

    it('name all of them at once', async () => {
      write('a.hbs', '{{#if}}');
      write('b/c.hbs', '{{');
      expect((await mistakes()).findings.map(({ who }) => who)).toEqual([
        `${join(root, 'templates/a.hbs')}:1`,
        `${join(root, 'templates/b/c.hbs')}:1`,
      ]);
    });

    it('name a partial that is not there, its line and the nearest', async () => {
      write('notes/item.hbs', 'x');
      write('page.hbs', '\n{{> notes/itme}}');
      const [finding] = (await mistakes()).findings;
      expect(finding).toEqual({
        code: 'PH602',
        who: `${join(root, 'templates/page.hbs')}:2`,
        cause: "there is no partial 'notes/itme'",
        cure: "Correct its name, or make the template notes/itme.hbs. Did you mean 'notes/item'?",
      });
    });

    it('say how a page gives a block that its layout asks for, and no page has', async () => {
      write('base.hbs', '<title>{{> title}}</title>');
      write('page.hbs', '{{#> base title="Notes"}}x{{/base}}');
      const [finding] = (await mistakes()).findings;
      expect(finding).toMatchObject({
        who: `${join(root, 'templates/base.hbs')}:1`,
        cause: "there is no partial 'title'",
        cure: expect.stringMatching(/^Write \{\{#\*inline "title"\}\}.* or a template title\.hbs\.$/) as string,
      });
    });

    it('leave the ending of a partial away', async () => {
      write('page.hbs', '{{> notes/item.hbs}}');
      expect((await mistakes()).findings[0]!.cure).toBe('Leave the ending away: {{> notes/item}}.');
    });

    it('name a layout that is not there', async () => {
      write('page.hbs', '{{#> bsae}}{{#*inline "content"}}x{{/inline}}{{/bsae}}');
      expect((await mistakes()).message).toContain("there is no partial 'bsae'");
    });

    it('take a block that no page fills in for none', async () => {
      expect(await write1('{{#> sidebar}}empty{{/sidebar}}')).toBe('empty');
    });

    it('take a partial that another template defines for none', async () => {
      write('base.hbs', '{{> content}}');
      expect(await write1('{{#> base}}{{#*inline "content"}}x{{/inline}}{{/base}}')).toBe('x');
    });

    it('name the template whose helper is not there', async () => {
      await expect(write1('{{mising 1}}')).rejects.toThrow(
        `The template 'page' failed at ${join(root, 'templates/page.hbs')}:1: Missing helper: "mising".`,
      );
    });

    it('name the template whose partial is chosen when it is rendered, and not there', async () => {
      await expect(write1('{{> (lookup this "x")}}', { x: 'nowhere' })).rejects.toThrow(
        `The template 'page' failed at ${join(root, 'templates/page.hbs')}:1: The partial nowhere could not be found.`,
      );
    });

    it('tell how a page gives its layout a block that it lacks', async () => {
      write('base.hbs', '<title>{{> title}}</title>');
      write('other.hbs', '{{#> base}}{{#*inline "title"}}Other{{/inline}}{{/base}}');
      await expect(write1('{{#> base title="Notes"}}{{/base}}')).rejects.toThrow(
        `The template 'base' failed at ${join(root, 'templates/base.hbs')}:1: The partial title could not be found. Write {{#*inline "title"}}...{{/inline}} inside the {{#> layout}} that asks for it, a default in its place, {{#> title}}...{{/title}}, or a template title.hbs.`,
      );
    });

    describe('name the partial and the line of what fails while they are rendered:', () => {
      class Note {
        get text(): string {
          throw new RangeError('no text');
        }
      }
      const helpers = {
        money: (value: unknown) => (value as { toFixed(digits: number): string }).toFixed(2),
        upper: (text: string) => text.toUpperCase(),
      };

      it.each([
        ['a helper that throws', '{{money price}}', 'Cannot read properties of undefined'],
        ['a helper that is not there', '{{uper price}}', `Missing helper: "uper". Did you mean 'upper'?`],
        ['a getter that throws', '{{note.text}}', 'no text'],
        ['a promise', '{{later.user}}', "The template reads 'user', which is a promise."],
        ['a helper inside a block', '{{#if note}}{{#each list}}{{money ../price}}{{/each}}{{/if}}', 'Cannot read'],
        [
          'a partial that is chosen',
          '{{> (lookup . "kind")}}',
          "The partial pag could not be found. Did you mean 'page'?",
        ],
      ])('%s', async (_what, source, message) => {
        write('base.hbs', '<main>\n{{> @partial-block}}\n</main>');
        write('notes/row.hbs', `{{upper "a"}}\n<p>\n${source}\n</p>\n{{upper "b"}}`);
        const context = { note: new Note(), kind: 'pag', list: [1], later: { user: Promise.resolve() } };
        const page = write1('{{#> base}}\n{{> notes/row}}\n{{/base}}', context, { templates: { helpers } });
        await expect(page).rejects.toThrow(
          `The template 'notes/row' failed at ${join(root, 'templates/notes/row.hbs')}:3: ${message}`,
        );
      });

      it('the block of a layout, in the page that has it', async () => {
        write('base.hbs', '<main>\n\n\n{{> @partial-block}}\n</main>');
        await expect(write1('{{#> base}}\n{{uper 1}}\n{{/base}}')).rejects.toThrow(
          `The template 'page' failed at ${join(root, 'templates/page.hbs')}:2: `,
        );
      });

      it('the log tells once, with the frames of what was thrown', async () => {
        const fails = function failsHere(): never {
          throw new Error('It is odd.');
        };
        const { logger, entries } = loggedBy();
        write('page.hbs', '{{fails 1}}');
        await expect(get('page', {}, { templates: { helpers: { fails } }, fastify: { logger } })).rejects.toThrow(
          'It is odd.',
        );
        const { message, stack } = entries.at(-1)!.err!;
        expect([message.split('It is odd.').length, stack.includes('at Object.failsHere')]).toEqual([2, true]);
      });

      it('an error of a class of its own stays as it is, and the log has the place', async () => {
        class Odd extends Error {}
        const fails = (): never => {
          throw new Odd('odd');
        };
        const { logger, entries } = loggedBy();
        write('page.hbs', '\n{{fails 1}}');
        await expect(get('page', {}, { templates: { helpers: { fails } }, fastify: { logger } })).rejects.toThrow(Odd);
        expect(entries.at(-1)!.msg).toContain(`The template 'page' failed at ${join(root, 'templates/page.hbs')}:2.`);
      });
    });

    it.each(['index.html', '/index', 'templates/index', 'views/index.ejs'])(
      'are meant by the name %s',
      async (name) => {
        write('index.hbs', 'x');
        await expect(get(name)).rejects.toThrow("Did you mean 'index'?");
      },
    );

    it.each(['html', 'htm', 'handlebars', 'mustache', 'ejs', 'njk'])(
      'are not seen with the extension .%s, and the message says how to rename them',
      async (extension) => {
        write(`notes/index.${extension}`, 'x');
        write('notes/indexes.hbs', 'x');
        await expect(get('notes/index')).rejects.toThrow(
          new RegExp(`in .+templates\\. notes/index\\.${extension} is there: rename it to notes/index\\.hbs\\.$`),
        );
      },
    );

    it('are told their new name when they are asked for by the name of such a file', async () => {
      write('index.html', 'x');
      await expect(get('index.html')).rejects.toThrow(
        "templates. index.html is there: rename it to index.hbs, and name it 'index'.",
      );
    });

    it('are told of no file outside the folder', async () => {
      writeFileSync(join(root, 'secret.html'), 'x');
      await expect(get('../secret')).rejects.not.toThrow('is there');
      await expect(get(join(root, 'secret'))).rejects.not.toThrow('is there');
    });

    it('lack a folder where an empty list names none', async () => {
      await expect(get('index', {}, { templates: [] })).rejects.toThrow(
        "There is no template 'index', since templates has no folder. Name one: { templates: 'views' }.",
      );
    });

    it('name the folder and the nearest names when a template is not there', async () => {
      write('notes/index.hbs', 'x');
      await expect(get('notes/indx')).rejects.toThrow(
        `There is no template 'notes/indx' in ${join(root, 'templates')}. Did you mean 'notes/index'?`,
      );
    });
  });

  describe('are only', () => {
    it.each([
      '../secret',
      '/etc/passwd',
      'notes/../page',
      './page',
      '__proto__',
      'constructor',
      '',
      '.hidden',
      '.folder/x',
      'page.hbs',
      'plain',
      'folder',
    ])('found by their names, not by %j', async (name) => {
      writeFileSync(join(root, 'secret.hbs'), 'x');
      for (const file of ['page.hbs', '.hidden.hbs', '.folder/x.hbs', 'plain.html', 'folder.hbs/x.html'])
        write(file, 'x');
      await expect(get(name)).rejects.toThrow(`There is no template '${name}'`);
    });

    it('files in the folder, not links that lead out', async () => {
      writeFileSync(join(root, 'secret.hbs'), 'secret');
      symlinkSync(join(root, 'secret.hbs'), join(root, 'templates/link.hbs'));
      symlinkSync(root, join(root, 'templates/up'));
      await expect(get('link')).rejects.toThrow("There is no template 'link'");
      await expect(get('up/secret')).rejects.toThrow("There is no template 'up/secret'");
    });

    it('files that can be read to the end', async () => {
      execFileSync('mkfifo', [join(root, 'templates/pipe.hbs')]);
      await expect(get('pipe')).rejects.toThrow("There is no template 'pipe'");
    });

    it('files and links that stay inside', async () => {
      write('shared/page.hbs', 'x');
      symlinkSync('shared', join(root, 'templates/linked'));
      symlinkSync('.', join(root, 'templates/loop'));
      symlinkSync('.', join(root, 'templates/shared/loop'));
      expect((await get('linked/page')).text).toBe('x');
      await expect(get('shared/loop/page')).rejects.toThrow("There is no template 'shared/loop/page'");
    });
  });

  it('may be missing altogether', async () => {
    rmSync(join(root, 'templates'), { recursive: true });
    expect((await client('page').get('/notes/1')).text).toBe('Note 1');
  });

  it('are compiled once', async () => {
    write('page.hbs', 'before');
    const pages = client('page');
    await pages.get('/');
    write('page.hbs', 'after!');
    expect((await pages.get('/')).text).toBe('before');
  });

  it('are found when debug mode came after the app was readied', async () => {
    @Controller()
    class Pages {
      @Route('/')
      page() {
        return render('page');
      }
    }

    const app = quietApp([Pages], { root });
    await app.ready();
    await app.run({ port: 0, debug: true });
    write('page.hbs', 'late');
    const page = await app.testClient().get('/');
    await app.close();
    expect(page.text).toBe('late');
  });

  describe('in debug mode', () => {
    let pages: TestClient;

    beforeEach(async () => {
      write('base.hbs', '<{{> @partial-block}}>');
      write('page.hbs', '{{#> base}}before{{/base}}');
      pages = client('page', {}, { debug: true });
      await pages.get('/');
    });

    it('are read afresh', async () => {
      write('page.hbs', '{{#> base}}changed{{/base}}');
      expect((await pages.get('/')).text).toBe('<changed>');
    });

    it('are read afresh when the change keeps the size', async () => {
      write('page.hbs', '{{#> base}}befOre{{/base}}');
      utimesSync(join(root, 'templates/page.hbs'), 1e9, 1e9);
      expect((await pages.get('/')).text).toBe('<befOre>');
    });

    it('see a layout that has changed', async () => {
      write('base.hbs', '[{{> @partial-block}}]');
      expect((await pages.get('/')).text).toBe('[before]');
    });

    it('see a new partial', async () => {
      write('new.hbs', 'new');
      write('page.hbs', '{{> new}}');
      expect((await pages.get('/')).text).toBe('new');
    });

    it('miss one that is gone', async () => {
      renameSync(join(root, 'templates/page.hbs'), join(root, 'templates/other.hbs'));
      await expect(pages.get('/')).rejects.toThrow("There is no template 'page'");
    });

    it('name file and line of a mistake, each time', async () => {
      write('page.hbs', '\n{{#if}}');
      await expect(pages.get('/')).rejects.toThrow(
        `${join(root, 'templates/page.hbs')}:2: the file ends before a block is closed`,
      );
      await expect(pages.get('/')).rejects.toThrow(
        `${join(root, 'templates/page.hbs')}:2: the file ends before a block is closed`,
      );
    });

    it('name the file of a mistake in a layout', async () => {
      write('base.hbs', '{{#if}}');
      await expect(pages.get('/')).rejects.toThrow(`${join(root, 'templates/base.hbs')}:1: `);
    });

    it('are rendered in spite of a mistake in another', async () => {
      write('other.hbs', '{{#if}}');
      expect((await pages.get('/')).text).toBe('<before>');
    });

    it('are rendered again once the mistake is corrected', async () => {
      write('page.hbs', '{{#if}}');
      await expect(pages.get('/')).rejects.toThrow();
      write('page.hbs', 'correct');
      expect((await pages.get('/')).text).toBe('correct');
    });
  });
});
