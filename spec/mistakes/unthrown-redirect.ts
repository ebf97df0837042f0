// PHP: a hook makes a redirect, and neither throws nor returns it.
// told: warning PH702
// says: Notes.onlyMembers | calls new Redirect() | Write throw new Redirect(...)
// ask: GET /
import { BeforeRequest, createApp, Get, Redirect, Request } from 'phial';

class Notes {
  @BeforeRequest()
  onlyMembers(request: Request) {
    if (!request.headers.has('authorization')) new Redirect('/login'); // cure: if (!request.headers.has('authorization')) throw new Redirect('/login');
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
