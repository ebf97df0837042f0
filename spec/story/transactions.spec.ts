import { createClient, type Client, type Transaction as LibsqlTransaction } from '@libsql/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { abort, Controller, ErrorHandler, FromRequest, Get, Post, redirect, type App } from 'phial';

import { quietApp } from '../support/quiet-app.js';

/** A database, which outlives the requests. */
class Database {
  readonly folder = mkdtempSync(join(tmpdir(), 'phial-transactions-'));
  readonly client: Client = createClient({ url: pathToFileURL(join(this.folder, 'notes.sqlite')).href });

  async titles(): Promise<unknown[]> {
    const { rows } = await this.client.execute('SELECT title FROM notes ORDER BY title');
    return rows.map(({ title }) => title);
  }

  close(): void {
    this.client.close();
  }
}

const TABLES = `
  CREATE TABLE notes (title TEXT PRIMARY KEY);
  CREATE TABLE comments (note TEXT REFERENCES notes (title) DEFERRABLE INITIALLY DEFERRED);
`;

/** A transaction of one request. */
class Transaction {
  constructor(private readonly transaction: LibsqlTransaction) {}

  @FromRequest()
  static async *open({ client }: Database) {
    const transaction = await client.transaction('write');
    try {
      yield new this(transaction);
      await transaction.commit();
    } finally {
      // Rolls back what was not committed.
      transaction.close();
    }
  }

  async add(title: string): Promise<void> {
    await this.transaction.execute({ sql: 'INSERT INTO notes VALUES (?)', args: [title] });
  }

  /** The database looks only at the commit whether there is such a note. */
  async addComment(on: string): Promise<void> {
    await this.transaction.execute({ sql: 'INSERT INTO comments VALUES (?)', args: [on] });
  }
}

@Controller('/notes')
class Notes {
  constructor(private readonly database: Database) {}

  @Get('/')
  list() {
    return this.database.titles();
  }

  @Post('/')
  async add(transaction: Transaction): Promise<string> {
    await transaction.add('kept');
    redirect('/notes/');
  }

  @Post('/unfinished')
  async unfinished(transaction: Transaction): Promise<string> {
    await transaction.add('aborted');
    abort(422, 'The second note has no title');
  }

  @Post('/unseen')
  async unseen(transaction: Transaction): Promise<object> {
    await transaction.add('not rendered');
    return {
      toJSON() {
        throw new Error('cannot be rendered');
      },
    };
  }

  @Post('/orphan')
  async orphan(transaction: Transaction) {
    await transaction.addComment('of no note');
    return 'added';
  }

  @ErrorHandler(Error)
  failed(error: Error) {
    return error.message;
  }
}

describe('A transaction per request', () => {
  const database = new Database();
  let app: App;

  beforeAll(async () => {
    await database.client.executeMultiple(TABLES);
    app = quietApp([Notes], { services: [database] });
  });
  beforeEach(() => database.client.execute('DELETE FROM notes'));
  afterAll(async () => {
    await app.close();
    rmSync(database.folder, { recursive: true });
  });

  it('is committed before the redirect after a post leads to what it wrote', async () => {
    const response = await app.testClient().post('/notes/', { followRedirects: true });
    expect(response.json()).toEqual(['kept']);
  });

  it('is rolled back when the handler aborts', async () => {
    expect((await app.testClient().post('/notes/unfinished')).status).toBe(422);
    expect(await database.titles()).toEqual([]);
  });

  it('is rolled back when the answer cannot be rendered', async () => {
    expect((await app.testClient().post('/notes/unseen')).status).toBe(500);
    expect(await database.titles()).toEqual([]);
  });

  it('that cannot be committed is an error that the client is told', async () => {
    const { status, text } = await app.testClient().post('/notes/orphan');
    expect([status, text]).toEqual([500, expect.stringContaining('FOREIGN KEY')]);
  });
});
