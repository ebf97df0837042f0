import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Abort, abort, createApp, ErrorHandler, FromRequest, makeResponse, render, Route, sendFile } from 'phial';

import { loggedBy } from '../support/log-of.js';

class DatabaseError extends Error {}

const root = mkdtempSync(join(tmpdir(), 'phial-unfinished-'));
afterAll(() => rmSync(root, { recursive: true }));
for (const [name, text] of Object.entries({ bad: '{{boom}}', stop: '{{stop}}' }))
  writeFileSync(join(root, `${name}.hbs`), text);

const helpers = {
  boom() {
    throw new Error('boom');
  },
  stop() {
    abort(404, 'stopped');
  },
};

/** What is answered and logged when something is thrown, and what its error handler gives cannot be completed. */
async function outcomeOf(thrown: Error, of: number | typeof DatabaseError, given: () => unknown): Promise<unknown[]> {
  class Notes {
    @Route('/')
    index() {
      throw thrown;
    }

    @ErrorHandler(of as number)
    on() {
      return given();
    }
  }
  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Notes], root, templates: { folder: '.', helpers }, fastify: { logger } });
  const { status, text } = await app.testClient().get('/');
  const title = /<h1>(.*)<\/h1>/.exec(text)?.[1];
  return [status, title, entries.map(({ err, msg }) => err?.message ?? msg)];
}

const gone = new DatabaseError('database is gone');
const absent = expect.stringContaining('sendFile("nope.html") is a 404') as unknown;
const stopped =
  'Notes.on answers an error with what ended in a 404 itself: stopped. The status of the error is answered.';

describe('An error whose page cannot be completed', () => {
  it('is logged beside that of the page', async () => {
    const outcome = await outcomeOf(gone, DatabaseError, () => render('bad'));
    expect(outcome).toEqual([500, 'Internal Server Error', ['database is gone', expect.stringContaining('boom')]]);
  });

  it.each([
    ['a file that is not there', () => makeResponse(sendFile('nope.html'), 503), absent],
    ['a helper that aborts', () => render('stop'), stopped],
  ])('keeps its status for %s', async (_what, given, warning) => {
    const [status, title, logged] = await outcomeOf(gone, DatabaseError, given);
    expect([status, title]).toEqual([500, 'Internal Server Error']);
    expect(logged).toEqual(expect.arrayContaining(['database is gone', warning]));
  });

  it('is logged once when it was logged before', async () => {
    const [status, , logged] = await outcomeOf(gone, 500, () => sendFile('nope.html'));
    expect(status).toBe(500);
    expect((logged as string[]).filter((one) => one === 'database is gone')).toHaveLength(1);
  });

  it('is answered by its own page when somebody threw it', async () => {
    const [status, title, logged] = await outcomeOf(new Abort(403), 403, () => render('stop'));
    expect([status, title, logged]).toEqual([403, 'Forbidden', [stopped]]);
  });

  it('is heard by what its handler has opened', async () => {
    const heard: unknown[] = [];
    class Transaction {
      @FromRequest()
      static *open() {
        try {
          yield new Transaction();
          heard.push('commit');
        } catch (error) {
          heard.push((error as Error).message);
          throw error;
        }
      }
    }
    class Notes {
      @Route('/')
      index() {
        throw gone;
      }

      @ErrorHandler(DatabaseError)
      on(_error: DatabaseError, _transaction: Transaction) {
        return render('bad');
      }
    }
    const { logger } = loggedBy();
    const app = createApp({ controllers: [Notes], root, templates: { folder: '.', helpers }, fastify: { logger } });
    await app.testClient().get('/');
    expect(heard).toEqual([expect.stringContaining('boom')]);
  });
});
