// Express: a function is returned.
// told: request
// says: Notes.index | function
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return () => 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
