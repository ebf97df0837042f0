import { Database, type Page } from './database.js';

export interface Post {
  id: number;
  body: string;
  created: string;
  /** The author's name. */
  author: string;
}

const POST = 'SELECT post.id, post.body, post.created, user.name AS author FROM post JOIN user ON user.id = author_id';
const NEWEST = 'ORDER BY post.id DESC';

/** What has been written. */
export class Posts {
  constructor(private readonly database: Database) {}

  async add(authorId: number, body: string): Promise<Post> {
    const insert = 'INSERT INTO post (author_id, body) VALUES (?, ?) RETURNING id';
    const added = await this.database.first<{ id: number }>(insert, authorId, body);
    return (await this.find(added!.id))!;
  }

  find(id: number): Promise<Post | undefined> {
    return this.database.first(`${POST} WHERE post.id = ?`, id);
  }

  all(page: number): Promise<Page<Post>> {
    return this.database.page(page, `${POST} ${NEWEST}`);
  }

  /** What somebody reads: the posts of those whom they follow, and their own. */
  feed(readerId: number, page: number): Promise<Page<Post>> {
    const followed = 'SELECT followed_id FROM follow WHERE follower_id = ?';
    return this.database.page(
      page,
      `${POST} WHERE author_id IN (${followed} UNION SELECT ?) ${NEWEST}`,
      readerId,
      readerId,
    );
  }

  by(authorId: number, page: number): Promise<Page<Post>> {
    return this.database.page(page, `${POST} WHERE author_id = ? ${NEWEST}`, authorId);
  }

  /** The posts with all of some words, or their beginnings; the best first. */
  search(text: string, page: number): Promise<Page<Post>> {
    const hits = `${POST} JOIN post_words ON post_words.rowid = post.id WHERE post_words MATCH ? ORDER BY rank`;
    return this.database.page(page, hits, wordsOf(text));
  }

  async count(authorId: number): Promise<number> {
    const row = await this.database.first<{ count: number }>(
      'SELECT count(*) AS count FROM post WHERE author_id = ?',
      authorId,
    );
    return row!.count;
  }
}

/** Each word as text: a reader need not know FTS5's language, in which `-` and `AND` mean something. */
function wordsOf(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? '""' : words.map((word) => `"${word}"*`).join(' ');
}
