// Express: much is kept in a session's cookie.
// told: request
// says: Notes.create | session | 4096
// ask: POST /
import { createApp, Post, Session } from 'phial';

class Notes {
  @Post('/')
  create(session: Session) {
    session.set('text', 'x'.repeat(5000));
    return 'Saved.';
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'a key of this program alone' });
