// Express: the body is read from request.body.
// told: compiler, warning PH706
// compiler: Property 'body' does not exist
// says: 'body' | request.json
// ask: POST / {"text":"Hello"}
import { createApp, Post, Request } from 'phial';

class Notes {
  @Post('/')
  create(request: Request) {
    return { text: request.body.text };
  }
}

export const app = createApp({ controllers: [Notes] });
