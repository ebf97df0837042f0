// Express: an error handler is for a code that is text.
// told: compiler, start PH308
// compiler: not assignable to parameter of type
// says: Pages.missing | not 'not found' | Write @ErrorHandler(404)
// ask: GET /
import { createApp, ErrorHandler, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler('not found', { scope: 'app' }) // cure: @ErrorHandler(404, { scope: 'app' })
  missing() {
    return 'There is nothing here.';
  }
}

export const app = createApp({ controllers: [Pages] });
