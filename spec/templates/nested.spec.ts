import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Controller, Get, render, type App, type AppOptions } from 'phial';

import { quietApp } from '../support/quiet-app.js';

describe('Templates inside templates', () => {
  let root: string;

  function write(sources: Record<string, string>): void {
    for (const [name, source] of Object.entries(sources)) {
      const path = join(root, 'templates', `${name}.hbs`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, source);
    }
  }

  /** An app whose `/` renders the template `index`. */
  function appOf(sources: Record<string, string>, context: object = {}, options: AppOptions = {}): App {
    write(sources);

    @Controller()
    class Pages {
      @Get('/')
      index() {
        return render('index', context);
      }

      @Get('/notes/:id')
      show(id: number) {
        return `Note ${id}`;
      }
    }

    return quietApp([Pages], { root, ...options });
  }

  async function pageOf(app: App): Promise<string> {
    return (await app.testClient({ throwErrors: true }).get('/')).text;
  }

  async function page(...given: Parameters<typeof appOf>): Promise<string> {
    return pageOf(appOf(...given));
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-nested-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('know the request in each use of a partial, in the first page of a layout', async () => {
    const text = await page(
      {
        base: '{{#each menu}}{{> row}}{{/each}}{{> content}}',
        row: "<a href={{{urlFor 'pages.show' id=id}}}>",
        index: '{{#> base}}{{#*inline "content"}}C{{/inline}}{{/base}}',
      },
      { menu: [{ id: 1 }, { id: 2 }] },
    );
    expect(text).toBe('<a href=/notes/1><a href=/notes/2>C');
  });

  describe('by a helper that calls app.render()', () => {
    interface Branch {
      isBad?: boolean;
      child?: Branch;
    }

    /** Branches, each of which is below the one before. */
    function branches(depth: number): Branch {
      return depth === 0 ? { isBad: true } : { child: branches(depth - 1) };
    }

    const source = '{{#if branch.isBad}}{{missing 1}}{{/if}}\n{{#if branch.child}}{{{below branch.child}}}{{/if}}';

    it('fail once, and name the line of the innermost', async () => {
      let calls = 0;
      const below = (branch: Branch): string => {
        calls += 1;
        return app.render('index', { branch });
      };
      const app = appOf({ index: source }, { branch: branches(6) }, { templates: { helpers: { below } } });
      await expect(pageOf(app)).rejects.toThrow(
        new Error(`The template 'index' failed at ${join(root, 'templates/index.hbs')}:1: Missing helper: "missing".`),
      );
      expect(calls).toBe(6);
    });

    it('fail in little time when each helper tells it in its own words', async () => {
      let calls = 0;
      const below = (branch: Branch): string => {
        calls += 1;
        try {
          return app.render('index', { branch });
        } catch (error) {
          throw new Error('There is no branch.', { cause: error });
        }
      };
      const app = appOf({ index: source }, { branch: branches(6) }, { templates: { helpers: { below } } });
      await expect(pageOf(app)).rejects.toThrow('There is no branch.');
      // Each of the six is rendered once more, with those below it.
      expect(calls).toBe(6 + 6 + 5 + 4 + 3 + 2 + 1);
    });
  });

  it('name the line of what fails though a template of other pages is gone', async () => {
    const app = appOf({ index: 'a\n{{missing 1}}', other: 'b' });
    await app.ready();
    unlinkSync(join(root, 'templates/other.hbs'));
    await expect(pageOf(app)).rejects.toThrow(
      `The template 'index' failed at ${join(root, 'templates/index.hbs')}:2: `,
    );
  });

  it('name the line that asks for a partial which is gone, in debug mode', async () => {
    const context = { fails: true };
    const app = appOf({ index: 'a\n{{> row}}{{#if fails}}{{missing 1}}{{/if}}', row: 'b' }, context, { debug: true });
    await expect(pageOf(app)).rejects.toThrow('index.hbs:2: Missing helper');
    context.fails = false;
    unlinkSync(join(root, 'templates/row.hbs'));
    await expect(pageOf(app)).rejects.toThrow(
      `The template 'index' failed at ${join(root, 'templates/index.hbs')}:2: The partial row could not be found.`,
    );
  });

  describe('keep the blocks of a layout', () => {
    const card = '<{{> body}}{{#if yes}}{{> title}}{{/if}}>';

    it('that is used inside itself', async () => {
      const inner = '{{#> card}}{{#*inline "title"}}Inner{{/inline}}{{#*inline "body"}}text {{/inline}}{{/card}}';
      const index = `{{#> card}}{{#*inline "title"}}Outer{{/inline}}{{#*inline "body"}}${inner}{{/inline}}{{/card}}`;
      expect(await page({ card, index }, { yes: true })).toBe('<<text Inner>Outer>');
    });

    it('that a helper uses in app.render(), and fails', async () => {
      const app = appOf(
        {
          card,
          index: '{{#> card}}{{#*inline "title"}}Outer{{/inline}}{{#*inline "body"}}{{other}} {{/inline}}{{/card}}',
          other: '{{#> card}}{{#*inline "title"}}Inner{{/inline}}{{#*inline "body"}}{{missing 1}}{{/inline}}{{/card}}',
        },
        { yes: true },
        { templates: { helpers: { other } } },
      );
      function other(): string {
        try {
          return app.render('other');
        } catch {
          return 'none';
        }
      }
      expect(await pageOf(app)).toBe('<none Outer>');
    });
  });
});
