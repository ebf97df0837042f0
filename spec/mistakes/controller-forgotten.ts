// Nest: a class with a constructor has no @Controller(), and so no types of its parameters.
// told: start PH101
// says: Notes | parameter 1 (store) | Put @Controller() on the class
// ask: GET /
import { Controller, createApp, Get } from 'phial';

class NoteStore {
  all() {
    return ['Hello'];
  }
}

// cure: @Controller()
class Notes {
  constructor(private readonly store: NoteStore) {}

  @Get('/')
  index() {
    return this.store.all();
  }
}

export const app = createApp({ controllers: [Notes], services: [new NoteStore()] });
