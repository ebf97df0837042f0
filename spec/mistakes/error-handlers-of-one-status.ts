// Flask and Express: the second handler of a status takes the place of the first, silently.
// told: warning PH319
// says: Pages.broken | it is never called | Pages.failed | @ErrorHandler(500)
// ask: GET /
import { createApp, ErrorHandler, Get } from 'phial';

class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler(500)
  broken() {
    return 'We are sorry.';
  }

  @ErrorHandler(500) // cure: @ErrorHandler(503)
  failed() {
    return 'Come back later.';
  }
}

export const app = createApp({ controllers: [Pages] });
