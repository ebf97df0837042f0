// Express: a route of all methods, as with app.all().
// told: start PH203
// says: Notes.index | 'ALL' | Write GET, POST
// ask: GET /
import { createApp, Route } from 'phial';

class Notes {
  @Route('/', ['ALL']) // cure: @Route('/', ['GET', 'POST'])
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
