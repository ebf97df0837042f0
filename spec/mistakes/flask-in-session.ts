// Flask: a key is looked for by 'user_id' in session.
// told: warning PH707
// says: Login.index | among the members of session | Write session.has(key)
// ask: GET /
import { createApp, Get, Session } from 'phial';

class Login {
  @Get('/')
  index(session: Session) {
    return { known: 'userId' in session }; // cure: return { known: session.has('userId') };
  }
}

export const app = createApp({ controllers: [Login], secretKey: 'a key of this program alone' });
