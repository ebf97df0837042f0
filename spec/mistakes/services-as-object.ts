// Awilix: services stand in an object, by name.
// told: compiler, start PH401
// compiler: 'store' does not exist in type
// says: The app has one mistake | services: it is no list | services: [new NoteStore()]
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

export const app = createApp({ controllers: [Notes], services: { store: new NoteStore() } }); // cure: export const app = createApp({ controllers: [Notes], services: [new NoteStore()] });
