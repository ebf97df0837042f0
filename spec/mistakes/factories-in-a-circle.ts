// FastAPI: what a factory needs is what it makes.
// told: start PH115
// says: CurrentUser.load | CurrentUser needs CurrentUser | a Request or a service
// swc: CurrentUser.load: parameter 1 (user) | (PH103)
// ask: GET /
import { createApp, FromRequest, Get, Request } from 'phial';

class CurrentUser {
  constructor(readonly name: string) {}

  @FromRequest()
  static load(user: CurrentUser) { // cure: static load(request: Request) {
    return new CurrentUser(user.name); // cure: return new CurrentUser(request.args.get('name', 'Guest'));
  }
}

class Pages {
  @Get('/')
  index(user: CurrentUser) {
    return user.name;
  }
}

export const app = createApp({ controllers: [Pages] });
