// Flask: the list of methods is empty.
// told: start PH202
// says: Notes.index | an empty list of HTTP methods | Write ['GET']
// ask: GET /
import { createApp, Route } from 'phial';

class Notes {
  @Route('/', []) // cure: @Route('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
