import { templateWarnings } from '../support/template-warnings.js';

const PAGE = '{{#> base}}{{#*inline "title"}}Notes{{/inline}}{{#*inline "content"}}x{{/inline}}{{/base}}';
const LAYOUT = '<!doctype html><title>{{> title}}</title>{{> content}}';

describe('A block of a layout', () => {
  it('is warned of where a page lacks it', async () => {
    const bare = '\n{{#> base}}{{#*inline "content"}}y{{/inline}}{{/base}}';
    expect(await templateWarnings({ base: LAYOUT, page: PAGE, bare })).toEqual([
      expect.stringMatching(
        /^bare\.hbs:2: its layout 'base' asks for the block 'title', which it does not write\. Write \{\{#\*inline "title"\}\}.+\(PH610\)$/,
      ),
    ]);
  });

  it('may come from a layout between, from a default, or not be asked for', async () => {
    const between = '{{#> base}}{{#*inline "title"}}Shop{{/inline}}{{/base}}';
    const inner = '{{#> between}}{{#*inline "content"}}z{{/inline}}{{/between}}';
    expect(await templateWarnings({ base: LAYOUT, page: PAGE, between, inner })).toEqual([]);
    const easy = '<html>{{#> title}}Notes{{/title}}{{#if x}}{{> content}}{{/if}}';
    expect(await templateWarnings({ base: LAYOUT, page: PAGE, easy, plain: '{{#> easy}}{{/easy}}' })).toEqual([]);
  });

  it('is not missed while the layout has no page', async () => {
    expect(await templateWarnings({ base: LAYOUT })).toEqual([]);
  });

  it('is missed in what is no layout', async () => {
    await expect(templateWarnings({ page: '<html>{{> navbar}}' })).rejects.toThrow("there is no partial 'navbar'");
  });
});
