// Express: the session is saved by hand.
// told: compiler, warning PH706
// compiler: save
// says: Notes.index: it asks for session.save | saved with the response
// ask: GET /
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/')
  index(session: Session) {
    session.set('visits', 1);
    session.save(); // cure:
    return 'Welcome.';
  }
}

export const app = createApp({ controllers: [Notes], secretKey: '5f1d7a0c2b9e4d6f8a3b1c5e7d9f0a2b' });
