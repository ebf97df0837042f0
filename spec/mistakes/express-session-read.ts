// Express: a key of the session is read as a field, session.userId.
// told: compiler, warning PH706
// compiler: Property 'userId' does not exist
// says: Login.login | session.get
// ask: POST /
import { createApp, Post, Session } from 'phial';

class Login {
  @Post('/')
  login(session: Session) {
    session.set('userId', 1);
    return { user: session.userId }; // cure: return { user: session.get('userId') };
  }
}

export const app = createApp({ controllers: [Login], secretKey: 'a key of this program alone' });
