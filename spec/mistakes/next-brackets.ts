// Next: a variable of the path is written as [id].
// told: start PH211
// says: Notes.show | has '[id]' | Write ':id'
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/[id]')
  show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
