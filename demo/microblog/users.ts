import { UserProvider, type NewAccount } from 'phial-login';

import { Database, type Page } from './database.js';
import type { NewMember } from './forms.js';

export interface User {
  id: number;
  name: string;
  mail: string;
  about: string;
  created: string;
  seen: string | null;
  /** The end of the password's hash: with another password, logins in other browsers end. */
  stamp: string;
}

/** A user, as others see it. */
export interface Profile extends Omit<User, 'mail' | 'stamp'> {
  posts: number;
  followers: number;
  following: number;
}

const USER = 'SELECT id, name, mail, about, created, seen, substr(password, -12) AS stamp FROM user';
const PROFILE = `SELECT id, name, about, created, seen,
  (SELECT count(*) FROM post WHERE author_id = user.id) AS posts,
  (SELECT count(*) FROM follow WHERE followed_id = user.id) AS followers,
  (SELECT count(*) FROM follow WHERE follower_id = user.id) AS following
  FROM user`;

/** The people who write, and whom they follow. */
export class Users extends UserProvider<User> {
  constructor(private readonly database: Database) {
    super();
  }

  find(id: number): Promise<User | undefined> {
    return this.database.first(`${USER} WHERE id = ?`, id);
  }

  named(name: string): Promise<User | undefined> {
    return this.database.first(`${USER} WHERE name = ?`, name);
  }

  async passwordHash({ id }: User): Promise<string | undefined> {
    const row = await this.database.first<{ password: string }>('SELECT password FROM user WHERE id = ?', id);
    return row?.password;
  }

  changePassword({ id }: User, passwordHash: string): Promise<number> {
    return this.database.change('UPDATE user SET password = ? WHERE id = ?', passwordHash, id);
  }

  /** Adds a user unless the name is taken. The table decides: two may ask at once. */
  override create({ name, passwordHash, fields }: NewAccount<NewMember>): Promise<User | undefined> {
    const insert = `INSERT INTO user (name, password, mail) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING
      RETURNING id, name, mail, about, created, seen, substr(password, -12) AS stamp`;
    return this.database.first(insert, name, passwordHash, fields?.mail ?? '');
  }

  override mailOf({ mail }: User): string {
    return mail;
  }

  profile(name: string): Promise<Profile | undefined> {
    return this.database.first(`${PROFILE} WHERE name = ?`, name);
  }

  everybody(page: number): Promise<Page<Profile>> {
    return this.database.page(page, `${PROFILE} ORDER BY name`);
  }

  followers(id: number, page: number): Promise<Page<Profile>> {
    const theirs = 'id IN (SELECT follower_id FROM follow WHERE followed_id = ?)';
    return this.database.page(page, `${PROFILE} WHERE ${theirs} ORDER BY name`, id);
  }

  following(id: number, page: number): Promise<Page<Profile>> {
    const theirs = 'id IN (SELECT followed_id FROM follow WHERE follower_id = ?)';
    return this.database.page(page, `${PROFILE} WHERE ${theirs} ORDER BY name`, id);
  }

  setAbout(id: number, about: string): Promise<number> {
    return this.database.change('UPDATE user SET about = ? WHERE id = ?', about, id);
  }

  /** Notes that somebody was here, once a minute at most. */
  async see(id: number): Promise<void> {
    const minuteAgo = new Date(Date.now() - 60_000).toISOString();
    const update = "UPDATE user SET seen = ? WHERE id = ? AND coalesce(seen, '') < ?";
    await this.database.change(update, new Date().toISOString(), id, minuteAgo);
  }

  async follows(followerId: number, followedId: number): Promise<boolean> {
    const pair = 'SELECT 1 FROM follow WHERE follower_id = ? AND followed_id = ?';
    return (await this.database.first(pair, followerId, followedId)) !== undefined;
  }

  follow(followerId: number, followedId: number): Promise<number> {
    return this.database.change('INSERT OR IGNORE INTO follow VALUES (?, ?)', followerId, followedId);
  }

  unfollow(followerId: number, followedId: number): Promise<number> {
    const pair = 'DELETE FROM follow WHERE follower_id = ? AND followed_id = ?';
    return this.database.change(pair, followerId, followedId);
  }
}
