// FastAPI: a service may be there or not, store: NoteStore | null.
// told: start PH103
// says: Notes.index: parameter 1 (store) | also with null
import { createApp, Get } from 'phial';

class NoteStore {}

class Notes {
  @Get('/')
  index(store: NoteStore | null) {
    return { known: store !== null };
  }
}

export const app = createApp({ controllers: [Notes] });
