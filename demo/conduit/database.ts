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

/** The column that a write failed at because another row has that value. */
export function takenColumn(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const [, column] = /UNIQUE constraint failed: \w+\.(\w+)/.exec(cause.message) ?? [];
    if (column !== undefined) return column;
  }
}

// AUTOINCREMENT never gives an id twice: the token of a deleted user must not become somebody else's.
const TABLES = [
  `CREATE TABLE IF NOT EXISTS user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '',
    image TEXT NOT NULL DEFAULT ''
  )`,
  `CREATE TABLE IF NOT EXISTS follow (
    follower_id INTEGER NOT NULL REFERENCES user (id),
    followed_id INTEGER NOT NULL REFERENCES user (id),
    PRIMARY KEY (follower_id, followed_id)
  )`,
  `CREATE TABLE IF NOT EXISTS article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES user (id),
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS article_author ON article (author_id)',
  `CREATE TABLE IF NOT EXISTS article_tag (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (article_id, tag)
  )`,
  'CREATE INDEX IF NOT EXISTS article_tag_tag ON article_tag (tag)',
  `CREATE TABLE IF NOT EXISTS favorite (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES user (id),
    PRIMARY KEY (article_id, user_id)
  )`,
  'CREATE INDEX IF NOT EXISTS favorite_user ON favorite (user_id)',
  `CREATE TABLE IF NOT EXISTS comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES user (id),
    body TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS comment_article ON comment (article_id)',
];
