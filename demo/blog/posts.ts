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
}

const SELECT = `
  SELECT post.id, title, body, date(created) AS date, author_id AS authorId, username AS author
  FROM post JOIN user ON user.id = author_id`;

/** What has been written. */
export class Posts {
  constructor(private readonly database: Database) {}

  /** All posts, the newest first. */
  async all(): Promise<Post[]> {
    return this.database.query<Post>(`${SELECT} ORDER BY created DESC, post.id DESC`);
  }

  async find(id: number): Promise<Post | undefined> {
    const [post] = await this.database.query<Post>(`${SELECT} WHERE post.id = ?`, id);
    return post;
  }

  async add(authorId: number, title: string, body: string): Promise<void> {
    await this.database.change('INSERT INTO post (author_id, title, body) VALUES (?, ?, ?)', authorId, title, body);
  }

  async update(id: number, title: string, body: string): Promise<void> {
    await this.database.change('UPDATE post SET title = ?, body = ? WHERE id = ?', title, body, id);
  }

  async delete(id: number): Promise<void> {
    await this.database.change('DELETE FROM post WHERE id = ?', id);
  }
}
