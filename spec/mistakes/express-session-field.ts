// Express: a field of the session is set, session.userId = 1.
// told: compiler, warning PH706
// compiler: Property 'userId' does not exist
// says: session.userId | session.set('userId'
// ask: POST /
import { createApp, Post, Session } from 'phial';

class Login {
  @Post('/')
  login(session: Session) {
    session.userId = 1;
    return 'Welcome.';
  }
}

export const app = createApp({ controllers: [Login], secretKey: 'a key of this program alone' });
