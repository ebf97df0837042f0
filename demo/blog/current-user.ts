import { FromRequest, Request, Session, redirect } from 'phial';

import { Users, type User } from './users.js';

/** Who asks: a user who is logged in, or nobody. */
export class Visitor {
  constructor(readonly user: User | null) {}

  @FromRequest()
  static async load(session: Session, users: Users): Promise<Visitor> {
    const id: number | undefined = session.get('userId');
    // A user may have been deleted since the login.
    return new Visitor(id === undefined ? null : ((await users.find(id)) ?? null));
  }
}

/** The user who is logged in. A handler that declares it sends everyone else to the login page. */
export class CurrentUser {
  constructor(
    readonly id: number,
    readonly username: string,
  ) {}

  @FromRequest()
  static load({ user }: Visitor, request: Request, session: Session): CurrentUser {
    if (user !== null) return new CurrentUser(user.id, user.username);
    // The login leads back to it; what was posted is lost, and has no page to lead back to.
    if (request.method === 'GET') session.set('next', request.fullPath);
    return redirect(request.urlFor('auth.login'));
  }
}
