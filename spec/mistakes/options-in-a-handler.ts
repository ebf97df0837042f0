// Click: a handler takes the options of a command.
// told: start PH335
// says: Users.index: parameter 1 (search) | Query
// ask: GET /?name=Ada
import { createApp, Get, Options, Query } from 'phial';
import { z } from 'zod';

const fields = z.object({ name: z.string().default('') });
class Search extends Options(fields) {} // cure: class Search extends Query(fields) {}

class Users {
  @Get('/')
  index(search: Search) {
    return { name: search.name, of: Query.name };
  }
}

export const app = createApp({ controllers: [Users] });
