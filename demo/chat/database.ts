import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { createClient, type Client } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import { OnStart } from 'phial';

/** SQLite in a file, whose folder is made. */
export class Database {
  readonly #client: Client;
  /** Drizzle, to which `schema.ts` tells the tables. */
  readonly query: LibSQLDatabase;

  constructor(file: string) {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    this.#client = createClient({ url: pathToFileURL(file).href, timeout: 5000 });
    this.query = drizzle(this.#client);
  }

  @OnStart()
  async createTables(): Promise<void> {
    await this.#client.batch(TABLES, 'write');
  }

  /** Phial calls it when the app is closed. */
  close(): void {
    this.#client.close();
  }
}

const TABLES = [
  `CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    picture TEXT,
    thumbnail TEXT
  )`,
  'CREATE INDEX IF NOT EXISTS message_room ON message (room, id)',
  `CREATE TABLE IF NOT EXISTS presence (
    socket TEXT PRIMARY KEY,
    process TEXT NOT NULL,
    room TEXT NOT NULL,
    name TEXT NOT NULL,
    seen_at INTEGER NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS presence_room ON presence (room)',
];
