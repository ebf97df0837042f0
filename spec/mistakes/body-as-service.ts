// Nest: a body's plain class is given as a service, so that all requests share one.
// told: warning PH118
// says: Notes.create: parameter 1 (note) | each request gets the one NewNote | Json(schema)
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

export const app = createApp({ controllers: [Notes], services: [new NewNote()] }); // cure: export const app = createApp({ controllers: [Notes] });
