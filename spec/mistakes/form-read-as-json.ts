// Express: a form is sent to what reads JSON.
// told: request
// says: 415 | The body is not JSON
// ask: POST / text=Hello
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

class NewNote extends Json(z.object({ text: z.string() })) {}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { text: note.text };
  }
}

export const app = createApp({ controllers: [Notes] });
