// Nest: a service has a route.
// told: start PH315
// says: NoteStore.all | @Route() stands in a service | Give createApp({ controllers }) the class
// ask: GET /notes
import { createApp, Get } from 'phial';

class NoteStore {
  @Get('/notes')
  all() {
    return ['Hello'];
  }
}

export const app = createApp({ services: [new NoteStore()] }); // cure: export const app = createApp({ controllers: [NoteStore] });
