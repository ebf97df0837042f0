// FastAPI: a dependency is a method of the controller.
// told: start PH307
// says: Pages.user | this class is a controller | Move the method to the class that it makes
// ask: GET /
import { createApp, FromRequest, Get } from 'phial';

class CurrentUser {
  name = 'Ada';
  // cure: @FromRequest()
  // cure: static load() {
    // cure: return new CurrentUser();
  // cure: }
}

class Pages {
  @FromRequest() // cure:
  static user() { // cure:
    return new CurrentUser(); // cure:
  } // cure:

  @Get('/')
  index(user: CurrentUser) {
    return user.name;
  }
}

export const app = createApp({ controllers: [Pages] });
