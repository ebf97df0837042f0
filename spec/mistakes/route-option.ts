// Phial: an option of a route is text.
// told: compiler, start PH220
// compiler: not assignable to type 'boolean
// says: Notes.create | its csrf is 'off' | true or false
// ask: POST /
import { createApp, Post } from 'phial';

class Notes {
  @Post('/', { csrf: 'off' }) // cure: @Post('/', { csrf: false })
  create() {
    return 'Saved.';
  }
}

export const app = createApp({ controllers: [Notes] });
