// pydantic: a body's fields are those of a class.
// told: compiler, start PH501
// compiler: StandardSchema
// says: NewNote | its schema is | a schema of zod
// ask: POST / {"text":"Hello"}
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

class Note {
  text = '';
}
class NewNote extends Json(Note) {} // cure: class NewNote extends Json(z.object({ text: z.string() })) {}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return note;
  }
}

export const app = createApp({ controllers: [Notes] });
