// connect-flash: flash() with a category alone gives the messages.
// told: warning PH721
// says: Notes.index: it asks session.flash() for messages, and that adds one | session.flashes({ category: 'error' })
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/')
  index(session: Session) {
    // cure: const errors = session.flashes({ category: 'error' });
    const errors = session.flash('error'); // cure:
    return { errors };
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'a long and random key, of which nobody knows' });
