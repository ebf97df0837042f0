import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Get, render } from 'phial';

import { quietApp } from '../support/quiet-app.js';

/** Two guards that have to be waited for: neither lets anybody in. */
const helpers = {
  may: (_right: string) => thenable(),
  then: (what: unknown) => (typeof what === 'string' ? what : 'helped'),
};

/** What a query builder gives: it is no Promise, and has a `then()`. */
function thenable() {
  return new Query();
}

class Query {
  isRun = false;

  then(resolve: (value: boolean) => void): void {
    this.isRun = true;
    resolve(false);
  }
}

function values() {
  const no = (): Promise<boolean> => Promise.resolve(false);
  return {
    f: () => no(),
    m: new Map([['x', no()]]),
    set: new Set([no()]),
    list: [[1], [1, no()]],
    object: { query: thenable() },
    items: ['a', no()].map((value) => ({ value })),
  };
}

/** What a template with this source writes. */
async function text(source: string, name = 'page', context: object = values()): Promise<string> {
  class Pages {
    @Get('/')
    page() {
      return render(name, context);
    }
  }

  const folder = mkdtempSync(join(tmpdir(), 'phial-templates-'));
  writeFileSync(join(folder, `${name}.hbs`), source);
  const app = quietApp([Pages], { templates: { folder, helpers } });
  return (await app.testClient({ throwErrors: true }).get('/')).text;
}

describe('A promise that a template uses', () => {
  it.each([
    ["{{#if (may 'edit')}}admin{{/if}}", "The template helper 'may' returned a promise"],
    ['{{#if m.x}}admin{{/if}}', "reads 'x', which is a promise"],
    ['{{#if f}}admin{{/if}}', '{{#if}} was given a promise'],
    ['{{#if (f)}}admin{{/if}}', '{{#if}} was given a promise'],
    ['{{#unless f}}guest{{else}}admin{{/unless}}', '{{#unless}} was given a promise'],
    ['{{#if object.query}}admin{{/if}}', '{{#if}} was given a promise'],
    ['{{#with object.query}}admin{{/with}}', '{{#with}} was given a promise'],
    ['{{#each object.query}}x{{else}}none{{/each}}', '{{#each}} was given a promise'],
    ['{{#f}}admin{{/f}}', '{{#f}} was given a promise'],
    ['{{#if (and (f) true)}}admin{{/if}}', '{{and}} was given a promise'],
    ['{{#if (or (f) true)}}admin{{/if}}', '{{or}} was given a promise'],
    ['{{#if (not (f))}}guest{{/if}}', '{{not}} was given a promise'],
    ['{{#if (eq (f) true)}}admin{{/if}}', '{{eq}} was given a promise'],
    ['{{json (f)}}', '{{json}} was given a promise'],
    ['{{f}}', 'The template writes a promise'],
    ['{{object.query}}', 'The template writes a promise'],
    ['{{object.query.rows}}', "reads 'rows' of a promise"],
    ['{{#each list}}{{#each this}}{{this}}{{/each}}{{/each}}', 'The template writes a promise'],
    ['{{#each list.[1] as |one|}}{{one}}{{/each}}', 'The template writes a promise'],
    ['{{list}}', 'The template writes a list with a promise in it'],
    ['{{#each m}}{{this}}{{/each}}', 'The template writes a list with a promise in it'],
    ['{{#each set}}{{this}}{{/each}}', 'The template writes a promise'],
    ['{{#each items}}{{value}}{{/each}}', "reads 'value', which is a promise"],
  ])('is an error with its line: %s', async (source, message) => {
    const page = text(`\n${source}`);
    await expect(page).rejects.toThrow(`page.hbs:2: `);
    await expect(page).rejects.toThrow(message);
  });

  it('is an error in a .txt, too', async () => {
    await expect(text('{{f}}', 'mail.txt')).rejects.toThrow('mail.txt.hbs:1: The template writes a promise');
    await expect(text('{{list}}', 'mail.txt')).rejects.toThrow('The template writes a list with a promise in it');
  });

  it('starts no query that waits for its first reader', async () => {
    const query = new Query();
    await expect(text('{{#if object.query}}x{{/if}}', 'page', { object: { query } })).rejects.toThrow('a promise');
    expect(query.isRun).toBe(false);
  });

  it('is not taken for one where a helper is called then', async () => {
    expect(await text('{{name}}{{missing}} {{then "x"}}', 'page', { name: 'Ada' })).toBe('Ada x');
  });
});
