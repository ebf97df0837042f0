// Nest: the class of a service is given, not an object.
// told: start PH320
// says: services[0] | the class NoteStore, not an object of a class | Write new NoteStore(...)
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

export const app = createApp({ controllers: [Notes], services: [NoteStore] }); // cure: export const app = createApp({ controllers: [Notes], services: [new NoteStore()] });
