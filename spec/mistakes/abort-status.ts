// Flask: abort() is given a status that is no error.
// told: request
// says: Abort takes a status | 200 | 400
// ask: GET /
import { abort, createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index(): string {
    abort(200);
  }
}

export const app = createApp({ controllers: [Notes] });
