// Koa: an after-hook returns what headers.set() gives.
// told: request
// says: Notes.mark returned a ResponseHeaders | an after-hook returns nothing
// ask: GET /
import { AfterRequest, createApp, Get, Response } from 'phial';

class Notes {
  @AfterRequest()
  mark(response: Response) {
    return response.headers.set('X-Frame-Options', 'SAMEORIGIN'); // cure: response.headers.set('X-Frame-Options', 'SAMEORIGIN');
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
