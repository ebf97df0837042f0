// Express and Nest: an object that has a status is the response.
// told: warning PH705
// says: Notes.show | an object with the status 404 in it | with status 200 | makeResponse(body, 404) or abort(404, message)
// ask: GET /3
import { abort, createApp, Get } from 'phial';

class Notes {
  @Get('/:id')
  show(id: number) {
    if (id > 2) return { status: 404, message: 'No such note' }; // cure: if (id > 3) abort(404, 'No such note');
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
