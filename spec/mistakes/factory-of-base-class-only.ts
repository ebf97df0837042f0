// Phial: a subclass is declared, and only its base class has a factory.
// told: start PH111
// says: Pages.index: parameter 1 (member) | nobody makes Member | a static @FromRequest() method of its own
// ask: GET /
import { createApp, FromRequest, Get } from 'phial';

class CurrentUser {
  @FromRequest()
  static load() {
    return new CurrentUser();
  }
}
class Member extends CurrentUser {
  // cure: @FromRequest()
  // cure: static override load() {
    // cure: return new Member();
  // cure: }
}

class Pages {
  @Get('/')
  index(member: Member) {
    return { isMember: member instanceof Member };
  }
}

export const app = createApp({ controllers: [Pages] });
