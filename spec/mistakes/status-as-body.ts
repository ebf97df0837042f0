// Express: a response is made of a status.
// told: warning PH705
// says: Notes.add: it returns a Response whose body is the number 201, with status 200 | makeResponse(body, 201)
import { createApp, makeResponse, Post, Response } from 'phial';

class Notes {
  @Post('/notes')
  add() {
    // cure: return makeResponse('Added.', 201);
    return new Response(201); // cure:
  }
}

export const app = createApp({ controllers: [Notes] });
