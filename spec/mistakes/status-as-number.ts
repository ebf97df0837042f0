// Express: a status alone is returned, as by sendStatus().
// told: request
// says: Notes.index | 404
// ask: GET /
// todo: a number is JSON like any other; DESIGN §5 says so
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 404;
  }
}

export const app = createApp({ controllers: [Notes] });
