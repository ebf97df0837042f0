// Flask: sessions end with each restart, since there is no secret key.
// told: warning PH406
// says: secretKey | they end with this process | Set PHIAL_SECRET_KEY
// ask: GET /
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/')
  index(session: Session) {
    return { known: session.has('userId') };
  }
}

// cure: process.env['PHIAL_SECRET_KEY'] = 'a key of this program alone';
export const app = createApp({ controllers: [Notes], debug: true });
