// SQL: rows refer to each other, and so JSON cannot end.
// told: request
// says: Notes.index | circular | Return what the client needs
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    const note: { author?: object } = {};
    note.author = { note };
    return note;
  }
}

export const app = createApp({ controllers: [Notes] });
