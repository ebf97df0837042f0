// Nest: a handler takes a service that nobody provides, beside a variable of the path.
// told: start PH110
// says: Notes.show: parameter 2 (store) | nobody provides NoteStore
import { createApp, Get } from 'phial';

class NoteStore {}

class Notes {
  @Get('/:id')
  show(id: number, store: NoteStore) {
    return { id, store };
  }
}

export const app = createApp({ controllers: [Notes] });
