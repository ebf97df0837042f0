// FastAPI: a field of a JSON body is a date, which JSON does not have.
// told: warning PH507
// says: NewNote: its field 'day' refuses all JSON | z.coerce.date()
// ask: POST / {"day":"2026-01-31"}
import { createApp, Json, Post } from 'phial';
import { z } from 'zod';

class NewNote extends Json(z.object({ day: z.date() })) {} // cure: class NewNote extends Json(z.object({ day: z.coerce.date() })) {}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { day: note.day };
  }
}

export const app = createApp({ controllers: [Notes] });
