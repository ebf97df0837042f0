// Ruby: a method of the session is called without brackets.
// told: warning PH719
// says: Notes.leave: it names session.clear and does not call it | Write session.clear()
import { createApp, Post, Session } from 'phial';

class Notes {
  @Post('/leave')
  leave(session: Session) {
    session.clear; // cure: session.clear();
    return 'Bye.';
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'a long and random key, of which nobody knows' });
