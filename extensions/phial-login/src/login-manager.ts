import { hashPassword, type Logger, type Request, type Session } from 'phial';

import { isActive } from './active.js';
import type { ApiTokens } from './api-tokens.js';
import type { Remember } from './remember.js';
import { stampOf } from './stamp.js';
import type { User, UserProvider } from './user-provider.js';

/** How somebody who asks was known. */
export type KnownBy = 'session' | 'remember' | 'token';

/** Who asks. */
export interface Known {
  user: User;
  by: KnownBy;
}

/** Logs people in and out, and tells who asks. An app calls it after a login of its own, by another service for instance. */
export class LoginManager {
  /** For whoever has forgotten it. */
  static readonly providedBy = 'login()';
  #hasWarned = false;
  /** Who is logged in since a handler has changed it: what was injected before says who it was. */
  readonly #now = new WeakMap<Request, User | null>();

  constructor(
    readonly remember: Remember | undefined,
    readonly apiTokens: ApiTokens | undefined,
  ) {}

  /** Logs a user in: in a new session, which keeps nothing of the one before. Whom the browser remembered is forgotten. */
  async logIn(request: Request, session: Session, user: User, { remember = false } = {}): Promise<void> {
    if (remember && this.remember === undefined)
      throw new TypeError(
        'LoginManager.logIn() was told to remember the user, and the login has nowhere to keep it. Write login({ remember: { store } }), or leave remember away.',
      );
    await this.remember?.end(request);
    if (remember) await this.remember?.begin(request, user);
    // Last, so that nobody is logged in by what fails.
    beginSession(session, user);
    this.#now.set(request, user);
  }

  /** Ends the session, and forgets the browser. */
  async logOut(request: Request, session: Session): Promise<void> {
    session.destroy();
    this.#now.set(request, null);
    await this.remember?.end(request);
  }

  /** Gives a user another password: all who were let in by the one before are out, but for this session. */
  async changePassword(
    request: Request,
    session: Session,
    users: UserProvider,
    user: User,
    password: string,
  ): Promise<void> {
    const hash = await hashPassword(password);
    // First: a store that is away must not leave another password behind an answer that says it failed.
    await this.remember?.endAll(user.id);
    await users.changePassword(user, hash);
    const changed = (await users.find(user.id)) ?? user;
    if (session.get('userId') === user.id) beginSession(session, changed);
    if (stampOf(changed) !== stampOf(user)) return;
    this.#warn(request.log, users);
    // Whom the old password has let in meanwhile, only a stamp would tell.
    await this.remember?.endAll(user.id);
  }

  /** Who is logged in by now; `undefined` where nobody was logged in or out in this request. @internal */
  userOf(request: Request): User | null | undefined {
    return this.#now.get(request);
  }

  /** Who asks: by a token, in a session, or by a cookie that remembers. */
  async whoIs(request: Request, session: Session, users: UserProvider): Promise<Known | undefined> {
    const { authorization } = request;
    if (this.apiTokens !== undefined && authorization?.scheme.toLowerCase() === 'bearer')
      return this.#byToken(authorization.token ?? '', this.apiTokens, users);
    return (await inSession(session, users)) ?? (await this.#byCookie(request, session, users));
  }

  /** @internal */
  open(log: Logger): void {
    this.remember?.store.open(log);
    this.apiTokens?.store.open(log);
  }

  /** Phial calls it when the app is closed. @internal */
  async close(): Promise<void> {
    await this.remember?.store.close();
    await this.apiTokens?.store.close();
  }

  async #byToken(token: string, tokens: ApiTokens, users: UserProvider): Promise<Known | undefined> {
    const userId = await tokens.ownerOf(token);
    const user = userId === undefined ? undefined : await active(userId, users);
    return user && { user, by: 'token' };
  }

  async #byCookie(request: Request, session: Session, users: UserProvider): Promise<Known | undefined> {
    const series = await this.remember?.recall(request, session);
    if (series === undefined) return undefined;
    const user = await active(series.userId, users);
    // Another password, or no such user any more: the browser need not ask again.
    if (user === undefined || stampOf(user) !== series.stamp) {
      await this.remember?.end(request);
      return undefined;
    }
    resumeSession(session, user);
    return { user, by: 'remember' };
  }

  /** Told once: it is the app that must be changed. */
  #warn(log: Logger, users: UserProvider): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    log.warn(
      `A password was changed, and logins in other browsers stay open: the users of ${users.constructor.name} have no stamp, or the same as before. Give them one that changes with the password, such as the end of its hash.`,
    );
  }
}

function beginSession(session: Session, user: User): void {
  session.clear();
  enter(session, user);
}

/** What nobody's session has is the visitor's own, the flash messages of this request included. */
function resumeSession(session: Session, user: User): void {
  const before = session.get<User['id']>('userId');
  if (before !== undefined && before !== user.id) session.clear();
  enter(session, user);
  session.set('isRemembered', true);
}

function enter(session: Session, user: User): void {
  session.regenerate();
  session.set('userId', user.id).set('loginStamp', stampOf(user));
}

async function inSession(session: Session, users: UserProvider): Promise<Known | undefined> {
  const userId = session.get<User['id']>('userId');
  if (userId === undefined) return undefined;
  const user = await active(userId, users);
  if (user === undefined || stampOf(user) !== session.get<string>('loginStamp')) return undefined;
  return { user, by: session.get<boolean>('isRemembered') === true ? 'remember' : 'session' };
}

/** A user who is still there, and may log in. */
async function active(userId: User['id'], users: UserProvider): Promise<User | undefined> {
  const user = (await users.find(userId)) ?? undefined;
  return user !== undefined && isActive(user) ? user : undefined;
}
