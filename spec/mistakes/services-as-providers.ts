// Nest: a service is given as a provider, { provide, useClass }.
// told: start PH320
// says: services[0] | There are no providers | Write new NoteStore(...).
// ask: GET /
import { createApp, Get } from 'phial';

class NoteStore {
  all() {
    return ['Hello'];
  }
}

class Notes {
  @Get('/')
  index(store: NoteStore) {
    return store.all();
  }
}

export const app = createApp({
  controllers: [Notes],
  services: [{ provide: NoteStore, useClass: NoteStore }], // cure: services: [new NoteStore()],
});
