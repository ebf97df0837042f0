import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { ErrorHandler, FromRequest, render, Route, TemplateHelper } from 'phial';

import { quietApp } from '../support/quiet-app.js';

const root = mkdtempSync(join(tmpdir(), 'phial-late-'));
afterAll(() => rmSync(root, { recursive: true }));
writeFileSync(join(root, 'page.hbs'), '{{helper}}');

describe('A generator factory that a template helper alone declares', () => {
  it.each([0, 60])('hears that the page has failed, which is answered after %i ms', async (time) => {
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
        await wait(time);
        return 'Sorry';
      }
    }
    const { text } = await quietApp([Pages], { root, templates: '.' }).testClient().get('/');
    await isOver;
    expect([text, heard]).toEqual(['Sorry', [expect.stringContaining('which takes time to make')]]);
  });
});
