// Web: the class of a response has a json() of its own.
// told: compiler, request
// compiler: 'json' does not exist
// says: Phial's Response has no json(), which is the web's. Return the object from the handler
// ask: GET /
import { createApp, Get, Response } from 'phial';

class Notes {
  @Get('/')
  index() {
    return Response.json({ text: 'Hello' });
  }
}

export const app = createApp({ controllers: [Notes] });
