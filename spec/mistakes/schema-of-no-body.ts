// FastAPI: a route that answers 204 has a response schema.
// told: warning PH510
// says: Notes.remove: its schema is of the status 204, which has no body | Take the schema out, or say another status
import { createApp, Delete } from 'phial';
import { z } from 'zod';

class Notes {
  @Delete('/:id', { response: z.object({ id: z.number() }), openapi: { status: 204 } }) // cure: @Delete('/:id', { response: z.object({ id: z.number() }) })
  remove(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
