// Express: what a handler does stands in a try, and so does its abort().
// told: warning PH708
// says: Notes.show | it calls abort() in a try | if (error instanceof Abort) throw error;
// ask: GET /1
import { abort, createApp, Get } from 'phial';

const notes = new Map([[1, 'Hello']]);

class Notes {
  @Get('/:id')
  show(id: number) {
    try { // cure:
      return notes.get(id) ?? abort(404);
    } catch { // cure:
      return 'The database does not answer.'; // cure:
    } // cure:
  }
}

export const app = createApp({ controllers: [Notes] });
