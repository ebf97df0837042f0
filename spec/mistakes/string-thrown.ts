// Express: a text is thrown.
// told: request
// says: Notes.index | 'Nothing here'
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index(): string {
    throw 'Nothing here';
  }
}

export const app = createApp({ controllers: [Notes] });
