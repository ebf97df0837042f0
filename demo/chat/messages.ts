import { desc, eq } from 'drizzle-orm';

import { Database } from './database.js';
import { messages } from './schema.js';

export type Message = typeof messages.$inferSelect;

/** Messages of a room that a page gets when it connects, or connects again. */
const SHOWN = 100;

/** The history of the rooms. */
export class Messages {
  constructor(private readonly database: Database) {}

  add(message: typeof messages.$inferInsert): Promise<Message> {
    return this.database.query.insert(messages).values(message).returning().get();
  }

  find(id: number): Promise<Message | undefined> {
    return this.database.query.select().from(messages).where(eq(messages.id, id)).get();
  }

  /** The last ones, the newest at the end. */
  async last(room: string): Promise<Message[]> {
    const inRoom = this.database.query.select().from(messages).where(eq(messages.room, room));
    return (await inRoom.orderBy(desc(messages.id)).limit(SHOWN)).reverse();
  }

  async setThumbnail(id: number, thumbnail: string): Promise<void> {
    await this.database.query.update(messages).set({ thumbnail }).where(eq(messages.id, id));
  }
}

/** What browsers get of a message: the pictures are there under addresses of their own. */
export function shown({ id, name, text, picture, thumbnail }: Message) {
  return { id, name, text, hasPicture: picture !== null, hasThumbnail: thumbnail !== null };
}
