import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Controller, Get, render, type AppOptions, type TestClient } from 'phial';

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
  function client(sources: Record<string, string>, context: object = {}, options: AppOptions = {}): TestClient {
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

    return quietApp([Pages], { root, ...options }).testClient({ throwErrors: true });
  }

  async function page(...given: Parameters<typeof client>): Promise<string> {
    return (await client(...given).get('/')).text;
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
});
