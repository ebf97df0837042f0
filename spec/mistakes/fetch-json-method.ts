// Hono: the body is read by await request.json().
// told: request
// says: request.json
// ask: POST / {"text":"Hello"}
import { createApp, Post, Request } from 'phial';

class Notes {
  @Post('/')
  async create(request: Request) {
    return await request.json();
  }
}

export const app = createApp({ controllers: [Notes] });
