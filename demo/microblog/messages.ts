import { Database, type Page } from './database.js';

export interface Message {
  id: number;
  body: string;
  created: string;
  /** The sender's name. */
  sender: string;
}

/** What people write to each other. */
export class Messages {
  constructor(private readonly database: Database) {}

  send(senderId: number, recipientId: number, body: string): Promise<number> {
    const insert = 'INSERT INTO message (sender_id, recipient_id, body) VALUES (?, ?, ?)';
    return this.database.change(insert, senderId, recipientId, body);
  }

  /** What somebody has received, the newest first. From now on it is read. */
  async read(userId: number, page: number): Promise<Page<Message>> {
    const latest = 'SELECT max(id) FROM message WHERE recipient_id = user.id';
    await this.database.change(`UPDATE user SET messages_read = coalesce((${latest}), 0) WHERE id = ?`, userId);
    const received = `SELECT message.id, body, message.created, user.name AS sender
      FROM message JOIN user ON user.id = sender_id WHERE recipient_id = ? ORDER BY message.id DESC`;
    return this.database.page(page, received, userId);
  }

  /** How many have come since somebody looked. */
  async unread(userId: number): Promise<number> {
    const news = `SELECT count(*) AS count FROM message JOIN user ON user.id = recipient_id
      WHERE recipient_id = ? AND message.id > messages_read`;
    return (await this.database.first<{ count: number }>(news, userId))!.count;
  }
}
