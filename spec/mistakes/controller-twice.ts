// Nest: a controller is in the list twice.
// told: start PH302
// says: Notes | has it twice | Take one out
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes, Notes] }); // cure: export const app = createApp({ controllers: [Notes] });
