// FastAPI: a class says twice how it is made.
// told: start PH116
// says: CurrentUser | two @FromRequest() methods, load and guest | Keep one
// ask: GET /
import { createApp, FromRequest, Get } from 'phial';

class CurrentUser {
  constructor(readonly name: string) {}

  @FromRequest()
  static load() {
    return new CurrentUser('Ada');
  }

  @FromRequest() // cure:
  static guest() {
    return new CurrentUser('Guest');
  }
}

class Pages {
  @Get('/')
  index(user: CurrentUser) {
    return user.name;
  }
}

export const app = createApp({ controllers: [Pages] });
