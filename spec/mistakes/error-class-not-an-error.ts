// Nest: an error handler is for a class that is not an error.
// told: compiler, start PH308
// compiler: not assignable
// says: Notes.failed | a class of errors
import { createApp, ErrorHandler, Get } from 'phial';

class NotFound {}

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler(NotFound)
  failed() {
    return 'There is nothing here.';
  }
}

export const app = createApp({ controllers: [Notes] });
