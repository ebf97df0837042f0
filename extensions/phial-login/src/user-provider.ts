/** Who may log in. An app's own users have more members; these are what phial-login looks at. */
export interface User {
  /** What the session keeps. Of somebody who is deleted it must never become another's. */
  readonly id: string | number;
  /** Given to `Admin` and other classes that ask for a role; default none. */
  readonly roles?: readonly string[] | null;
  /**
   * Any text that changes when all logins of this user are to end, such as the time when the password was changed last.
   * Without one, a login in another browser outlives that change.
   */
  readonly stamp?: string | null;
  /** `false` for somebody who may not log in any more; default `true`. */
  readonly isActive?: boolean;
  /** Whether the mail address is confirmed, which an app with `confirmation` demands of who logs in; default `false`. */
  readonly isConfirmed?: boolean | null;
}

/** What somebody has typed to register. */
export interface NewAccount<Fields extends object = object> {
  name: string;
  passwordHash: string;
  /** Of the `registrationForm`; missing without one, and on the command line. */
  fields?: Fields;
}

/** A value, or a promise of one. */
export type Awaitable<Value> = Value | Promise<Value>;

/**
 * Where an app's users are. phial-login needs a service that extends it.
 *
 * @example
 * ```ts
 * class Users extends UserProvider<Member> {
 *   find(id: number) {
 *     return this.database.member(id);
 *   }
 *   named(name: string) {
 *     return this.database.memberNamed(name);
 *   }
 *   passwordHash({ id }: Member) {
 *     return this.database.passwordOf(id);
 *   }
 *   changePassword({ id }: Member, passwordHash: string) {
 *     return this.database.setPassword(id, passwordHash);
 *   }
 * }
 * createApp({ blueprints: [login()], services: [new Users()] });
 * ```
 */
export abstract class UserProvider<Known extends User = User> {
  /** For an app without one. */
  static readonly neededBy = 'login()';

  /** The user of an id, asked with each request of somebody who is logged in; nothing when there is none. */
  abstract find(id: Known['id']): Awaitable<Known | null | undefined>;

  /** The user of a name, which may be a mail address: whatever people are to log in with. It is normalised, as NFKC. */
  abstract named(name: string): Awaitable<Known | null | undefined>;

  /** What the password is verified against, as `hashPassword()` made it, or Werkzeug; nothing for somebody without one. */
  abstract passwordHash(user: Known): Awaitable<string | null | undefined>;

  /** Keeps another hash: of a new password, or of the same, made the way of today. */
  abstract changePassword(user: Known, passwordHash: string): Awaitable<unknown>;

  /** Adds a user, and gives it; nothing when the name is taken. Needed for `registration` and `login:create-user`. */
  create?(account: NewAccount): Awaitable<Known | null | undefined>;

  /** The mail address of a user. Needed for `mail`. */
  mailOf?(user: Known): Awaitable<string | null | undefined>;

  /** Keeps that the mail address of a user is confirmed: `isConfirmed` is true from then on. Needed for `confirmation`. */
  confirm?(user: Known): Awaitable<unknown>;

  /** Gives a user a role. Needed for `login:create-user ada admin`. */
  addRole?(user: Known, role: string): Awaitable<unknown>;
}
