import { CurrentUser as LoggedIn } from 'phial-login';

import type { User } from './users.js';

/** The user who is logged in. A handler that declares it sends everyone else to the login page, and programs get a 401. */
export class CurrentUser extends LoggedIn<User> {
  /** What the API's document says of each route that declares it. */
  static override get openapi() {
    return { ...super.openapi, security: [{ session: [] }] };
  }
}
