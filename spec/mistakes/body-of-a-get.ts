// FastAPI: a GET takes a body.
// told: start PH218
// says: Notes.find | takes Search, a JSON body | GET, which has no body | Query()
// ask: GET /notes?text=Hello
import { createApp, Get, Json, Query } from 'phial';
import { z } from 'zod';

class Search extends Json(z.object({ text: z.string() })) {} // cure: class Search extends Query(z.object({ text: z.string() })) {}

class Notes {
  @Get('/notes')
  find(search: Search) {
    return { text: search.text };
  }
}

export const app = createApp({ controllers: [Notes] });
