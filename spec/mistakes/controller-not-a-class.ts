// Express: a router is given, not a class.
// told: start PH301
// says: controllers[0] | a function, not a class with routes | controllers: [Notes]
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [() => new Notes()] }); // cure: export const app = createApp({ controllers: [Notes] });
