// FastAPI: an argument of the query is declared like one of the path.
// told: start PH209
// says: Notes.index: parameter 1 (page) takes a path variable | has none | read request.args
// ask: GET /notes?page=2
import { createApp, Get, Query } from 'phial';
import { z } from 'zod';

// cure: class Page extends Query(z.object({ page: z.coerce.number() })) {}

class Notes {
  @Get('/notes')
  index(page: number) { // cure: index({ page }: Page) {
    return { page };
  }
}

export const app = createApp({ controllers: [Notes] });
