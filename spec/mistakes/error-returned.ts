// Go: an error is returned, not thrown.
// told: request
// says: Notes.index | at .error | Write error.message
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return { error: new Error('There is nothing here.') };
  }
}

export const app = createApp({ controllers: [Notes] });
