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
    const [plain, full] = ['{{#> easy}}{{/easy}}', '{{#> easy}}{{#*inline "content"}}z{{/inline}}{{/easy}}'];
    expect(await templateWarnings({ base: LAYOUT, page: PAGE, easy, plain, full })).toEqual([]);
  });

  describe('that is asked for under a condition', () => {
    const wide = '<!doctype html>\n{{#if wide}}{{> sidebar}}{{/if}}{{> content}}';
    const inWide = '{{#> wide}}{{#*inline "content"}}y{{/inline}}{{/wide}}';
    const elsewhere =
      '{{#> base}}{{#*inline "sidebar"}}z{{/inline}}{{#*inline "title"}}{{/inline}}{{#*inline "content"}}{{/inline}}{{/base}}';

    it('is warned of where only pages of another layout write it', async () => {
      expect(await templateWarnings({ base: LAYOUT, wide, inWide, elsewhere })).toEqual([
        expect.stringMatching(
          /^wide\.hbs:2: it asks for the block 'sidebar', and nothing that uses it writes that block\. Write \{\{#\*inline "sidebar"\}\}.+\(PH610\)$/,
        ),
      ]);
    });

    it('may come from one page of several, also through a layout between', async () => {
      const between = '{{#> wide}}{{#*inline "content"}}y{{/inline}}{{/wide}}';
      const page = '{{#> between}}{{#*inline "sidebar"}}z{{/inline}}{{/between}}';
      expect(await templateWarnings({ wide, between, inWide, page })).toEqual([]);
    });

    it('is not missed where a template takes its layout from a value', async () => {
      const either = '{{#*inline "sidebar"}}z{{/inline}}{{> (lookup this "layout")}}';
      expect(await templateWarnings({ base: LAYOUT, wide, inWide, elsewhere, either })).toEqual([]);
    });
  });

  it('is not missed while the layout has no page', async () => {
    expect(await templateWarnings({ base: LAYOUT })).toEqual([]);
  });

  it('is missed in what is no layout', async () => {
    await expect(templateWarnings({ page: '<html>{{> navbar}}' })).rejects.toThrow("there is no partial 'navbar'");
  });

  it('is not what a layout without a place for its pages writes', async () => {
    const layout = '<!doctype html><main>{{{body}}}</main>';
    const page = '{{#> layout}}<h1>Notes</h1>{{/layout}}';
    expect(await templateWarnings({ layout, page })).toEqual([
      'layout.hbs: it is used as a layout and writes nothing of its pages. Write {{> @partial-block}} where they belong. (PH615)',
    ]);
    const blocks = '<!doctype html>{{> content}}';
    const commented = '{{#> blocks}}<!-- All of it. -->{{lookup . "x"}}{{#*inline "content"}}x{{/inline}}{{/blocks}}';
    expect(await templateWarnings({ blocks, commented })).toEqual([]);
    const main = '<main>{{> @partial-block}}</main>';
    const through = '<!doctype html>{{#> main}}{{> @partial-block}}{{/main}}';
    expect(await templateWarnings({ layout: through, main, page })).toEqual([]);
  });
});
