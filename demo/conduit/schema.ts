import { sql } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const id = () => integer().primaryKey({ autoIncrement: true });
/** In one statement it is the same for all columns. */
const NOW = sql`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
const time = (name: string) => text(name).notNull().default(NOW);

export const users = sqliteTable('user', {
  id: id(),
  email: text().notNull().unique(),
  username: text().notNull().unique(),
  passwordHash: text('password_hash').notNull(),
  bio: text().notNull().default(''),
  image: text().notNull().default(''),
});

const userId = (name: string) =>
  integer(name)
    .notNull()
    .references(() => users.id);

export const follows = sqliteTable(
  'follow',
  { followerId: userId('follower_id'), followedId: userId('followed_id') },
  (table) => [primaryKey({ columns: [table.followerId, table.followedId] })],
);

export const articles = sqliteTable('article', {
  id: id(),
  authorId: userId('author_id'),
  slug: text().notNull().unique(),
  title: text().notNull(),
  description: text().notNull(),
  body: text().notNull(),
  createdAt: time('created_at'),
  updatedAt: time('updated_at').$onUpdateFn(() => NOW),
});

const articleId = () =>
  integer('article_id')
    .notNull()
    .references(() => articles.id, { onDelete: 'cascade' });

export const articleTags = sqliteTable('article_tag', { articleId: articleId(), tag: text().notNull() }, (table) => [
  primaryKey({ columns: [table.articleId, table.tag] }),
]);

export const favorites = sqliteTable('favorite', { articleId: articleId(), userId: userId('user_id') }, (table) => [
  primaryKey({ columns: [table.articleId, table.userId] }),
]);

export const comments = sqliteTable('comment', {
  id: id(),
  articleId: articleId(),
  authorId: userId('author_id'),
  body: text().notNull(),
  createdAt: time('created_at'),
  updatedAt: time('updated_at'),
});
