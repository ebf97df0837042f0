// Nest: a number in the query is converted by itself.
// told: warning PH507
// says: Search: its field 'page' refuses all text | z.coerce.number()
// ask: GET /notes?page=2
import { createApp, Get, Query } from 'phial';
import { z } from 'zod';

class Search extends Query(z.object({ page: z.number() })) {} // cure: class Search extends Query(z.object({ page: z.coerce.number() })) {}

class Notes {
  @Get('/notes')
  find({ page }: Search) {
    return { page };
  }
}

export const app = createApp({ controllers: [Notes] });
