// Express: Request is not imported, and so is the one of fetch().
// told: start PH104
// says: Notes.index: parameter 1 (request) | import { Request } from 'phial'
// ask: GET /
import { createApp, Get } from 'phial'; // cure: import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    return new URL(request.url).pathname;
  }
}

export const app = createApp({ controllers: [Notes] });
