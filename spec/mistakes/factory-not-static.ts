// FastAPI: the method that makes a class is not static.
// told: start PH117
// says: CurrentUser.load | not static | static load(...) { return new CurrentUser(...); }
// ask: GET /
import { createApp, FromRequest, Get } from 'phial';

class CurrentUser {
  name = 'Ada';

  @FromRequest()
  load() { // cure: static load() {
    return new CurrentUser();
  }
}

class Pages {
  @Get('/')
  index(user: CurrentUser) {
    return user.name;
  }
}

export const app = createApp({ controllers: [Pages] });
