// Nest: the class of a service is declared, and no object of it is given.
// told: start PH110
// says: Notes | parameter 1 (store) | nobody provides NoteStore | services: [new NoteStore(...)]
// ask: GET /
import { Controller, createApp, Get } from 'phial';

class NoteStore {
  all() {
    return ['Hello'];
  }
}

@Controller()
class Notes {
  constructor(private readonly store: NoteStore) {}

  @Get('/')
  index() {
    return this.store.all();
  }
}

export const app = createApp({ controllers: [Notes] }); // cure: export const app = createApp({ controllers: [Notes], services: [new NoteStore()] });
