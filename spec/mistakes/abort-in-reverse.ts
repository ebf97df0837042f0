// Hapi, Boom: the message of an error stands before its status.
// told: compiler, request
// compiler: number
// says: Notes.index | The status comes first: write abort(404, 'No such note')
// ask: GET /
import { abort, createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    abort('No such note', 404);
  }
}

export const app = createApp({ controllers: [Notes] });
