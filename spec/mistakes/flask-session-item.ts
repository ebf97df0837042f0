// Flask: a key of the session is set, session['userId'] = 1.
// told: compiler, warning PH706
// compiler: can't be used to index type 'Session'
// says: session.userId | session.set('userId'
// ask: POST /
import { createApp, Post, Session } from 'phial';

class Login {
  @Post('/')
  login(session: Session) {
    session['userId'] = 1;
    return 'Welcome.';
  }
}

export const app = createApp({ controllers: [Login], secretKey: 'a key of this program alone' });
