// Phial: a subclass is declared, and the factory makes its base class.
// told: request
// says: CurrentUser | Member
// ask: GET /
import { createApp, FromRequest, Get } from 'phial';

class CurrentUser {
  @FromRequest()
  static load() {
    return new CurrentUser(); // cure: return new this();
  }
}
class Member extends CurrentUser {}

class Pages {
  @Get('/')
  index(member: Member) {
    return { isMember: member instanceof Member };
  }
}

export const app = createApp({ controllers: [Pages] });
