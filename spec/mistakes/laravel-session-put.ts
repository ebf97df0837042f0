// Laravel: a session takes values by put().
// told: warning PH706
// says: Notes.index: it asks for session.put | Write session.set(key, value)
import { createApp, Get, Session } from 'phial';

class Notes {
  @Get('/', { inject: [Session] })
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as JavaScript has it
  index(session: any) {
    session.put('page', 2); // cure: session.set('page', 2);
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes], secretKey: 'a long and random key, of which nobody knows' });
