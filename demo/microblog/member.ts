import { CurrentUser } from 'phial-login';

import type { User } from './users.js';

/** Who is logged in. A handler that declares it sends everybody else to the login. */
export class Member extends CurrentUser<User> {}

/** The same for programs, which show a token that they have from the page of their tokens. */
export class ApiMember extends CurrentUser<User> {
  static override get openapi() {
    return { ...super.openapi, security: [{ token: [] }] };
  }
}
