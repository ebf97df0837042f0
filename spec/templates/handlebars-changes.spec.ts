import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import Handlebars from 'handlebars';
import { Controller, createApp, Get, render, type TestClient } from 'phial';

/** What is rendered, with the partials and layouts that it uses. */
const PAGES: Record<string, string> = {
  text: '{{title}} {{{title}}} {{&title}} {{! note }}{{!-- note --}}\\{{title}} {{"quoted key"}} {{[quoted key]}}',
  absent: '[{{nothing}}] [{{nothing.below}}] [{{user.nothing.below}}] [{{zero}}] [{{no}}] [{{empty}}] [{{nil}}]',
  paths: '{{user.name}} {{user/name}} {{this.title}} {{notes.[0].title}} {{notes.0.title}} {{lookup notes 1}}',
  functions: '{{whole}} {{user.greet}} {{#whole}}block{{/whole}} {{#if whole}}yes{{/if}}',
  conditions:
    '{{#if zero}}1{{else if notes}}2{{else}}3{{/if}} {{#unless empty}}4{{/unless}} {{#if zero includeZero=true}}5{{/if}}',
  lists:
    '{{#each notes}}{{@index}}{{@key}}{{@first}}{{@last}} {{title}} {{../title}} {{@root.title}}\n{{else}}none{{/each}}',
  objects:
    '{{#each user}}{{@key}}={{this}};{{/each}} {{#each numbers as |number index|}}{{index}}:{{number}} {{/each}}',
  emptyLists: '{{#each empty}}1{{else}}2{{/each}} {{#empty}}3{{/empty}} {{^empty}}4{{/empty}} {{^notes}}5{{/notes}}',
  blocks:
    '{{#user}}{{name}}{{/user}} {{#with user as |person|}}{{person.name}} {{../title}}{{/with}} {{#notes}}{{title}}{{/notes}}',
  literals:
    '{{lookup user "name"}} {{lookup (lookup notes 0) "title"}} {{#if true}}t{{/if}}{{#if undefined}}u{{/if}}{{#if null}}n{{/if}}',
  whitespace:
    '  {{~title~}}  \n  {{#if title~}}\n  a  \n{{~else~}} b {{~/if}}  \n  {{#each numbers}}\n  - {{this}}\n  {{/each}}\n',
  partials:
    '{{> row}} {{> row user}} {{> row user name="other"}} {{> (lookup . "which")}}\n  {{> row}}\n{{> deep depth=3}}',
  partialLists: '{{#each notes}}{{> row this owner=../user.name}}{{/each}}',
  inline: '{{#*inline "mine"}}<{{name}}{{title}}>{{/inline}}{{> mine}}{{#each notes}}{{> mine}}{{/each}}',
  inlineHides: '{{#*inline "row"}}own {{title}}{{/inline}}{{> row}}',
  layout:
    '{{#> base}}{{#*inline "head"}}<i>{{title}}</i>{{/inline}}{{#*inline "body"}}{{#each notes}}{{title}}{{/each}}{{/inline}}{{/base}}',
  layoutInLayout:
    '{{#> section name="outer"}}one {{#> section name="inner"}}two {{title}}{{/section}} three{{/section}}',
  layoutOfLayout: '{{#> middle}}{{#*inline "body"}}in the middle {{title}}{{/inline}}{{/middle}}',
  layoutDefaults: '{{#> base}}{{#*inline "other"}}unused{{/inline}}{{/base}}',
  fallback: '{{#> nowhere}}instead {{title}} {{#> nowhere2}}and {{user.name}}{{/nowhere2}}{{/nowhere}}',
  blockTwice: '{{#> twice}}{{title}};{{/twice}}{{#> twice}}{{user.name}};{{/twice}}',
  blockInList: '{{#each notes}}{{#> section name=title}}{{title}} {{@index}} {{../title}}{{/section}}{{/each}}',
  blockWithContext:
    '{{#> section user}}{{name}} {{@root.title}}{{/section}}{{#> section notes.[0] extra=1}}{{title}}{{extra}}{{/section}}',
  blockParameters:
    '{{#each notes as |note index|}}{{#> section name=note.title}}{{note.title}} {{index}}{{/section}}{{/each}}',
  data: '{{#each notes}}{{#each ../numbers}}{{@../index}}{{@index}}{{@root.title}} {{/each}}{{/each}}',
};

const PARTS: Record<string, string> = {
  row: '<{{name}}|{{title}}|{{owner}}>',
  deep: '({{depth}}{{#if notes}}{{> row}}{{/if}})',
  base: '<head>{{#> head}}no head{{/head}}</head><body>{{#> body}}no body{{/body}}</body>',
  middle: '{{#> base}}{{#*inline "head"}}of the middle{{/inline}}{{/base}}',
  section: '<section {{name}}>{{> @partial-block}}|{{#if @partial-block}}block{{/if}}</section>',
  twice: '{{> @partial-block}}{{> @partial-block title="again"}}{{#> section}}{{> @partial-block}}{{/section}}',
};

const CONTEXT = {
  title: 'A "title" & <more>',
  'quoted key': 'quoted',
  user: { name: 'Ann', greet: () => 'hello' },
  notes: [{ title: 'One' }, { title: 'Two' }],
  numbers: [1, 2, 3],
  zero: 0,
  no: false,
  empty: [],
  nil: null,
  which: 'row',
  whole: () => 'all',
};

describe('The changes of Handlebars', () => {
  let root: string;
  let client: TestClient;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-handlebars-'));
    for (const [name, source] of Object.entries({ ...PAGES, ...PARTS })) {
      const path = join(root, 'templates', `${name}.hbs`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, source);
    }

    @Controller()
    class Pages {
      @Get('/:name')
      page(name: string) {
        return render(name, CONTEXT);
      }
    }

    client = createApp({ controllers: [Pages], root }).testClient();
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** By an environment that nobody has changed. */
  function asItComes(name: string): string {
    const plain = Handlebars.create();
    for (const [part, source] of Object.entries({ ...PAGES, ...PARTS }))
      plain.registerPartial(part, plain.compile(source, { preventIndent: true }));
    return plain.compile(PAGES[name]!, { preventIndent: true })(CONTEXT);
  }

  it.each(Object.keys(PAGES))('leave the output as it is: %s', async (name) => {
    const { text } = await client.get(`/${name}`);

    expect(text).toBe(asItComes(name));
  });

  it.each(Object.keys(PAGES))('leave the output as it is at the second call: %s', async (name) => {
    await client.get(`/${name}`);
    const { text } = await client.get(`/${name}`);

    expect(text).toBe(asItComes(name));
  });

  it('stay in the environment of Phial', async () => {
    class Made {
      get year(): number {
        return 1;
      }
    }
    await client.get('/text');

    expect(Handlebars.compile('{{made.year}}')({ made: new Made() }, { allowProtoPropertiesByDefault: false })).toBe(
      '',
    );
  });
});
