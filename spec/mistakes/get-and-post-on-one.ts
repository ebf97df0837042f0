// Nest: two methods on one decorator, as text.
// told: compiler, start
// compiler: not assignable
// says: Notes.index
import { createApp, Route } from 'phial';

class Notes {
  @Route('/', 'GET,POST')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
