// Express: the handler takes request and response, and sends the answer by hand.
// told: start PH107
// says: Notes.index: parameter 2 (res) | there is no Response to inject | new Response()
// ask: GET /
import { createApp, Get, Request, Response } from 'phial'; // cure: import { createApp, Get, Response } from 'phial';

class Notes {
  @Get('/')
  index(req: Request, res: Response) { // cure: index() {
    return res; // cure: return new Response('Hello');
  }
}

export const app = createApp({ controllers: [Notes] });
