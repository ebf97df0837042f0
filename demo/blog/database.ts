import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { createClient, type Client, type InValue } from '@libsql/client';

/** SQLite: a file, or a libsql server. */
export class Database {
  readonly #client: Client;

  /**
   * @param where a file's path, whose folder is made, or a URL: `file:`, `http:`, `https:`, `libsql:`, `ws:`, `wss:`
   * @param authToken for a server that asks for one
   */
  constructor(where: string, authToken?: string) {
    this.#client = createClient({ url: isUrl(where) ? where : fileUrl(where), authToken, timeout: 5000 });
  }

  async createTables(): Promise<void> {
    await this.#client.batch(TABLES, 'write');
  }

  /** The rows that a query finds. Their type is the caller's word: TypeScript does not read SQL. */
  async query<Row>(sql: string, ...args: InValue[]): Promise<Row[]> {
    const { rows } = await this.#client.execute(sql, args);
    return rows as Row[];
  }

  /** Runs a statement that changes something, and tells how many rows it changed. */
  async change(sql: string, ...args: InValue[]): Promise<number> {
    const { rowsAffected } = await this.#client.execute(sql, args);
    return rowsAffected;
  }

  /** Phial calls it when the app is closed. */
  close(): void {
    this.#client.close();
  }
}

// AUTOINCREMENT never gives an id twice: the session of a deleted user must not become somebody else's.
const TABLES = [
  `CREATE TABLE IF NOT EXISTS user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT UNIQUE NOT NULL,
    password TEXT NOT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES user (id),
    created TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    picture TEXT
  )`,
];

function isUrl(where: string): boolean {
  return where === ':memory:' || /^(file|https?|libsql|wss?):/.test(where);
}

function fileUrl(path: string): string {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  return pathToFileURL(path).href;
}
