// Hono: what validates a body stands in the route's decorator.
// told: compiler, start PH220
// compiler: has no properties in common with type 'RouteOptions'
// says: Notes.add: the options of its route are a schema | class NewNote extends Json(schema) {}
// ask: POST /notes {"text":"Hello"}
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

const schema = z.object({ text: z.string() });
class NewNote extends Json(schema) {}

class Notes {
  @Post('/notes', schema) // cure: @Post('/notes')
  add(note: NewNote) {
    return note.text;
  }
}

export const app = createApp({ controllers: [Notes] });
