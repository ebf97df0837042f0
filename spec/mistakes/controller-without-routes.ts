// Rails: methods serve no path by their name.
// told: start PH303
// says: Notes | no route, hook or error handler | @Route('/path')
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  // cure: @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
