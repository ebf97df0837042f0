// FastAPI: a dictionary is a Map, and returned as it is.
// told: request
// says: Notes.index | Map
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return new Map([['text', 'Hello']]); // cure: return Object.fromEntries(new Map([['text', 'Hello']]));
  }
}

export const app = createApp({ controllers: [Notes] });
