// FastAPI: a parameter is a string or nothing.
// told: start PH103
// says: Notes.index: parameter 1 (id) | a union (also with null)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id')
  index(id: string | number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
