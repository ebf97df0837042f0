import { UserProvider, type NewAccount } from 'phial-login';

import { Database } from './database.js';

export interface User {
  id: number;
  username: string;
  /** The end of the password's hash: with another password, logins in other browsers end. */
  stamp: string;
}

const USER = 'id, username, substr(password, -12) AS stamp';

/** The people who may write. */
export class Users extends UserProvider<User> {
  constructor(private readonly database: Database) {
    super();
  }

  async find(id: number): Promise<User | undefined> {
    const [user] = await this.database.query<User>(`SELECT ${USER} FROM user WHERE id = ?`, id);
    return user;
  }

  async named(username: string): Promise<User | undefined> {
    const [user] = await this.database.query<User>(`SELECT ${USER} FROM user WHERE username = ?`, username);
    return user;
  }

  async passwordHash({ id }: User): Promise<string | undefined> {
    const [user] = await this.database.query<{ password: string }>('SELECT password FROM user WHERE id = ?', id);
    return user?.password;
  }

  async changePassword({ id }: User, passwordHash: string): Promise<void> {
    await this.database.change('UPDATE user SET password = ? WHERE id = ?', passwordHash, id);
  }

  /** Adds a user unless the name is taken. The table decides: two may ask at once. */
  override async create({ name, passwordHash }: NewAccount): Promise<User | undefined> {
    const added = await this.database.change(
      'INSERT INTO user (username, password) VALUES (?, ?) ON CONFLICT (username) DO NOTHING',
      name,
      passwordHash,
    );
    return added === 1 ? this.named(name) : undefined;
  }
}
