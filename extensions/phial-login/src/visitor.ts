import { Abort, FromRequest, Request, Session, redirect } from 'phial';

import { LoginManager, type KnownBy } from './login-manager.js';
import { LoginSettings } from './settings.js';
import { UserProvider, type User } from './user-provider.js';

/** Who asks: somebody who is logged in, or nobody. */
export class Visitor<Known extends User = User> {
  /**
   * @param user `null` when nobody is logged in
   * @param by how it is known who it is
   */
  constructor(
    readonly user: Known | null,
    readonly by: KnownBy | undefined,
  ) {}

  @FromRequest()
  static async load(request: Request, session: Session, users: UserProvider, logins: LoginManager): Promise<Visitor> {
    const known = await logins.whoIs(request, session, users);
    return new this(known?.user ?? null, known?.by);
  }
}

/**
 * The user who is logged in. A handler that declares it sends everyone else to the login page, from where they come back;
 * programs get a 401. A class of an app's own that extends it says what its users have, and whom it lets in.
 *
 * @example
 * ```ts
 * class Editor extends CurrentUser<Member> {
 *   static override roles = ['editor', 'admin'];
 * }
 * ```
 */
export class CurrentUser<Known extends User = User> {
  /** One of these a user must have; default none. */
  static roles: readonly string[] = [];
  /** Whether the password must have been typed in this session: somebody who was remembered types it again. */
  static mustBeFresh = false;

  constructor(readonly user: Known) {}

  get id(): Known['id'] {
    return this.user.id;
  }

  @FromRequest()
  static load({ user, by }: Visitor, request: Request, session: Session, settings: LoginSettings): CurrentUser {
    if (user === null || (this.mustBeFresh && by === 'remember')) return demandLogin(request, session, settings);
    if (this.roles.length > 0 && !this.roles.some((role) => user.roles?.includes(role)))
      throw new Abort(403, settings.textsFor(request).roleMissing);
    return new this(user);
  }
}

/** A user with the role `admin`. */
export class Admin<Known extends User = User> extends CurrentUser<Known> {
  static override roles: readonly string[] = ['admin'];
}

/** A user who has typed the password in this session, for what must not be done by whoever finds the browser open. */
export class FreshUser<Known extends User = User> extends CurrentUser<Known> {
  static override mustBeFresh = true;
}

function demandLogin(request: Request, session: Session, settings: LoginSettings): never {
  const wantsPage = !request.isJson && request.accepts('text/html', 'application/json') === 'text/html';
  if (!wantsPage || request.authorization !== undefined)
    throw new Abort(401, settings.textsFor(request).loginFirst, { headers: { 'WWW-Authenticate': 'Bearer' } });
  // The login leads back to it; what was posted is lost, and has no page to lead back to.
  if (request.method === 'GET') session.set('next', request.basePath + request.fullPath);
  return redirect(settings.loginUrl(request));
}
