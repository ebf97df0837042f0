import type { Request, Session } from 'phial';

import type { ApiTokens } from './api-tokens.js';
import type { Remember } from './remember.js';
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
  constructor(
    readonly remember: Remember | undefined,
    readonly apiTokens: ApiTokens | undefined,
  ) {}

  /** Logs a user in: in a new session, which keeps nothing of the one before. */
  async logIn(request: Request, session: Session, user: User, { remember = false } = {}): Promise<void> {
    beginSession(session, user);
    if (remember) await this.remember?.begin(request, user);
  }

  /** Ends the session, and forgets the browser. */
  async logOut(request: Request, session: Session): Promise<void> {
    session.destroy();
    await this.remember?.end(request);
  }

  /** The password is another: all who were let in by the one before are out, but for this session. */
  async changed(session: Session, user: User): Promise<void> {
    await this.remember?.endAll(user.id);
    if (session.get('userId') === user.id) beginSession(session, user);
  }

  /** Who asks: by a token, in a session, or by a cookie that remembers. */
  async whoIs(request: Request, session: Session, users: UserProvider): Promise<Known | undefined> {
    const { authorization } = request;
    if (this.apiTokens !== undefined && authorization?.scheme.toLowerCase() === 'bearer')
      return this.#byToken(authorization.token ?? '', this.apiTokens, users);
    return (await inSession(session, users)) ?? (await this.#byCookie(request, session, users));
  }

  async #byToken(token: string, tokens: ApiTokens, users: UserProvider): Promise<Known | undefined> {
    const userId = await tokens.ownerOf(token);
    const user = userId === undefined ? undefined : await active(userId, users);
    return user && { user, by: 'token' };
  }

  async #byCookie(request: Request, session: Session, users: UserProvider): Promise<Known | undefined> {
    const series = await this.remember?.recall(request);
    if (series === undefined) return undefined;
    const user = await active(series.userId, users);
    if (user === undefined || user.stamp !== series.stamp) return undefined;
    beginSession(session, user);
    session.set('isRemembered', true);
    return { user, by: 'remember' };
  }
}

function beginSession(session: Session, user: User): void {
  session.clear();
  session.regenerate();
  session.set('userId', user.id);
  if (user.stamp !== undefined) session.set('loginStamp', user.stamp);
}

async function inSession(session: Session, users: UserProvider): Promise<Known | undefined> {
  const userId = session.get<User['id']>('userId');
  if (userId === undefined) return undefined;
  const user = await active(userId, users);
  if (user === undefined || user.stamp !== session.get<string>('loginStamp')) return undefined;
  return { user, by: session.get<boolean>('isRemembered') === true ? 'remember' : 'session' };
}

/** A user who is still there, and may log in. */
async function active(userId: User['id'], users: UserProvider): Promise<User | undefined> {
  const user = await users.find(userId);
  return user?.isActive === false ? undefined : user;
}
