import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, html, render, Session } from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Part {
  readonly #name = 'part';

  get name(): string {
    return this.#name;
  }

  get broken(): never {
    throw new Error('Nobody asked for this.');
  }
}

class Note extends Part {
  id = 1;

  get title(): string {
    return `Note ${this.id}`;
  }

  greet(): string {
    return `Hello from ${this.title}`;
  }

  toJSON(): object {
    return { id: this.id };
  }
}

describe('A partial with named arguments', () => {
  let root: string;

  /** What a page writes whose partial `row` has this source. */
  async function page(source: string, row: string, context: object = {}): Promise<string> {
    mkdirSync(join(root, 'templates'), { recursive: true });
    writeFileSync(join(root, 'templates/index.hbs'), source);
    writeFileSync(join(root, 'templates/row.hbs'), row);
    writeFileSync(join(root, 'templates/deep.hbs'), `${row}{{b}}`);

    @Controller()
    class Pages {
      @Get('/')
      index(session: Session) {
        session.set('userId', 7);
        return render('index', context);
      }
    }

    const app = quietApp([Pages], { root, secretKey: 'a secret key for the specs' });
    return (await app.testClient({ throwErrors: true }).get('/?q=what')).text;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-contexts-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('reads getters and methods of its context', async () => {
    expect(
      await page('{{> row note big=2}}', '{{id}} {{title}} {{name}} {{greet}} {{big}}', { note: new Note() }),
    ).toBe('1 Note 1 part Hello from Note 1 2');
  });

  it('reads them of items of a list', async () => {
    const notes = [new Note(), Object.assign(new Note(), { id: 2 })];
    expect(await page('{{#each notes}}{{> row big=1}}{{/each}}', '{{title}};{{this.greet}};', { notes })).toBe(
      'Note 1;Hello from Note 1;Note 2;Hello from Note 2;',
    );
  });

  it('hides them by its arguments', async () => {
    expect(await page('{{> row note title="Mine" id=3}}', '{{id}} {{title}} {{greet}}', { note: new Note() })).toBe(
      '3 Mine Hello from Note 1',
    );
  });

  it('passes them on', async () => {
    writeFileSync(join(root, 'package.json'), '{}');
    expect(
      await page('{{> row note a=1}}', '{{title}}{{a}} {{#if a}}{{> deep a=0 b=2}}{{/if}}', { note: new Note() }),
    ).toBe('Note 11 Note 10 2');
  });

  it('lists the own members of its context, and its arguments', async () => {
    expect(await page('{{> row note big=2}}', '{{#each this}}{{@key}} {{/each}}', { note: new Note() })).toBe(
      'id big ',
    );
  });

  it("keeps to its context's toJSON()", async () => {
    const note = Object.assign(new Note(), { password: 'secret' });
    expect(await page('{{> row note big=2}}', '{{json this}}', { note })).toBe('{"id":1}');
  });

  it.each([
    ['request.args', '{{q}}', 'what'],
    ['session', '{{userId}}', '7'],
    ['map', '{{key}} {{size}} {{get}}', 'value 1 '],
    ['list', '{{length}} {{[0]}}', '2 a'],
    ['error', '{{message}}', 'odd'],
    ['text', '{{this}}', 'a &lt;text&gt;'],
    ['shown', '{{this}}', '<b>'],
    ['named', '{{this}}', 'Its name'],
    ['day', '{{getTime}}', '0'],
    ['plain', '{{constructor}}{{hasOwnProperty}}{{key}}', 'value'],
    ['nothing', '{{key}}', ''],
  ])('reads entries and members of %s', async (value, row, expected) => {
    const context = {
      map: new Map([['key', 'value']]),
      text: 'a <text>',
      shown: html`<b>`,
      named: new (class {
        toString(): string {
          return 'Its name';
        }
      })(),
      day: new Date(0),
      list: ['a', 'b'],
      error: new Error('odd'),
      plain: { key: 'value' },
      nothing: null,
    };
    expect(await page(`{{> row ${value} big=1}}`, `${row} {{big}}`, context)).toBe(`${expected} 1`);
  });

  it('gives no way to what every object inherits', async () => {
    expect(
      await page('{{> row note big=1}}', '[{{constructor}}{{__proto__}}{{constructor.name}}]', { note: new Note() }),
    ).toBe('[]');
  });
});
