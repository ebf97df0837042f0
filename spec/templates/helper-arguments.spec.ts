import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Get, render } from 'phial';

import { quietApp } from '../support/quiet-app.js';

/** What a template with this source writes. */
async function text(source: string, values: object = {}): Promise<string> {
  class Pages {
    @Get('/')
    page() {
      return render('page', values);
    }
  }

  const folder = mkdtempSync(join(tmpdir(), 'phial-templates-'));
  writeFileSync(join(folder, 'page.hbs'), source);
  const app = quietApp([Pages], { templates: { folder }, config: { secret: 'hush' } as never });
  return (await app.testClient({ throwErrors: true }).get('/')).text;
}

describe('A helper without a value', () => {
  it('json writes nothing of the app', async () => {
    const page = text('<script>x = {{json}}</script>');
    await expect(page).rejects.toThrow('page.hbs:1: {{json}} was given no value. Write {{json notes}}.');
  });

  it.each(['json', 'eq', 'not', 'and', 'number'])('%s is a value of that name', async (name) => {
    const values = { [name]: 'mine', list: [{ [name]: 'its own' }] };
    expect(await text(`{{${name}}}, {{#each list}}{{${name}}}{{/each}}`, values)).toBe('mine, its own');
  });

  it.each([
    ['{{json indent=2}}', '{{json}} was given no value. Write {{json notes}}.'],
    ['{{#if (eq)}}x{{/if}}', '{{eq}} was given no value. It takes two: write {{#if (eq a b)}}.'],
    ['{{#if (eq a)}}x{{/if}}', '{{eq}} was given 1 value. It takes two: write {{#if (eq a b)}}.'],
    ['{{#eq a b a}}x{{/eq}}', '{{eq}} was given 3 values. It takes two: write {{#if (eq a b)}}.'],
    ['{{#if (not a b)}}x{{/if}}', '{{not}} was given 2 values. It takes one: write {{#if (not a)}}.'],
    ['{{#and}}x{{/and}}', '{{and}} was given no value. It takes two or more: write {{#if (and a b)}}.'],
    ['{{urlFor}}', '{{urlFor}} takes an endpoint'],
    ['{{number style="percent"}}', '{{number}} was given no value.'],
  ])('is an error: %s', async (source, message) => {
    await expect(text(source)).rejects.toThrow(message);
  });
});
