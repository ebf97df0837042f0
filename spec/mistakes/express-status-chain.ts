// Express: the status is set in a chain.
// told: compiler, request
// compiler: Type 'Number' has no call signatures
// says: A Response's status is a value, not a function | makeResponse(body, status, headers)
// ask: GET /
import { createApp, Get, Response } from 'phial';

class Pages {
  @Get('/')
  index() {
    return new Response('').status(201); // cure: return new Response('', { status: 201 });
  }
}

export const app = createApp({ controllers: [Pages] });
