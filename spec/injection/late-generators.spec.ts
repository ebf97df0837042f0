import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { ErrorHandler, FromRequest, render, Route, TemplateHelper } from 'phial';

import { quietApp } from '../support/quiet-app.js';

const root = mkdtempSync(join(tmpdir(), 'phial-late-'));
afterAll(() => rmSync(root, { recursive: true }));
writeFileSync(join(root, 'page.hbs'), '{{helper}}');

/** The answer leaves, and in the same turn the factory is done, which takes 20 ms. */
function block(): void {
  const end = performance.now() + 40;
  while (performance.now() < end);
}

describe('A generator factory that a template helper alone declares', () => {
  it.each([
    ['at once', async () => {}],
    ['as it is made', async () => process.nextTick(block)],
    ['before it is made', () => wait(0)],
    ['after it is made', () => wait(60)],
  ])('hears that the page has failed, which is answered %s', async (_when, answered) => {
    const heard: unknown[] = [];
    let over!: () => void;
    const isOver = new Promise<void>((done) => {
      over = done;
    });
    class Connection {
      @FromRequest()
      static async *open() {
        await wait(20);
        try {
          yield new Connection();
          heard.push('commit');
        } catch (error) {
          heard.push(String(error));
        } finally {
          over();
        }
      }
    }
    class Pages {
      @Route('/')
      page() {
        return render('page');
      }

      @TemplateHelper()
      helper(_connection: Connection) {
        return 'x';
      }

      @ErrorHandler(500)
      async sorry() {
        await answered();
        return 'Sorry';
      }
    }
    const { text } = await quietApp([Pages], { root, templates: '.' }).testClient().get('/');
    await isOver;
    expect([text, heard]).toEqual(['Sorry', [expect.stringContaining('which takes time to make')]]);
  });
});
