// Express: a header is read by request.get().
// told: compiler, warning PH706
// compiler: Property 'get' does not exist
// says: 'get' | request.headers
// ask: GET /
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    return request.get('user-agent');
  }
}

export const app = createApp({ controllers: [Notes] });
