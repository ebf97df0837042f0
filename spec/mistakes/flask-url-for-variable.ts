// Flask: a variable is forgotten in urlFor().
// told: request
// says: notes.show | id
// ask: GET /away
import { createApp, Get, redirect, Request } from 'phial';

class Notes {
  @Get('/notes/:id')
  show(id: number) {
    return { id };
  }

  @Get('/away')
  away(request: Request) {
    return redirect(request.urlFor('notes.show'));
  }
}

export const app = createApp({ controllers: [Notes] });
