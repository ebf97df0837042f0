// Java: an override declares a stricter class, and has no decorator, so that nobody knows its types.
// told: start PH124
// says: AdminPages.index: parameter 1 (admin) | overrides Pages.index without a decorator | (CurrentUser) | Repeat @Get('/')
import { abort, createApp, FromRequest, Get, Request } from 'phial';

class CurrentUser {
  constructor(readonly name: string | undefined) {}

  @FromRequest()
  static load(request: Request) {
    return new this(request.args.get('name'));
  }
}

class Admin extends CurrentUser {
  @FromRequest()
  static override load(request: Request) {
    if (request.args.get('name') !== 'root') abort(403);
    return new this('root');
  }
}

class Pages {
  @Get('/')
  index(user: CurrentUser) {
    return `Hello ${user.name}`;
  }
}

class AdminPages extends Pages {
  // cure: @Get('/')
  override index(admin: Admin) {
    return `Secrets for ${admin.name}`;
  }
}

export const app = createApp({ controllers: [AdminPages] });
