// zod: a boolean is coerced, and the text false is true.
// told: warning PH508
// says: Search: to its field 'all', the text 'false' is true | z.stringbool()
// ask: GET /notes?all=false
import { createApp, Get, Query } from 'phial';
import { z } from 'zod';

class Search extends Query(z.object({ all: z.coerce.boolean() })) {} // cure: class Search extends Query(z.object({ all: z.stringbool() })) {}

class Notes {
  @Get('/notes')
  find({ all }: Search) {
    return { all };
  }
}

export const app = createApp({ controllers: [Notes] });
