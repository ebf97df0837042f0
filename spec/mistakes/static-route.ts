// Phial: a route stands on a static method.
// told: start PH306
// says: Notes.index | stands on a static method | Take the word 'static' away
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  static index() { // cure: index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
