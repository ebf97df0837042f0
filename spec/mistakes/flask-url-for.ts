// Flask: an endpoint is named as a function, not with its controller.
// told: request
// says: urlFor | 'index' | notes.index
// ask: GET /away
// todo: the literals of sources (PH604) are made by another helper: then "told: warning"
import { createApp, Get, redirect, Request } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }

  @Get('/away')
  away(request: Request) {
    return redirect(request.urlFor('index'));
  }
}

export const app = createApp({ controllers: [Notes] });
