import { Database } from './database.js';

export interface Post {
  id: number;
  title: string;
  body: string;
  /** The day it was written: `2025-01-31`. */
  date: string;
  authorId: number;
  /** The author's name. */
  author: string;
  /** The name of its picture among the `Pictures`. */
  picture: string | null;
}

const SELECT = `
  SELECT post.id, title, body, date(created) AS date, author_id AS authorId, username AS author, picture
  FROM post JOIN user ON user.id = author_id`;

/** What has been written. */
export class Posts {
  constructor(private readonly database: Database) {}

  /** A page of the posts, the newest first, and whether another follows. The first page is 1. */
  async page(page: number, size: number): Promise<{ posts: Post[]; hasNext: boolean }> {
    const newest = `${SELECT} ORDER BY created DESC, post.id DESC LIMIT ? OFFSET ?`;
    // One more than asked for tells whether there is a next page.
    const posts = await this.database.query<Post>(newest, size + 1, (page - 1) * size);
    return { posts: posts.slice(0, size), hasNext: posts.length > size };
  }

  async find(id: number): Promise<Post | undefined> {
    const [post] = await this.database.query<Post>(`${SELECT} WHERE post.id = ?`, id);
    return post;
  }

  /** Gives the new post's id. */
  async add(authorId: number, title: string, body: string, picture: string | null = null): Promise<number> {
    const [added] = await this.database.query<{ id: number }>(
      'INSERT INTO post (author_id, title, body, picture) VALUES (?, ?, ?, ?) RETURNING id',
      authorId,
      title,
      body,
      picture,
    );
    return added!.id;
  }

  async update(id: number, title: string, body: string, picture: string | null): Promise<void> {
    await this.database.change(
      'UPDATE post SET title = ?, body = ?, picture = ? WHERE id = ?',
      title,
      body,
      picture,
      id,
    );
  }

  async delete(id: number): Promise<void> {
    await this.database.change('DELETE FROM post WHERE id = ?', id);
  }
}
