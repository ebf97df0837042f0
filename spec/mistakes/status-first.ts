// Rack: an answer is a list that begins with its status.
// told: warning PH705
// says: Notes.show: it returns a list with the status 404 in it | abort(404, message)
import { abort, createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id')
  show(id: number) {
    // cure: if (id > 100) abort(404, 'There is no such note.');
    if (id > 100) return [404, 'There is no such note.']; // cure:
    return [`Note ${id}`];
  }
}

export const app = createApp({ controllers: [Notes] });
