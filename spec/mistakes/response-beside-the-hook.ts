// Express: a hook sets a header on a response of its own, and not on the one that is sent.
// told: warning PH702
// says: Notes.mark | makes another response, by new Response() | response: Response
// ask: GET /
import { AfterRequest, createApp, Get, Response } from 'phial';

class Notes {
  @AfterRequest()
  mark() { // cure: mark(response: Response) {
    const response = new Response(); // cure:
    response.headers.set('X-Frame-Options', 'SAMEORIGIN');
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
