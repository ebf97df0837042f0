// Flask: a variable of the path is written as <int:id>.
// told: start PH211
// says: Notes.show | has '<int:id>' | Write ':id'
// ask: GET /notes/3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/<int:id>') // cure: @Get('/notes/:id')
  show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
