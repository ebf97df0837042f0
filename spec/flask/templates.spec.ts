import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { html, render, type AppOptions, type Request } from 'phial';

import { appOf } from '../support/app-of.js';

describe("Of Flask's templates,", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-flask-'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, 'templates', name)), { recursive: true });
      writeFileSync(join(root, 'templates', name), text);
    }
  }

  /** A page of one template. */
  async function page(template: string, context: object = {}, options: AppOptions = {}): Promise<string> {
    write({ 'page.hbs': template });
    const app = appOf(() => render('page', { ...context }), { root, ...options });
    return (await app.testClient({ throwErrors: true }).get('/path')).text;
  }

  it('render_template(): a file of the folder templates', async () => {
    expect(await page('Hello {{name}}', { name: 'Ada' })).toBe('Hello Ada');
  });

  it('render_template(): the first of a list that there is', async () => {
    write({ 'second.hbs': 'second' });
    const app = appOf(() => render(['first', 'second']), { root });
    expect((await app.testClient().get('/')).text).toBe('second');
  });

  it('render_template(): one that is missing is a 500, and named with its folder', async () => {
    write({ 'page.hbs': '' });
    const client = appOf(() => render('pgae'), { root }).testClient({ throwErrors: true });
    await expect(client.get('/')).rejects.toThrow(/'pgae'[^]*templates[^]*'page'/);
  });

  // DESIGN §9: & < > " ' ` = as Handlebars writes them.
  it('Autoescape: in every template, with ` and =, and not what html`` wrote', async () => {
    const context = { text: `<b> & "x" 'y'`, safe: html`<i>${'<'}</i>` };
    expect(await page('{{text}} {{safe}} {{{text}}}', context)).toBe(
      `&lt;b&gt; &amp; &quot;x&quot; &#x27;y&#x27; <i>&lt;</i> <b> & "x" 'y'`,
    );
  });

  it('Autoescape: not of .txt, and of .xml', async () => {
    write({ 'mail.txt.hbs': '{{text}}', 'feed.xml.hbs': '{{text}}' });
    const app = appOf(({ path }) => render(path.slice(1), { text: '<b>' }), { root });
    const [mail, feed] = [await app.testClient().get('/mail.txt'), await app.testClient().get('/feed.xml')];
    expect([mail.headers['content-type'], mail.text]).toEqual(['text/plain; charset=utf-8', '<b>']);
    expect([feed.headers['content-type'], feed.text]).toEqual(['application/xml; charset=utf-8', '&lt;b&gt;']);
  });

  it('Context: config, request, session and state', async () => {
    write({ 'page.hbs': '{{config.title}} {{request.path}} {{session.name}} {{state.name}}' });
    const see = (request: Request) => {
      request.session.set('name', 'Ada');
      request.state['name'] = 'Grace';
      return render('page');
    };
    const app = appOf(see, { root, config: { title: 'Notes' } as never });
    expect((await app.testClient().get('/path')).text).toBe('Notes /path Ada Grace');
  });

  it('Context: urlFor and flashes', async () => {
    write({ 'page.hbs': "{{urlFor 'pages.answer' [*]='a'}} {{#each (flashes)}}{{category}} {{message}}{{/each}}" });
    const see = (request: Request) => {
      request.session.flash('Saved.');
      return render('page');
    };
    expect((await appOf(see, { root }).testClient().get('/')).text).toBe('/a message Saved.');
  });

  it('tojson: safe inside a script', async () => {
    expect(await page('<script>{{json text}}</script>', { text: `</script>&'` })).not.toMatch(
      /<\/script>.+<\/script>|&'/,
    );
  });

  it('Filters, tests, globals: helpers and values of the app', async () => {
    const templates = { helpers: { loud: (text: string) => text.toUpperCase() }, globals: { site: 'Notes' } };
    expect(await page('{{loud site}} {{#if (eq site "Notes")}}yes{{/if}}', {}, { templates })).toBe('NOTES yes');
  });

  it('Inheritance, includes, macros: layouts with blocks, and partials with parameters', async () => {
    write({
      'base.hbs': '<title>{{title}}</title>{{#> content}}nothing{{/content}}',
      'field.hbs': '<input name="{{name}}">',
    });
    const template = '{{#> base title="A"}}{{#*inline "content"}}{{> field name="b"}}{{/inline}}{{/base}}';
    expect(await page(template)).toBe('<title>A</title><input name="b">');
  });

  it('TEMPLATES_AUTO_RELOAD: in debug mode, templates are read afresh', async () => {
    write({ 'page.hbs': 'before' });
    const client = appOf(() => render('page'), { root, debug: true }).testClient();
    expect((await client.get('/')).text).toContain('before');
    write({ 'page.hbs': 'afterwards' });
    expect((await client.get('/')).text).toContain('afterwards');
  });

  it('TEMPLATES_AUTO_RELOAD: what is missing writes nothing', async () => {
    expect(await page('[{{nothing}}]')).toBe('[]');
  });

  // DESIGN §9: compiled at the start.
  it('TEMPLATES_AUTO_RELOAD: a mistake in a template fails the start, with its file and line', async () => {
    write({ 'page.hbs': 'first\n{{#if}' });
    await expect(appOf(() => render('page'), { root }).ready()).rejects.toThrow(/page\.hbs:2/);
  });

  it('render_template_string(): html`` escapes, without a file', async () => {
    const app = appOf(({ args }) => html`<b>${args.get('name')}</b>`);
    expect((await app.testClient().get('/?name=<i>')).text).toBe('<b>&lt;i&gt;</b>');
  });
});
