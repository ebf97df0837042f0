// Express, Adonis: the kind of a flash message stands before its text.
// told: warning PH711
// says: Notes.index: it flashes the message 'error' | session.flash(message, 'error')
// ask: GET /
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/')
  index(session: Session) {
    session.flash('error', 'The name is taken.'); // cure: session.flash('The name is taken.', 'error');
    return 'Sorry.';
  }
}

export const app = createApp({ controllers: [Notes], secretKey: '5f1d7a0c2b9e4d6f8a3b1c5e7d9f0a2b' });
