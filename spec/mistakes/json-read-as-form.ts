// Flask: JSON is sent to a form.
// told: request
// says: The body is JSON, where a form is expected
// ask: POST / {"text":"Hello"}
import { createApp, Form, Post } from 'phial';
import { z } from 'zod';

class NewNote extends Form(z.object({ text: z.string() })) {}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { text: note.text };
  }
}

export const app = createApp({ controllers: [Notes] });
