// Express: a handler returns nothing.
// told: warning PH701
// says: Notes.create | neither return nor throw | Return one
// ask: POST /
import { createApp, Post } from 'phial';

const notes: string[] = [];

class Notes {
  @Post('/')
  create() {
    notes.push('Hello');
    // cure: return 'Saved.';
  }
}

export const app = createApp({ controllers: [Notes] });
