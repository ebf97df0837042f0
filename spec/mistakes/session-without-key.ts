// Flask: a session is used, and there is no secret key.
// told: start PH405
// says: Notes.index | there is no secret key | PHIAL_SECRET_KEY
// ask: GET /
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/')
  index(session: Session) {
    return { known: session.has('userId') };
  }
}

export const app = createApp({ controllers: [Notes] }); // cure: export const app = createApp({ controllers: [Notes], secretKey: 'a key of this program alone' });
