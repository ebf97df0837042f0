// Nest: the body is declared as a plain class.
// told: start PH110
// says: Notes.create: parameter 1 (note) | Json(schema)
// ask: POST / {"text":"Hello"}
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

class NewNote { // cure: class NewNote extends Json(z.object({ text: z.string() })) {
  text = ''; // cure:
}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { text: note.text };
  }
}

export const app = createApp({ controllers: [Notes] });
