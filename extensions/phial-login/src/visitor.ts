import { inspect } from 'node:util';

import { Abort, FromRequest, Request, Session, redirect, type Demands } from 'phial';

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
    if (known !== undefined && isPage(request)) keepOutOfCaches(request);
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
  /** Whether the password must have been typed in this session: who was remembered types it again, and tokens are not enough. */
  static mustBeFresh = false;

  constructor(readonly user: Known) {}

  /** What the API's document says of each route that declares it. */
  static get openapi(): Demands {
    const responses = { 401: 'Nobody is logged in.' };
    return { responses: this.roles.length === 0 ? responses : { ...responses, 403: 'The user may not do that.' } };
  }

  get id(): Known['id'] {
    return this.user.id;
  }

  @FromRequest()
  static load({ user, by }: Visitor, request: Request, settings: LoginSettings): CurrentUser {
    // Whoever has found a token, or a cookie, knows no password.
    if (user === null || (this.mustBeFresh && by !== 'session')) return demandLogin(request, settings);
    if (this.roles.length > 0 && !this.roles.some((role) => rolesOf(user).includes(role)))
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

/** A text has an includes(), too, by which 'no-admin' were an admin. */
function rolesOf({ id, roles }: User): readonly string[] {
  const given = roles ?? [];
  if (Array.isArray(given)) return given as readonly string[];
  throw new TypeError(`The roles of the user ${id} are ${inspect(roles)}, not a list. Give a list: roles: ['admin'].`);
}

function demandLogin(request: Request, settings: LoginSettings): never {
  // Not for every kind of them: a browser sends what a proxy before the app asks for, too.
  const isProgram = request.authorization?.scheme.toLowerCase() === 'bearer';
  if (!isPage(request) || isProgram || !settings.hasLogin(request))
    throw new Abort(401, settings.textsFor(request).loginFirst, { headers: { 'WWW-Authenticate': 'Bearer' } });
  // The login leads back to it; what was posted is lost, and has no page to lead back to. In the URL, since a session of each
  // stranger who asks would fill the store.
  const isPageToReturnTo = request.method === 'GET' && isOpened(request);
  return redirect(settings.loginUrl(request, isPageToReturnTo ? asked(request) : undefined));
}

/** The page as it was asked for, which is another once it is decoded: `/notes/a%2Fb`. */
function asked({ url, scheme, host }: Request): string {
  // To a browser, '//evil.example' is another host.
  return url.slice(`${scheme}://${host || 'localhost'}`.length).replace(/^\/+/, '/');
}

/** Who opens a WebSocket is no browser that shows a page, although a GET asks for it: the login would lead back to a 426. */
function isPage(request: Request): boolean {
  const isSocket = /\bwebsocket\b/i.test(request.headers.get('upgrade', ''));
  return !isSocket && !request.isJson && !request.prefersJson && request.accepts('text/html') !== undefined;
}

/** Browsers keep whole pages, and show them to whoever goes back after the logout. A header of the handler's own stands instead. */
function keepOutOfCaches(request: Request): void {
  if (isOpened(request)) request.environ.reply.header('Cache-Control', 'no-store');
}

/** Whether somebody looks at the page, and has not an image or a script from there. Browsers of before 2023 do not tell. */
function isOpened(request: Request): boolean {
  return request.headers.get('sec-fetch-dest', 'document') === 'document';
}
