// Flask: an error handler of 404s is meant for unknown paths.
// told: warning PH313
// says: Pages.missing | not unknown paths | @ErrorHandler(404, { scope: 'app' })
// ask: GET /
import { createApp, ErrorHandler, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler(404) // cure: @ErrorHandler(404, { scope: 'app' })
  missing() {
    return 'There is nothing here.';
  }
}

export const app = createApp({ controllers: [Pages] });
