// Express: an object is read from the query.
// told: warning PH507
// says: Search: its field 'filter' refuses all text | of which no object is made | 'filter_id', or take a body of Json(schema)
import { createApp, Get, Query } from 'phial';
import { z } from 'zod';

class Search extends Query(z.object({ filter: z.object({ tag: z.string() }) })) {}

class Notes {
  @Get('/')
  index(search: Search) {
    return search.filter.tag;
  }
}

export const app = createApp({ controllers: [Notes] });
