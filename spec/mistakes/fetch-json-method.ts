// Hono: the body is read by await request.json().
// told: warning PH706
// says: request.json
// ask: POST / {"text":"Hello"}
import { createApp, Post, Request } from 'phial';

class Notes {
  @Post('/')
  async create(request: Request) { // cure: create(request: Request) {
    return await request.json(); // cure: return request.json;
  }
}

export const app = createApp({ controllers: [Notes] });
