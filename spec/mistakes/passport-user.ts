// Express: Passport puts a user on the request.
// told: compiler, warning PH725
// compiler: Property 'user' does not exist
// says: Notes.index | request.user, which nothing sets | @FromRequest()
import { createApp, FromRequest, Get, Request } from 'phial';

class CurrentUser {
  constructor(readonly name: string) {}

  @FromRequest()
  static load(request: Request) {
    return new CurrentUser(request.args.get('name') ?? 'nobody');
  }
}

class Notes {
  @Get('/')
  index(request: Request) { // cure: index(user: CurrentUser) {
    return { name: request.user.name }; // cure: return { name: user.name };
  }
}

export const app = createApp({ controllers: [Notes] });
