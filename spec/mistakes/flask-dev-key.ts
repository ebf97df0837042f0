// Flask: the secret key is 'dev'.
// told: start PH404
// says: secretKey | 3 characters can be guessed | Make one with
// ask: GET /
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/')
  index(session: Session) {
    return { known: session.has('userId') };
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'dev' }); // cure: export const app = createApp({ controllers: [Notes], secretKey: 'a key of this program alone' });
