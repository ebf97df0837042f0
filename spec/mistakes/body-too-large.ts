// Express: a body is larger than the limit.
// told: request
// says: 413 | The body is larger than is accepted
// ask: POST / {"text":"123456789"}
import { createApp, Post, Request } from 'phial';

class Notes {
  @Post('/')
  create(request: Request) {
    return { text: request.json };
  }
}

export const app = createApp({ controllers: [Notes], limits: { body: 10 } });
