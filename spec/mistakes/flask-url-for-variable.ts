// Flask: a variable is forgotten in urlFor().
// told: warning PH613
// says: Notes.away | urlFor('notes.show') has no value for 'id', a variable of /notes/:id | { id: ... }
// ask: GET /away
import { createApp, Get, redirect, Request } from 'phial';

class Notes {
  @Get('/notes/:id')
  show(id: number) {
    return { id };
  }

  @Get('/away')
  away(request: Request) {
    return redirect(request.urlFor('notes.show')); // cure: return redirect(request.urlFor('notes.show', { id: 1 }));
  }
}

export const app = createApp({ controllers: [Notes] });
