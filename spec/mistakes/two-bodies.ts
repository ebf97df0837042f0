// FastAPI: a handler takes a form and JSON.
// told: start PH219
// says: Notes.create | a form | a JSON body | Take one of them
// ask: POST /notes {"text":"Hello"}
import { createApp, Form, Json, Post } from 'phial';
import { z } from 'zod';

class Fields extends Form(z.object({ text: z.string() })) {} // cure:
class Body extends Json(z.object({ text: z.string() })) {}

class Notes {
  @Post('/notes')
  create(fields: Fields, body: Body) { // cure: create(body: Body) {
    return { text: body.text ?? fields.text }; // cure: return { text: body.text };
  }
}

export const app = createApp({ controllers: [Notes] });
