import { and, desc, eq } from 'drizzle-orm';

import { Database } from './database.js';
import { comments, users } from './schema.js';
import { profileFor } from './users.js';

/** What is said of the articles. */
export class Comments {
  constructor(private readonly database: Database) {}

  /** The newest first. */
  of(articleId: number, reader: number | undefined) {
    return this.#select(reader).where(eq(comments.articleId, articleId)).orderBy(desc(comments.id));
  }

  find(articleId: number, id: number, reader: number) {
    return this.#select(reader)
      .where(and(eq(comments.articleId, articleId), eq(comments.id, id)))
      .get();
  }

  async add(articleId: number, authorId: number, body: string): Promise<number> {
    const values = { articleId, authorId, body };
    return (await this.database.query.insert(comments).values(values).returning({ id: comments.id }).get()).id;
  }

  async delete(id: number): Promise<void> {
    await this.database.query.delete(comments).where(eq(comments.id, id));
  }

  #select(reader: number | undefined) {
    const { id, authorId, body, createdAt, updatedAt } = comments;
    return this.database.query
      .select({ id, authorId, body, createdAt, updatedAt, author: profileFor(reader) })
      .from(comments)
      .innerJoin(users, eq(users.id, comments.authorId))
      .$dynamic();
  }
}
