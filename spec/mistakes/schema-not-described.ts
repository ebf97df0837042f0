// FastAPI: the library of a schema cannot describe it for the API's document.
// told: start PH502
// says: NewNote | cannot tell its JSON Schema | toStandardJsonSchema(schema)
// ask: POST / {"text":"Hello"}
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { createApp, Json, Post } from 'phial';
import { object, string } from 'valibot';

class NewNote extends Json(object({ text: string() })) {} // cure: class NewNote extends Json(toStandardJsonSchema(object({ text: string() }))) {}

class Notes {
  @Post('/')
  create(note: NewNote) {
    return { text: note.text };
  }
}

export const app = createApp({ controllers: [Notes], openapi: { info: { title: 'Notes', version: '1.0.0' } } });
