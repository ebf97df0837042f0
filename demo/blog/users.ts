import { hashPassword } from 'phial';

import { Database } from './database.js';

/** Characters that a password needs: NIST SP 800-63B asks for eight. */
export const SHORTEST_PASSWORD = 8;

export interface User {
  id: number;
  username: string;
}

/** The people who may write. */
export class Users {
  constructor(private readonly database: Database) {}

  async find(id: number): Promise<User | undefined> {
    const [user] = await this.database.query<User>('SELECT id, username FROM user WHERE id = ?', id);
    return user;
  }

  /** The user of a name, with the password's hash. */
  async named(username: string): Promise<(User & { password: string }) | undefined> {
    const [user] = await this.database.query<User & { password: string }>(
      'SELECT id, username, password FROM user WHERE username = ?',
      username,
    );
    return user;
  }

  /** Adds a user unless the name is taken, and tells whether it did. The table decides: two may ask at once. */
  async add(username: string, password: string): Promise<boolean> {
    const added = await this.database.change(
      'INSERT INTO user (username, password) VALUES (?, ?) ON CONFLICT (username) DO NOTHING',
      username,
      await hashPassword(password),
    );
    return added === 1;
  }
}
