import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';

import { Database, takenColumn } from './database.js';
import { articles, articleTags, favorites, follows, users } from './schema.js';
import { slugOf, slugsFor } from './slugs.js';
import { profileFor, truth } from './users.js';

/** What an author writes. */
export interface Draft {
  title: string;
  description: string;
  body: string;
}

/** Which articles: all that is said must hold. */
export interface Filter {
  tag?: string | undefined;
  /** A username. */
  author?: string | undefined;
  /** The name of a user who likes them. */
  favorited?: string | undefined;
}

export interface Page {
  limit: number;
  offset: number;
}

/** What has been written, as a reader sees it: without their id, no author is followed and no article liked. */
export class Articles {
  constructor(private readonly database: Database) {}

  find(slug: string, reader: number | undefined) {
    return this.#select(reader).where(eq(articles.slug, slug)).get();
  }

  list({ tag, author, favorited }: Filter, page: Page, reader: number | undefined) {
    return this.#page(
      and(
        tag === undefined ? undefined : inArray(articles.id, this.#tagged(tag)),
        author === undefined ? undefined : inArray(articles.authorId, this.#named(author)),
        favorited === undefined ? undefined : inArray(articles.id, this.#likedBy(favorited)),
      ),
      page,
      reader,
    );
  }

  /** Those of the authors whom the reader follows. */
  feed(page: Page, reader: number) {
    const followed = this.database.query.select({ id: follows.followedId }).from(follows);
    return this.#page(inArray(articles.authorId, followed.where(eq(follows.followerId, reader))), page, reader);
  }

  /** Gives the new article's slug. */
  add(authorId: number, draft: Draft, tags: readonly string[]): Promise<string> {
    return underFreeSlug(draft.title, async (slug) => {
      const article = this.database.query.insert(articles).values({ ...draft, authorId, slug });
      const id = sql`(SELECT ${articles.id} FROM ${articles} WHERE ${articles.slug} = ${slug})`;
      const rows = [...new Set(tags)].map((tag) => ({ articleId: id, tag }));
      // Both or neither.
      if (rows.length === 0) await article;
      else await this.database.query.batch([article, this.database.query.insert(articleTags).values(rows)]);
    });
  }

  /** Gives the article's slug, which changes with its title. */
  async update({ id, slug, title }: { id: number; slug: string; title: string }, draft: Partial<Draft>) {
    const write = async (free: string) => {
      await this.database.query
        .update(articles)
        .set({ ...draft, slug: free })
        .where(eq(articles.id, id));
    };
    if (draft.title !== undefined && slugOf(draft.title) !== slugOf(title)) return underFreeSlug(draft.title, write);
    await write(slug);
    return slug;
  }

  /** With its tags, comments and likes. */
  async delete(id: number): Promise<void> {
    await this.database.query.delete(articles).where(eq(articles.id, id));
  }

  async favorite(articleId: number, userId: number): Promise<void> {
    await this.database.query.insert(favorites).values({ articleId, userId }).onConflictDoNothing();
  }

  async unfavorite(articleId: number, userId: number): Promise<void> {
    const pair = and(eq(favorites.articleId, articleId), eq(favorites.userId, userId));
    await this.database.query.delete(favorites).where(pair);
  }

  async tags(): Promise<string[]> {
    const { tag } = articleTags;
    const rows = await this.database.query.selectDistinct({ tag }).from(articleTags).orderBy(tag);
    return rows.map((row) => row.tag);
  }

  /** The newest first, and how many there are on all pages. */
  async #page(where: SQL | undefined, { limit, offset }: Page, reader: number | undefined) {
    const newest = this.#select(reader).where(where).orderBy(desc(articles.id));
    const articlesCount = await this.database.query.$count(articles, where);
    return { articles: await newest.limit(limit).offset(offset), articlesCount };
  }

  #select(reader: number | undefined) {
    return this.database.query
      .select({
        id: articles.id,
        authorId: articles.authorId,
        slug: articles.slug,
        title: articles.title,
        description: articles.description,
        body: articles.body,
        createdAt: articles.createdAt,
        updatedAt: articles.updatedAt,
        tagList: TAG_LIST,
        favorited: truth(sql`EXISTS (${LIKES} AND ${favorites.userId} = ${reader ?? null})`),
        favoritesCount: sql<number>`(SELECT count(*) FROM (${LIKES}))`,
        author: profileFor(reader),
      })
      .from(articles)
      .innerJoin(users, eq(users.id, articles.authorId))
      .$dynamic();
  }

  #tagged(tag: string) {
    return this.database.query.select({ id: articleTags.articleId }).from(articleTags).where(eq(articleTags.tag, tag));
  }

  #named(username: string) {
    return this.database.query.select({ id: users.id }).from(users).where(eq(users.username, username));
  }

  #likedBy(username: string) {
    return this.database.query
      .select({ id: favorites.articleId })
      .from(favorites)
      .where(inArray(favorites.userId, this.#named(username)));
  }
}

const LIKES = sql`SELECT 1 FROM ${favorites} WHERE ${favorites.articleId} = ${articles.id}`;

/** In alphabetical order. */
const TAG_LIST = sql`(SELECT json_group_array(tag) FROM
  (SELECT ${articleTags.tag} AS tag FROM ${articleTags} WHERE ${articleTags.articleId} = ${articles.id} ORDER BY 1))`.mapWith(
  (json: string) => JSON.parse(json) as string[],
);

/** Writes under the first slug that nobody has, and gives it. The table decides: two may write one title at once. */
async function underFreeSlug(title: string, write: (slug: string) => Promise<void>): Promise<string> {
  for (const slug of slugsFor(title)) {
    try {
      await write(slug);
      return slug;
    } catch (error) {
      if (takenColumn(error) !== 'slug') throw error;
    }
  }
  throw new Error('There are always more slugs.');
}
