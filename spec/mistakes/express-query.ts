// Express: the query is read from request.query.
// told: compiler, warning PH706
// compiler: Property 'query' does not exist
// says: Notes.index | 'query' | request.args
// ask: GET /?page=2
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    return { page: request.query.page };
  }
}

export const app = createApp({ controllers: [Notes] });
