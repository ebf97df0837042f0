import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { ContextProcessor, Controller, createApp, render, Route, TemplateHelper, type AppOptions } from 'phial';

import { loggedBy } from '../support/log-of.js';

describe('A name in a template', () => {
  let root: string;

  function write(name: string, text: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }

  @Controller('/notes')
  class Notes {
    @Route('/')
    index() {
      return render('page', {});
    }

    @Route('/:id')
    show(id: number) {
      return { id };
    }

    @TemplateHelper()
    money(cents: number) {
      return `${cents / 100} €`;
    }

    @ContextProcessor()
    values() {
      return { price: (cents: number) => `${cents} ct` };
    }
  }

  /** An app with one template, and what it warns of. */
  async function readied(template: string, options: AppOptions = {}) {
    write('templates/page.hbs', template);
    const { logger, entries } = loggedBy();
    const app = createApp({ root, controllers: [Notes], ...options, fastify: { logger } });
    await app.ready();
    return { app, told: () => entries.map(({ msg }) => msg.replaceAll(root, '<root>')) };
  }

  async function warnings(template: string, options?: AppOptions): Promise<string[]> {
    return (await readied(template, options)).told();
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-names-'));
    write('static/app.css', '');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is warned of when it is called and no helper', async () => {
    expect(await warnings('\n{{mony 3}}')).toEqual([
      "<root>/templates/page.hbs:2: there is no helper 'mony'. Name it in createApp({ templates: { helpers } }), or put @TemplateHelper() on a method; a function of the context is called as this.mony. Did you mean 'money'? (PH603)",
    ]);
    write('templates/p.hbs', '');
    const told = await warnings('{{day style="long"}}{{#if (allowed)}}{{/if}}{{#wide x}}{{/wide}}{{> p a=(upper x)}}');
    expect(told.map((text) => /'(\w+)'/.exec(text)![1])).toEqual(['day', 'allowed', 'wide', 'upper']);
  });

  it('is told how Handlebars writes it', async () => {
    expect((await warnings('{{#if a}}x{{elseif b}}y{{/if}}'))[0]).toContain(
      'there is no {{elseif}}. Write {{else if x}}.',
    );
    await expect(readied("{{ url_for('notes.index') }}")).rejects.toThrow("Write {{urlFor 'notes.index'}}.");
    await expect(readied('{{ name|upper }}')).rejects.toThrow('Write {{upper name}}, and a method upper');
  });

  it('is not one of a value, of the context, or of an item', async () => {
    write('templates/row.hbs', '{{label "x"}}{{caption 1}}');
    const template = `{{name}} {{{raw}}} {{#notes}}{{shout "x"}}{{/notes}} {{price 3}} {{this.call 1}} {{user.owns 1}}
      {{#each notes as |note|}}{{label "x"}}{{note 1}}{{../call 1}}{{@root.call 1}}{{/each}} {{format 1}}
      {{> row note caption=title}} {{#unless (eq 1 2)}}{{lookup . "x"}}{{/unless}} {{log "x"}}`;
    expect(await warnings(template, { templates: { globals: { format: String } } })).toEqual([]);
  });

  it('may be the request or the session of an item', async () => {
    class Log {
      entries() {
        return [{ request: { path: '/' } }];
      }
    }
    const told = await warnings('{{#each entries}}{{request.path}}{{session.id}}{{/each}}', { services: [new Log()] });
    expect(told).toEqual([expect.stringContaining('{{session.id}} is looked up in the item there')]);
  });

  it('is warned of inside a block when it is near to a helper', async () => {
    expect(await warnings('{{#each notes}}{{urlfor "notes.show" id=id}}{{/each}}')).toEqual([
      expect.stringContaining("Did you mean 'urlFor'?"),
    ]);
  });

  it('is warned of when it is the request or the session, which is looked up in an item', async () => {
    expect(await warnings('{{#each notes}}\n{{#if (eq id request.path)}}{{/if}}{{session.userId}}{{/each}}')).toEqual([
      "<root>/templates/page.hbs:2: {{request.path}} is looked up in the item there, as all names are. Write {{@root.request.path}}, or {{this.request.path}} when it is the item's. (PH614)",
      "<root>/templates/page.hbs:2: {{session.userId}} is looked up in the item there, as all names are. Write {{@root.session.userId}}, or {{this.session.userId}} when it is the item's. (PH614)",
    ]);
    const fine = `{{request.path}}{{#if a}}{{session.userId}}{{/if}}{{#each request.args}}{{this.request.path}}{{@root.request.path}}{{../request.path}}{{/each}}
      {{#each notes as |request|}}{{request.path}}{{/each}}{{#with a}}{{request}}{{requests.path}}{{/with}}`;
    expect(await warnings(fine)).toEqual([]);
  });

  it('is warned of when urlFor knows no such endpoint', async () => {
    const template =
      "{{urlFor 'notes.show' id=1}}{{urlFor '.show' id=1}}{{urlFor name}}\n{{#if (urlFor '.sho')}}{{urlFor 'note.show'}}{{/if}}";
    const cure = 'Correct its name: phial routes lists all endpoints.';
    expect(await warnings(template)).toEqual([
      `<root>/templates/page.hbs:2: there is no endpoint '.sho' of any controller. ${cure} Did you mean '.show'? (PH605)`,
      `<root>/templates/page.hbs:2: there is no endpoint 'note.show'. ${cure} Did you mean 'notes.show'? (PH605)`,
    ]);
  });

  it('is not told of the static files where a method is asked for', async () => {
    mkdirSync(join(root, 'static'), { recursive: true });
    class Pages {
      @Route('/x')
      i() {
        return render('page', {});
      }
    }
    const told = await warnings("{{urlFor '.x'}}", { controllers: [Pages], static: 'static' });
    expect(told).toEqual([expect.stringMatching(/Did you mean '\.i'\? \(PH605\)$/)]);
  });

  it('is warned of when urlFor is given a value without its name', async () => {
    const cause = `<root>/templates/page.hbs:1: its urlFor('notes.show') has no value for 'id', a variable of /notes/:id.`;
    expect(await warnings("{{urlFor 'notes.show' id}}")).toEqual([expect.stringContaining(cause)]);
  });

  it('is warned of when urlFor knows no such file', async () => {
    const template = "{{urlFor 'static' filename='app.css'}}{{urlFor 'static' filename='ap.css'}}";
    expect(await warnings(template)).toEqual([
      "<root>/templates/page.hbs:1: there is no file 'ap.css' in <root>/static. Correct its name, or put it there. Did you mean 'app.css'? (PH606)",
    ]);
  });

  it("is warned of when urlFor knows no such file of the template's own", async () => {
    const template = "{{urlFor '.static' filename='app.css'}}{{urlFor '.static' filename='ap.css'}}";
    expect(await warnings(template)).toEqual([expect.stringContaining("there is no file 'ap.css' in <root>/static.")]);
  });

  it('is warned of by a name that every object of JavaScript has', async () => {
    expect(await warnings('{{toLocaleString 1}}')).toEqual([
      expect.stringContaining('Name it in createApp({ templates'),
    ]);
  });

  it('is not looked at when urlFor is a helper of the user', async () => {
    const helpers = { urlFor: (name: string) => `/${name}` };
    expect(await warnings("{{urlFor 'home'}}", { templates: { helpers } })).toEqual([]);
  });

  it('is warned of once in debug mode, and again when a change brings it', async () => {
    const { app, told } = await readied('{{urlFor "a"}}', { debug: true });
    const client = app.testClient();
    const names = (): (string | undefined)[] => told().flatMap((text) => /endpoint '(\w+)'/.exec(text)?.[1] ?? []);
    const change = async (text: string): Promise<unknown> => {
      write('templates/page.hbs', text);
      return client.get('/notes/');
    };
    expect(names()).toEqual(['a']);
    await change('{{urlFor "a"}} {{urlFor "bc"}}');
    expect(names()).toEqual(['a', 'bc']);
    await change('{{urlFor "notes.index"}}');
    await change('{{urlFor "a"}} mended, and broken again');
    expect(names()).toEqual(['a', 'bc', 'a']);
  });
});
