// Flask: what a variable is stands in the path, as in <int:id>.
// told: warning PH227
// says: Notes.show | '(int)' | the text 'int' alone | id: number
// ask: GET /notes/3
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:id(int)') // cure: @Get('/notes/:id')
  show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
