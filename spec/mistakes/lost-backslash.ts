// Express: an expression in a path has a single backslash.
// told: start PH213
// says: Notes.show | in which 'd' is a letter | Write '\\d'
// ask: GET /notes/3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id(^\d+$)') // cure: @Get('/notes/:id(^\\d+$)')
  show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
