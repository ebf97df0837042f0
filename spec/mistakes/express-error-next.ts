// Express: an error is passed on, next(error).
// told: compiler, start
// compiler: implicitly has an 'any' type
// says: Notes.failed: parameter 2 (req)
import { createApp, ErrorHandler, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler(Error)
  failed(error: Error, req, res, next) {
    next(error);
  }
}

export const app = createApp({ controllers: [Notes] });
