// Express: a handler takes the error.
// told: start PH108
// says: Notes.index: parameter 1 (error) | no Error to inject | @ErrorHandler()
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index(error: Error) { // cure: index() {
    return error.message; // cure: return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
