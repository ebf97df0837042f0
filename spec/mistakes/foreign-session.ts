// Express: another package's class of the name Session is imported.
// told: start PH113
// says: Notes.index: parameter 1 (session) | import { Session } from 'phial'
// ask: GET /
import { createApp, Get } from 'phial'; // cure: import { createApp, Get, Session } from 'phial';

class Session { // cure:
  has(_name: string) { return false; } // cure:
} // cure:

class Notes {
  @Get('/')
  index(session: Session) {
    return { known: session.has('userId') };
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'a key of this program alone' });
