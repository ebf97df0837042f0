import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp } from 'phial';

import { loggedBy } from '../support/log-of.js';

const PAGE = '{{#> base}}{{#*inline "title"}}Notes{{/inline}}{{#*inline "content"}}x{{/inline}}{{/base}}';
const LAYOUT = '<!doctype html><title>{{> title}}</title>{{> content}}';

describe('A block of a layout', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-blocks-'));
    mkdirSync(join(root, 'templates'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** What an app with some templates warns of at its start. */
  async function warnings(templates: Record<string, string>): Promise<string[]> {
    for (const [name, text] of Object.entries(templates)) writeFileSync(join(root, 'templates', `${name}.hbs`), text);
    const { logger, entries } = loggedBy();
    await createApp({ root, fastify: { logger } }).ready();
    return entries.map(({ msg }) => msg.replaceAll(`${root}/templates/`, ''));
  }

  it('is warned of where a page lacks it', async () => {
    const bare = '\n{{#> base}}{{#*inline "content"}}y{{/inline}}{{/base}}';
    expect(await warnings({ base: LAYOUT, page: PAGE, bare })).toEqual([
      expect.stringMatching(
        /^bare\.hbs:2: its layout 'base' asks for the block 'title', which it does not write\. Write \{\{#\*inline "title"\}\}.+\(PH610\)$/,
      ),
    ]);
  });

  it('may come from a layout between, from a default, or not be asked for', async () => {
    const between = '{{#> base}}{{#*inline "title"}}Shop{{/inline}}{{/base}}';
    const inner = '{{#> between}}{{#*inline "content"}}z{{/inline}}{{/between}}';
    expect(await warnings({ base: LAYOUT, page: PAGE, between, inner })).toEqual([]);
    const easy = '<html>{{#> title}}Notes{{/title}}{{#if x}}{{> content}}{{/if}}';
    expect(await warnings({ easy, plain: '{{#> easy}}{{/easy}}' })).toEqual([]);
  });

  it('is not missed while the layout has no page', async () => {
    expect(await warnings({ base: LAYOUT })).toEqual([]);
  });

  it('is missed in what is no layout', async () => {
    await expect(warnings({ page: '<html>{{> navbar}}' })).rejects.toThrow("there is no partial 'navbar'");
  });
});
