// SQL: an identifier of the database is a bigint.
// told: request
// says: Notes.index | bigint | String(
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return { id: 1n };
  }
}

export const app = createApp({ controllers: [Notes] });
