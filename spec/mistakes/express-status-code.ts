// Express: the status of a response is called statusCode.
// told: compiler, request
// compiler: 'statusCode' does not exist
// says: Notes.create | 'statusCode', which is 'status' here
// ask: POST /
import { createApp, Post, Response } from 'phial';

class Notes {
  @Post('/')
  create() {
    return new Response('Saved.', { statusCode: 201 });
  }
}

export const app = createApp({ controllers: [Notes] });
