import { and, eq, sql, type SQL } from 'drizzle-orm';
import { abort, hashPassword, verifyPassword } from 'phial';

import { Database, takenColumn } from './database.js';
import { follows, users } from './schema.js';

export type User = typeof users.$inferSelect;

/** What a user may say of themselves. */
interface Account {
  email: string;
  username: string;
  password: string;
  bio: string;
  image: string;
}

/** The people who write and read. Without a reader's id, nobody is followed. */
export class Users {
  constructor(private readonly database: Database) {}

  find(id: number): Promise<User | undefined> {
    return this.database.query.select().from(users).where(eq(users.id, id)).get();
  }

  named(username: string): Promise<User | undefined> {
    return this.database.query.select().from(users).where(eq(users.username, username)).get();
  }

  /** It takes as long when nobody has that address. */
  async withPassword(email: string, password: string): Promise<User | undefined> {
    const user = await this.database.query.select().from(users).where(eq(users.email, email)).get();
    return (await verifyPassword(password, user?.passwordHash)) ? user : undefined;
  }

  async add({ password, ...account }: Pick<Account, 'email' | 'username' | 'password'>): Promise<User> {
    const passwordHash = await hashPassword(password);
    const values = { ...account, passwordHash };
    return this.database.query.insert(users).values(values).returning().get().catch(refuseTaken);
  }

  async update(id: number, { password, ...account }: Partial<Account>): Promise<User> {
    const values = { ...account, ...(password !== undefined && { passwordHash: await hashPassword(password) }) };
    return this.database.query.update(users).set(values).where(eq(users.id, id)).returning().get().catch(refuseTaken);
  }

  async profile(username: string, reader: number | undefined) {
    return this.database.query.select(profileFor(reader)).from(users).where(eq(users.username, username)).get();
  }

  async follow(followerId: number, followedId: number): Promise<void> {
    await this.database.query.insert(follows).values({ followerId, followedId }).onConflictDoNothing();
  }

  async unfollow(followerId: number, followedId: number): Promise<void> {
    const pair = and(eq(follows.followerId, followerId), eq(follows.followedId, followedId));
    await this.database.query.delete(follows).where(pair);
  }
}

/** The columns of a profile, as a reader sees it. */
export function profileFor(reader: number | undefined) {
  return {
    username: users.username,
    bio: users.bio,
    image: users.image,
    following: truth(
      sql`EXISTS (SELECT 1 FROM ${follows} WHERE ${follows.followedId} = ${users.id} AND ${follows.followerId} = ${reader ?? null})`,
    ),
  };
}

/** SQLite's truth is 0 or 1. */
export function truth(condition: SQL): SQL<boolean> {
  return sql<boolean>`${condition}`.mapWith(Boolean);
}

/** The table decides: two may ask for one name at once. */
function refuseTaken(error: unknown): never {
  const column = takenColumn(error) ?? rethrow(error);
  return abort(422, `user.${column}: Somebody has it already.`);
}

function rethrow(error: unknown): never {
  throw error;
}
