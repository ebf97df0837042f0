import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { createClient, type Client, type InValue } from '@libsql/client';
import { OnStart } from 'phial';

/** SQLite in a file, whose folder is made. */
export class Database {
  readonly #client: Client;

  constructor(file: string) {
    mkdirSync(dirname(resolve(file)), { recursive: true });
    this.#client = createClient({ url: pathToFileURL(file).href, timeout: 5000 });
  }

  @OnStart()
  async createTables(): Promise<void> {
    await this.#client.batch(TABLES, 'write');
  }

  /** The rows that a query finds. Their type is the caller's word: TypeScript does not read SQL. */
  async all<Row>(sql: string, ...args: InValue[]): Promise<Row[]> {
    return (await this.#client.execute(sql, args)).rows as Row[];
  }

  async first<Row>(sql: string, ...args: InValue[]): Promise<Row | undefined> {
    return (await this.all<Row>(sql, ...args))[0];
  }

  /** A page of a query, the first of which is 1, and whether another follows. */
  async page<Row>(page: number, sql: string, ...args: InValue[]): Promise<Page<Row>> {
    // One more than is shown tells whether there is a next page.
    const found = await this.all<Row>(`${sql} LIMIT ? OFFSET ?`, ...args, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE);
    return {
      items: found.slice(0, PAGE_SIZE),
      newer: page > 1 && page - 1,
      older: found.length > PAGE_SIZE && page + 1,
    };
  }

  /** Runs a statement that changes something, and tells how many rows it changed. */
  async change(sql: string, ...args: InValue[]): Promise<number> {
    return (await this.#client.execute(sql, args)).rowsAffected;
  }

  /** Phial calls it when the app is closed. */
  close(): void {
    this.#client.close();
  }
}

/** Some rows, and the numbers of the pages beside them. */
export interface Page<Row> {
  items: Row[];
  newer: number | false;
  older: number | false;
}

export const PAGE_SIZE = 10;

const ID = 'id INTEGER PRIMARY KEY AUTOINCREMENT';
const CREATED = "created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";

// AUTOINCREMENT never gives an id twice: the session of a deleted user must not become somebody else's.
const TABLES = [
  `CREATE TABLE IF NOT EXISTS user (
    ${ID}, ${CREATED},
    name TEXT NOT NULL UNIQUE,
    mail TEXT NOT NULL,
    password TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    seen TEXT,
    messages_read INTEGER NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE IF NOT EXISTS follow (
    follower_id INTEGER NOT NULL REFERENCES user (id),
    followed_id INTEGER NOT NULL REFERENCES user (id),
    PRIMARY KEY (follower_id, followed_id)
  )`,
  'CREATE INDEX IF NOT EXISTS follow_followed ON follow (followed_id)',
  `CREATE TABLE IF NOT EXISTS post (
    ${ID}, ${CREATED},
    author_id INTEGER NOT NULL REFERENCES user (id),
    body TEXT NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS post_author ON post (author_id)',
  // The index of words. It keeps no text of its own, and the trigger tells it of what is new: a post never changes.
  "CREATE VIRTUAL TABLE IF NOT EXISTS post_words USING fts5 (body, content = 'post', content_rowid = 'id')",
  `CREATE TRIGGER IF NOT EXISTS post_added AFTER INSERT ON post BEGIN
    INSERT INTO post_words (rowid, body) VALUES (new.id, new.body);
  END`,
  `CREATE TABLE IF NOT EXISTS message (
    ${ID}, ${CREATED},
    sender_id INTEGER NOT NULL REFERENCES user (id),
    recipient_id INTEGER NOT NULL REFERENCES user (id),
    body TEXT NOT NULL
  )`,
  'CREATE INDEX IF NOT EXISTS message_recipient ON message (recipient_id)',
  `CREATE TABLE IF NOT EXISTS export (
    ${ID}, ${CREATED},
    user_id INTEGER NOT NULL REFERENCES user (id),
    progress INTEGER NOT NULL DEFAULT 0,
    posts TEXT
  )`,
];
