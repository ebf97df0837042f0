// Express: the body is declared as an interface, which is gone in JavaScript.
// told: start PH103
// says: Notes.create: parameter 1 (note) | Object | Declare its type
// ask: POST / {"text":"Hello"}
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

interface NewNote { // cure: class NewNote extends Json(z.object({ text: z.string() })) {}
  text: string; // cure:
} // cure:

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { text: note.text };
  }
}

export const app = createApp({ controllers: [Notes] });
