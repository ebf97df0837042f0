// Express: a before-hook takes the response.
// told: start PH107
// says: Notes.check: parameter 1 (response) | @AfterRequest()
import { BeforeRequest, createApp, Get, Response } from 'phial';

class Notes {
  @BeforeRequest()
  check(response: Response) {
    response.headers.set('X-Seen', '1');
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
