// Express: a hook calls next().
// told: start PH119
// says: Notes.check: parameter 2 (next)
import { BeforeRequest, createApp, Get, Request } from 'phial';

class Notes {
  @BeforeRequest()
  check(request: Request, next: () => void) {
    if (request.args.has('user')) next();
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
