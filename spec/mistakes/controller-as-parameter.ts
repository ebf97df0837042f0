// Nest: a controller is injected into another.
// told: start PH114
// says: Pages | parameter 1 (notes) | Notes is a controller | createApp({ services })
// ask: GET /
import { Controller, createApp, Get } from 'phial';

class NoteStore {
  count() {
    return 1;
  }
}

@Controller('/notes')
class Notes {
  constructor(private readonly store: NoteStore) {}

  @Get('/')
  count() {
    return { count: this.store.count() };
  }
}

@Controller()
class Pages {
  constructor(private readonly notes: Notes) {} // cure: constructor(private readonly notes: NoteStore) {}

  @Get('/')
  index() {
    return { notes: this.notes.count() };
  }
}

export const app = createApp({ controllers: [Notes, Pages], services: [new NoteStore()] });
