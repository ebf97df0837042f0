// Flask: an argument of the query is read as request.args['page'].
// told: compiler, warning PH706
// compiler: can't be used to index type 'MultiDict
// says: Notes.index | "page" is a key | .get("page")
// ask: GET /?page=2
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    return { page: request.args['page'] };
  }
}

export const app = createApp({ controllers: [Notes] });
