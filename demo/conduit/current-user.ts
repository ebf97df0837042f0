import { abort, App, FromRequest, Request } from 'phial';

import { Users, type User } from './users.js';

/** Seconds that a token is good. */
const LIFETIME = 60 * 24 * 3600;
const purpose = 'conduit login';

/** What a client sends from now on: `Authorization: Token ...`. With another password, it is no longer good. */
export function tokenOf({ id, passwordHash }: User, app: App): string {
  return app.sign([id, stampOf(passwordHash)], { purpose, maxAge: LIFETIME });
}

/** Who asks: somebody who shows a token, or anybody. A token that is not good is refused here, too: its client thinks otherwise. */
export class Visitor {
  static openapi = { responses: { 401: 'The token is missing, or no longer good.' } };

  constructor(readonly user: User | undefined) {}

  get id(): number | undefined {
    return this.user?.id;
  }

  @FromRequest()
  static async load(request: Request, users: Users, app: App): Promise<Visitor> {
    if (!request.headers.has('authorization')) return new Visitor(undefined);
    const { scheme, token } = request.authorization ?? {};
    const [id, stamp] = (scheme === 'token' && (app.unsign(token, { purpose }) as [number, string])) || unknown();
    const user = (await users.find(id)) ?? unknown();
    return stampOf(user.passwordHash) === stamp ? new Visitor(user) : unknown();
  }
}

/** Somebody who shows a token. Everyone else gets a 401. */
export class CurrentUser {
  static openapi = { security: [{ Token: [] }] };

  constructor(
    readonly user: User,
    readonly id = user.id,
  ) {}

  @FromRequest()
  static load({ user }: Visitor): CurrentUser {
    return new CurrentUser(user ?? unknown());
  }
}

function unknown(): never {
  return abort(401, 'Log in, and send the header "Authorization: Token ..." with the token that you get.', {
    headers: { 'WWW-Authenticate': 'Token' },
  });
}

/** The end of the password's hash. */
function stampOf(passwordHash: string): string {
  return passwordHash.slice(-12);
}
