// FastAPI: a schema that the API's document cannot describe.
// told: start PH502
// says: NewNote | cannot tell its JSON Schema | which openapi needs
// ask: POST / {"day":"2026-01-31"}
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

class NewNote extends Json(z.object({ day: z.date() })) {} // cure: class NewNote extends Json(z.object({ day: z.iso.date() })) {}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { day: note.day };
  }
}

export const app = createApp({ controllers: [Notes], openapi: { info: { title: 'Notes', version: '1.0.0' } } });
