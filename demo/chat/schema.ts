import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What was said. */
export const messages = sqliteTable('message', {
  id: integer().primaryKey({ autoIncrement: true }),
  room: text().notNull(),
  name: text().notNull(),
  text: text().notNull(),
  /** The names of two files. */
  picture: text(),
  thumbnail: text(),
});

/** A row for each open socket. */
export const presence = sqliteTable('presence', {
  socket: text().primaryKey(),
  process: text().notNull(),
  room: text().notNull(),
  name: text().notNull(),
  seenAt: integer('seen_at').notNull(),
});
