// Express: response.json() is looked for on the request.
// told: compiler, request
// compiler: This expression is not callable
// says: Notes.index | status is not a function
// ask: GET /
import { createApp, Get, Response } from 'phial';

class Notes {
  @Get('/')
  index() {
    return new Response('').status(201).json({ text: 'Hello' });
  }
}

export const app = createApp({ controllers: [Notes] });
